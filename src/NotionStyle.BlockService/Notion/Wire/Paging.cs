using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>The parts of a list, as every list of the Notion API has them: <c>start_cursor</c> and <c>page_size</c> in, <c>next_cursor</c> and <c>has_more</c> out.</summary>
internal static class Paging
{
    /// <summary>Characters of a cursor in a body: those of a query hold a value for each of its sorts.</summary>
    private const int CursorLengthMaximum = 64_000;

    public static readonly Field<string?> StartCursor = Fields.Cursor(
        "start_cursor",
        "The `next_cursor` of the answer before; nothing for the first part. Good whatever is edited meanwhile."
    );

    public static readonly Field<long> PageSize = Fields
        .Integer("page_size", 1, NotionLimits.PageSizeMaximum, "Results wanted; there may be fewer.")
        .Or(NotionLimits.PageSizeMaximum, "100");

    /// <summary>The parameters of a list that is asked for by GET; further ones may follow.</summary>
    public static QueryShape Query(params Field[] others) => new([StartCursor, PageSize, .. others]);

    /// <summary>Which part, from the query string.</summary>
    public static PageRequest Of(HttpRequest request) =>
        new((int)request.Query.Get(PageSize), request.Query.Get(StartCursor) is { Length: > 0 } cursor ? cursor : null);

    /// <summary>Which part, from a body.</summary>
    public static PageRequest Of(Input body)
    {
        var (size, cursor) = (body["page_size"], body["start_cursor"]);
        return new PageRequest(
            size.HasValue ? size.Integer(1, NotionLimits.PageSizeMaximum) : NotionLimits.PageSizeMaximum,
            cursor.HasValue ? cursor.Text(CursorLengthMaximum, 1) : null
        );
    }

    /// <summary>Begins <c>{"object": "list", "results": [</c>.</summary>
    public static void BeginList(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("results");
    }

    /// <summary>Ends the list: <c>], "next_cursor": …, "has_more": …, "type": "block", "block": {}}</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="type">What the results are, such as <c>block</c> or <c>page_or_data_source</c>.</param>
    /// <param name="nextCursor">Where the next part begins; null at the end.</param>
    /// <param name="more">Writes what the list has besides.</param>
    public static void EndList(
        Utf8JsonWriter writer,
        string type,
        string? nextCursor,
        Action<Utf8JsonWriter>? more = null
    )
    {
        writer.WriteEndArray();
        writer.WriteString("next_cursor", nextCursor);
        writer.WriteBoolean("has_more", nextCursor is not null);
        writer.WriteString("type", type);
        writer.WriteStartObject(type);
        writer.WriteEndObject();
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>The schema of such a list, for the document.</summary>
    public static Schema ListOf(string summary, string type, Schema results, params IEnumerable<Property> more) =>
        Schema.Of(
            summary,
            [
                Schema.Object("list"),
                new Property("results", Schema.List("In the list's order.", results)),
                new Property("next_cursor", Schema.Text("Where the next part begins; null at the end.").OrNull()),
                new Property("has_more", Schema.Bool("Whether there is a next part.")),
                new Property("type", Schema.Choice("What the results are.", type)),
                new Property(type, new Schema(ValueKind.Object, "Nothing; the API has it for every list.")),
                .. more,
            ]
        );
}
