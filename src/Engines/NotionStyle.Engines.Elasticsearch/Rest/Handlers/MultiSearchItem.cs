using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>One search of <c>_msearch</c>: a line of where, and a line of what.</summary>
internal sealed record MultiSearchItem(string? Index, ReadOnlyMemory<byte> Body)
{
    /// <summary>Reads the lines.</summary>
    public static List<MultiSearchItem> Parse(ReadOnlyMemory<byte> body, string? index)
    {
        List<MultiSearchItem> items = [];
        if (body.Length > 0 && body.Span[^1] != '\n')
            throw ElasticsearchException.IllegalArgument("The msearch request must be terminated by a newline [\\n]");
        var at = 0;
        while (at < body.Length)
        {
            var header = Line(body, ref at);
            if (items.Count == 0 && header.Span.Trim(" \t\r"u8).IsEmpty && at < body.Length && body.Span[at] != '{')
                continue;
            if (at >= body.Length)
                throw ElasticsearchException.IllegalArgument("a search of _msearch must be two lines, where and what");
            items.Add(new MultiSearchItem(Where(header) ?? index, Line(body, ref at)));
        }

        if (items.Count == 0)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: no requests added;"
            );
        return items;
    }

    private static ReadOnlyMemory<byte> Line(ReadOnlyMemory<byte> body, ref int at)
    {
        var length = body.Span[at..].IndexOf((byte)'\n');
        var line = body.Slice(at, length);
        at += length + 1;
        return line;
    }

    private static string? Where(ReadOnlyMemory<byte> header)
    {
        if (header.Span.Trim(" \t\r"u8).IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(header);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ElasticsearchException.IllegalArgument(
                    "the first line of a search of _msearch must be an object"
                );
            if (!document.RootElement.TryGetProperty("index", out var index))
                return null;
            return index.ValueKind switch
            {
                JsonValueKind.String => index.GetString(),
                JsonValueKind.Array => string.Join(',', index.EnumerateArray().Select(i => i.ToString())),
                _ => throw ElasticsearchException.IllegalArgument("[index] must be a name or names"),
            };
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException(
                400,
                "parse_exception",
                $"the header of a search is not JSON: {e.Message}",
                e
            );
        }
    }
}
