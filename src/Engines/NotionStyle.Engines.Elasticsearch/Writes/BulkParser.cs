using System.Globalization;
using System.Text;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>
/// Reads the lines of a bulk request. A line that is no action refuses the whole request before anything of it is done: from there on nobody can say which line means what.
/// </summary>
internal static class BulkParser
{
    private static readonly string[] Actions = ["index", "create", "update", "delete"];

    /// <summary>Reads all actions.</summary>
    /// <param name="body">The lines.</param>
    /// <param name="index">The index of the path, or null.</param>
    public static List<BulkItem> Parse(ReadOnlyMemory<byte> body, string? index)
    {
        List<BulkItem> items = [];
        if (body.Length > 0 && body.Span[^1] != '\n')
            throw Malformed("The bulk request must be terminated by a newline [\\n]");
        var line = 0;
        var at = 0;
        while (at < body.Length)
        {
            var action = NextLine(body, ref at, ref line);
            if (action.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            var item = ParseAction(action.Span, line, index);
            if (item.Action != "delete")
            {
                if (at >= body.Length)
                    throw Malformed(
                        $"Malformed action/metadata line [{line}]: the action [{item.Action}] must be followed by a line with its source"
                    );
                item.Source = Trimmed(NextLine(body, ref at, ref line));
            }

            items.Add(item);
        }

        if (items.Count == 0)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: no requests added;"
            );
        return items;
    }

    private static ReadOnlyMemory<byte> NextLine(ReadOnlyMemory<byte> body, ref int at, ref int line)
    {
        var length = body.Span[at..].IndexOf((byte)'\n');
        var found = body.Slice(at, length);
        at += length + 1;
        line++;
        return found;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> line) =>
        line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;

    private static BulkItem ParseAction(ReadOnlySpan<byte> text, int line, string? index)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Expected(line, "START_OBJECT", reader.TokenType);
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
                throw Expected(line, "FIELD_NAME", reader.TokenType);
            var action = reader.GetString()!;
            if (!Actions.Contains(action))
                throw Malformed(
                    $"Malformed action/metadata line [{line}], expected field [create], [delete], [index] or [update] but found [{action}]"
                );
            var item = new BulkItem { Action = action, Index = index };
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Expected(line, "START_OBJECT", reader.TokenType);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ParseMember(ref reader, item, line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read())
                throw Expected(line, "END_OBJECT", reader.TokenType);
            return item;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed($"Malformed action/metadata line [{line}]: {e.Message}");
        }
    }

    private static void ParseMember(ref Utf8JsonReader reader, BulkItem item, int line)
    {
        var name = reader.GetString()!;
        reader.Read();
        switch (name)
        {
            case "_index":
                item.Index = reader.GetString();
                break;
            case "_id":
                item.Id = Text(ref reader);
                break;
            case "routing" or "_routing":
                item.Routing = Text(ref reader);
                break;
            case "version" or "_version":
                item.Version = Number(ref reader);
                break;
            case "version_type" or "_version_type":
                item.VersionType = reader.GetString();
                break;
            case "if_seq_no":
                item.IfSequenceNumber = Number(ref reader);
                break;
            case "if_primary_term":
                item.IfPrimaryTerm = Number(ref reader);
                break;
            case "require_alias":
                item.RequireAlias = reader.GetBoolean();
                break;
            case "retry_on_conflict" or "_retry_on_conflict":
                // An update holds the document from reading to writing: there is nothing to retry.
                Number(ref reader);
                break;
            default:
                throw Malformed(
                    $"Action/metadata line [{line}] contains an unknown parameter [{name}] or one that this engine does not support"
                );
        }
    }

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();

    private static long Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
            ? long.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : reader.GetInt64();

    private static ElasticsearchException Expected(int line, string wanted, JsonTokenType found) =>
        Malformed($"Malformed action/metadata line [{line}], expected {wanted} but found [{found}]");

    private static ElasticsearchException Malformed(string reason) => ElasticsearchException.IllegalArgument(reason);
}
