using System.Globalization;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads the body and the URL's parameters of a search.</summary>
internal static class SearchRequestParser
{
    private static readonly string[] LeftOut =
    [
        "suggest",
        "profile",
        "rescore",
        "collapse",
        "slice",
        "script_fields",
        "runtime_mappings",
        "knn",
        "pit",
        "indices_boost",
        "rank",
        "retriever",
        "ext",
    ];

    /// <summary>Reads the request, or refuses it in Elasticsearch's words.</summary>
    public static SearchRequest Parse(JsonElement? json, IReadOnlyDictionary<string, string> parameters)
    {
        var body = new Body("search", json ?? JsonSerializer.SerializeToElement(new Dictionary<string, int>()));
        if (json is { } given)
            JsonGuard.Check(given);
        var request = new SearchRequest
        {
            From = Window(body, parameters, "from", 0),
            Size = Window(body, parameters, "size", 10),
            Query = body.Take("query") ?? Typed(parameters),
            PostFilter = body.Take("post_filter"),
            Sort = body.Many("sort") is { Count: > 0 } sort ? sort : SortsOf(parameters),
            SearchAfter = body.Take("search_after") is { } after ? List("search_after", after) : null,
            TrackTotalHits = TrackTotalHits(
                body.Text("track_total_hits") ?? parameters.GetValueOrDefault("track_total_hits")
            ),
            TotalAsNumber = Is(parameters, "rest_total_hits_as_int"),
            TrackScores = body.Flag("track_scores", Is(parameters, "track_scores")),
            MinScore = body.Rest.Contains("min_score") ? body.Float("min_score", 0) : null,
            Timeout = (body.Text("timeout") ?? parameters.GetValueOrDefault("timeout")) is { } timeout
                ? SettingsText.Duration("timeout", timeout)
                : null,
            TerminateAfter = body.Integer("terminate_after", Number(parameters, "terminate_after") ?? 0),
            Source = SourceFilter.Read(body.Take("_source"), parameters),
            Fields = [.. FieldsOf(body, "fields"), .. FieldsOf(body, "docvalue_fields")],
            Explain = body.Flag("explain", Is(parameters, "explain")),
            Version = body.Flag("version", Is(parameters, "version")),
            SeqNo = body.Flag("seq_no_primary_term", Is(parameters, "seq_no_primary_term")),
            Highlight = body.Take("highlight"),
            Aggregations = body.Take("aggs") ?? body.Take("aggregations"),
            TypedKeys = Is(parameters, "typed_keys"),
        };
        if (parameters.ContainsKey("scroll"))
            throw ElasticsearchException.Unsupported("[scroll]", "page with [sort] and [search_after]");
        body.Ignore("stats");
        request = Stored(request, body.Texts("stored_fields"));
        foreach (var key in LeftOut)
        {
            if (body.Take(key) is { } value && value.ValueKind != JsonValueKind.False)
                throw ElasticsearchException.Unsupported($"[{key}] of a search", "leave it out");
        }
        if (body.Rest.Count > 0)
        {
            var key = body.Rest.First();
            throw ElasticsearchException.Parsing(
                $"unknown key [{key}] for a {Body.Kind(body.Take(key) ?? default)} in [{key}]."
            );
        }
        return Checked(request);
    }

    /// <summary>Reads a URL's flag, which is true with no value too.</summary>
    public static bool Is(IReadOnlyDictionary<string, string> parameters, string key) =>
        parameters.TryGetValue(key, out var value)
        && value switch
        {
            "" or "true" => true,
            "false" => false,
            _ => throw ElasticsearchException.IllegalArgument(
                $"Failed to parse value [{value}] of [{key}] as only [true] or [false] are allowed."
            ),
        };

    private static SearchRequest Checked(SearchRequest request)
    {
        if (request.SearchAfter is not null && request.From > 0)
            throw ElasticsearchException.IllegalArgument(
                "`from` parameter must be set to 0 when `search_after` is used"
            );
        if (request.SearchAfter is { Count: 0 })
            throw ElasticsearchException.IllegalArgument("Values must contains at least one value.");
        return request;
    }

    private static SearchRequest Stored(SearchRequest request, IReadOnlyList<string>? stored)
    {
        if (stored is null)
            return request;
        if (stored.Contains("_none_"))
        {
            return stored.Count == 1
                ? request with
                {
                    Source = SourceFilter.Nothing,
                    ShowIds = false,
                }
                : throw ElasticsearchException.IllegalArgument("cannot combine _none_ with other fields");
        }
        var others = stored.Where(name => name is not ("_source" or "_id" or "_routing")).ToList();
        if (others.Count > 0)
            throw ElasticsearchException.Unsupported(
                $"[stored_fields] with [{others[0]}]",
                "use [_source] or [fields]"
            );
        return stored.Contains("_source") || request.Source != SourceFilter.Everything
            ? request
            : request with
            {
                Source = SourceFilter.Nothing,
            };
    }

    private static int Window(Body body, IReadOnlyDictionary<string, string> parameters, string key, int usual)
    {
        var value = body.MaybeInteger(key, int.MinValue) ?? Number(parameters, key) ?? usual;
        return value >= 0
            ? value
            : throw ElasticsearchException.IllegalArgument($"[{key}] parameter cannot be negative but was [{value}]");
    }

    private static int? Number(IReadOnlyDictionary<string, string> parameters, string key)
    {
        if (!parameters.TryGetValue(key, out var text))
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ElasticsearchException.IllegalArgument(
                $"Failed to parse int parameter [{key}] with value [{text}]"
            );
    }

    private static int TrackTotalHits(string? text)
    {
        if (text is null)
            return 10_000;
        if (text is "true" or "")
            return SearchRequest.CountAll;
        if (text is "false")
            return SearchRequest.CountNothing;
        return
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= -1
            ? value
            : throw ElasticsearchException.IllegalArgument(
                $"[track_total_hits] parameter must be positive or equals to -1, or true or false, got [{text}]"
            );
    }

    private static List<JsonElement> List(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw ElasticsearchException.Parsing($"Expected [START_ARRAY] in [{key}] but found [{Body.Kind(value)}]");

    private static List<JsonElement> SortsOf(IReadOnlyDictionary<string, string> parameters)
    {
        if (!parameters.TryGetValue("sort", out var text))
            return [];
        return
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(part =>
                {
                    var colon = part.LastIndexOf(':');
                    return colon < 0
                        ? JsonSerializer.SerializeToElement(part)
                        : JsonSerializer.SerializeToElement(
                            new Dictionary<string, string> { [part[..colon]] = part[(colon + 1)..] }
                        );
                }),
        ];
    }

    private static JsonElement? Typed(IReadOnlyDictionary<string, string> parameters)
    {
        if (!parameters.TryGetValue("q", out var text))
            return null;
        var options = new Dictionary<string, string> { ["query"] = text };
        foreach (
            var (name, key) in new[]
            {
                ("df", "default_field"),
                ("default_operator", "default_operator"),
                ("analyzer", "analyzer"),
                ("lenient", "lenient"),
            }
        )
        {
            if (parameters.TryGetValue(name, out var value))
                options[key] = value;
        }
        return JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["query_string"] = options });
    }

    private static IEnumerable<(string Pattern, string? Format)> FieldsOf(Body body, string key)
    {
        foreach (var item in body.Many(key))
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                var one = new Body(key, item);
                var field = one.NeedText("field");
                var format = one.Text("format");
                one.Ignore("include_unmapped");
                one.Done();
                yield return (field, format);
            }
            else
            {
                yield return (TermQueries.Text(key, item), null);
            }
        }
    }
}
