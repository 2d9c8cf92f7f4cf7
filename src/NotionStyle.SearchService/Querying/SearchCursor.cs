using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.SearchService.Querying;

/// <summary>Where an answer ended: the last hit's value in the order and its id, which is what <c>search_after</c> takes; and whether a quick find had become tolerant.</summary>
/// <param name="Value">A score or a time as a number, as Elasticsearch wrote it.</param>
/// <param name="Id">The block.</param>
/// <param name="IsTolerant">Whether words may differ by a letter or two.</param>
internal readonly record struct SearchCursor(string Value, Guid Id, bool IsTolerant)
{
    private const string Tolerant = "tolerant";

    /// <summary>The place of a hit by its <c>sort</c>.</summary>
    public static SearchCursor Of(JsonElement sort, bool isTolerant) =>
        new(sort[0].GetRawText(), sort[1].GetGuid(), isTolerant);

    /// <summary>For the wire, bound to its question.</summary>
    public string Encode(Actor actor, SearchRequest request, DateTimeOffset now) =>
        new KeysetCursor(
            actor.SpaceId,
            QuestionOf(actor, request),
            now,
            [Value, IsTolerant ? Tolerant : null],
            Id
        ).Encode();

    /// <summary>Reads what <see cref="Encode" /> wrote; null when the request has none.</summary>
    public static SearchCursor? Decode(Actor actor, SearchRequest request, DateTimeOffset now)
    {
        if (request.Cursor is not { } text)
            return null;
        var cursor = KeysetCursor.Decode(text, actor.SpaceId, QuestionOf(actor, request), keys: 2, now);
        if (
            cursor.Keys[0] is not { } value
            || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
            || !IsJsonNumber(value)
            || cursor.Keys[1] is not (null or Tolerant)
        )
            throw KeysetCursor.NotOurs();
        return new SearchCursor(value, cursor.LastId, cursor.Keys[1] is not null);
    }

    /// <summary>The value of <c>search_after</c>.</summary>
    public JsonArray ToJson() => [JsonNode.Parse(Value), Id.ToString()];

    private static bool IsJsonNumber(string value)
    {
        try
        {
            return JsonNode.Parse(value)?.GetValueKind() == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ulong QuestionOf(Actor actor, SearchRequest request) =>
        KeysetCursor.QuestionOf(
            actor,
            "blocks",
            request.Query,
            request.Mode.Name(),
            request.Order.Name(),
            request.AncestorId?.ToString(),
            request.Types is { } types ? string.Join('\n', types) : null,
            request.EditedBy is { } editors ? string.Join('\n', editors) : null,
            request.Times.ToString()
        );
}
