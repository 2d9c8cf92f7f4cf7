using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>highlight</c>.</summary>
internal static class HighlightReader
{
    private const int MaxFields = 1024;

    /// <summary>Reads the request.</summary>
    public static HighlightRequest Read(QueryContext context, JsonElement json)
    {
        var body = new Body("highlight", json);
        var listed = body.Take("fields");
        var usual = Options(context, body, new HighlightField { Pattern = "" });
        body.Done();
        var fields = new List<HighlightField>();
        foreach (var one in Fields(listed))
        {
            var own = new Body("highlight_field", one.Value);
            fields.Add(Options(context, own, usual with { Pattern = one.Name }));
            own.Done();
        }
        return fields.Count <= MaxFields
            ? new HighlightRequest(fields)
            : throw ElasticsearchException.IllegalArgument(
                $"[highlight] has [{fields.Count}] fields; at most [{MaxFields}] are allowed"
            );
    }

    private static IEnumerable<JsonProperty> Fields(JsonElement? listed) =>
        listed switch
        {
            null => [],
            { ValueKind: JsonValueKind.Object } one => one.EnumerateObject(),
            { ValueKind: JsonValueKind.Array } many => many.EnumerateArray()
                .SelectMany(item =>
                    item.ValueKind == JsonValueKind.Object
                        ? item.EnumerateObject()
                        : throw ElasticsearchException.IllegalArgument(
                            "[highlight] can be a list of objects with a single field each"
                        )
                ),
            { } other => throw ElasticsearchException.Parsing(
                $"[highlight] [fields] must be an object but found [{Body.Kind(other)}]"
            ),
        };

    private static HighlightField Options(QueryContext context, Body body, HighlightField usual)
    {
        var type = body.Text("type");
        if (type is not (null or "unified" or "plain" or "fvh"))
            throw ElasticsearchException.IllegalArgument(
                $"unknown highlighter type [{type}] for the field [{usual.Pattern}]"
            );
        var tags = body.Text("tags_schema");
        var pre =
            body.Texts("pre_tags") is [var firstPre, ..] ? firstPre
            : tags == "styled" ? "<em class=\"hlt1\">"
            : usual.PreTag;
        var post = body.Texts("post_tags") is [var firstPost, ..] ? firstPost : usual.PostTag;
        var order = body.Text("order");
        var encoder = body.Text("encoder");
        var requireFieldMatch = body.Flag("require_field_match", usual.RequireFieldMatch);
        var matched = body.Texts("matched_fields") ?? usual.MatchedFields;
        body.Ignore(
            "boundary_scanner",
            "boundary_scanner_locale",
            "boundary_chars",
            "boundary_max_scan",
            "fragmenter",
            "fragment_offset",
            "phrase_limit",
            "force_source",
            "options",
            "max_analyzed_offset"
        );
        return usual with
        {
            PreTag = pre,
            PostTag = post,
            FragmentSize = body.Integer("fragment_size", usual.FragmentSize, 0, 1_000_000),
            NumberOfFragments = body.Integer("number_of_fragments", usual.NumberOfFragments, 0, 10_000),
            NoMatchSize = body.Integer("no_match_size", usual.NoMatchSize, 0, 1_000_000),
            ByScore = order is null ? usual.ByScore : order == "score",
            EncodeHtml = encoder is null ? usual.EncodeHtml : encoder == "html",
            RequireFieldMatch = requireFieldMatch,
            MatchedFields = matched,
            Query = body.Take("highlight_query") is { } query ? QueryParser.Parse(context, query) : usual.Query,
        };
    }
}
