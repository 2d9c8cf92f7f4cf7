using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Search;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Searches and counts; what a search means is the business of Search/.</summary>
internal sealed class SearchHandlers(Catalog catalog, SearchGate gate)
{
    /// <summary>Searches in one request.</summary>
    private const int SearchesMaximum = 1_000;

    /// <summary>Parameters that choose among copies, caches and ways that one machine does not have.</summary>
    private static readonly string[] Ignored =
    [
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "ignore_throttled",
        "preference",
        "routing",
        "request_cache",
        "search_type",
        "batched_reduce_size",
        "max_concurrent_shard_requests",
        "max_concurrent_searches",
        "pre_filter_shard_size",
        "ccs_minimize_roundtrips",
        "allow_partial_search_results",
    ];

    private static readonly string[] Meaning =
    [
        "from",
        "size",
        "sort",
        "q",
        "df",
        "default_operator",
        "analyzer",
        "analyze_wildcard",
        "lenient",
        "track_total_hits",
        "track_scores",
        "rest_total_hits_as_int",
        "typed_keys",
        "timeout",
        "terminate_after",
        "explain",
        "version",
        "seq_no_primary_term",
        "stored_fields",
        "docvalue_fields",
        "min_score",
        "_source",
        "_source_includes",
        "_source_excludes",
    ];

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 256 };

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        foreach (var prefix in (string[])["", "{index}/"])
        foreach (var method in (string[])["GET", "POST"])
        {
            routes.Add(new Route(method, prefix + "_search", SearchAsync, [.. Ignored, .. Meaning, "scroll"]));
            routes.Add(new Route(method, prefix + "_msearch", ManyAsync, [.. Ignored, .. Meaning]));
            routes.Add(new Route(method, prefix + "_count", CountAsync, [.. Ignored, .. Meaning]));
            routes.Add(new Route(method, prefix + "_search/scroll", NoScroll, "scroll", "scroll_id"));
        }

        routes.Add(new Route("DELETE", "_search/scroll", NoScroll, "scroll_id"));
        routes.Add(new Route("POST", "{index}/_pit", NoPointInTime, [.. Ignored, "keep_alive"]));
    }

    private async Task<RestResponse> SearchAsync(RestRequest request)
    {
        if (request.Query("scroll") is not null)
            return await NoScroll(request);
        using var body = request.Object();
        return RestResponse.Raw(
            200,
            await RunAsync(request, request.OptionalPath("index"), body?.RootElement, request.Parameters)
        );
    }

    private async Task<RestResponse> CountAsync(RestRequest request)
    {
        using var body = request.Object();
        foreach (var member in body?.RootElement.EnumerateObject() ?? default)
            if (member.Name != "query")
                throw ElasticsearchException.Parsing($"request does not support [{member.Name}]");
        var indices = Resolve(request, request.OptionalPath("index"));
        var count = 0L;
        foreach (var index in indices)
            count += await gate.RunAsync(
                () =>
                    Over(
                        index,
                        target => CountExecutor.Count(target, body?.RootElement, request.Parameters, request.Aborted)
                    ),
                request.Aborted
            );
        return RestResponse.Object(w =>
        {
            w.WriteNumber("count", count);
            WriteShards(w, indices.Count);
        });
    }

    private async Task<RestResponse> ManyAsync(RestRequest request)
    {
        var begun = Stopwatch.GetTimestamp();
        var searches = MultiSearchItem.Parse(request.Body, request.OptionalPath("index"));
        if (searches.Count > SearchesMaximum)
            throw ElasticsearchException.IllegalArgument(
                $"a request may hold [{SearchesMaximum}] searches and holds [{searches.Count}]; send them in parts"
            );
        var answers = new ReadOnlyMemory<byte>[searches.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = await OneOfManyAsync(request, searches[i]);
        return RestResponse.Object(w =>
        {
            w.WriteNumber("took", (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            w.WriteStartArray("responses");
            foreach (var answer in answers)
                w.WriteRawValue(answer.Span, skipInputValidation: true);
            w.WriteEndArray();
        });
    }

    private async Task<ReadOnlyMemory<byte>> OneOfManyAsync(RestRequest request, MultiSearchItem search)
    {
        try
        {
            using var body = JsonDocument.Parse(search.Body, Json);
            var answer = await RunAsync(request, search.Index, body.RootElement, request.Parameters);
            // {…} with its status as the last member.
            return (byte[])[.. answer.Span[..^1], .. ",\"status\":200}"u8];
        }
        catch (ElasticsearchException e)
        {
            return ErrorBody.Response(e).Body;
        }
        catch (JsonException e)
        {
            return ErrorBody.Response(new ElasticsearchException(400, "parse_exception", e.Message, e)).Body;
        }
    }

    private async Task<ReadOnlyMemory<byte>> RunAsync(
        RestRequest request,
        string? names,
        JsonElement? body,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        var indices = Resolve(request, names);
        if (indices.Count == 0)
            return Nothing();
        if (indices.Count > 1)
            throw ElasticsearchException.Unsupported(
                $"a search over {indices.Count} indices [{string.Join(", ", indices.Select(i => i.Name))}]",
                "search one index, or an alias of one"
            );
        return await gate.RunAsync(
            () =>
            {
                indices[0].Shard.CountSearch();
                return Over(
                    indices[0],
                    target =>
                    {
                        var buffer = new ArrayBufferWriter<byte>(4096);
                        using (var writer = new Utf8JsonWriter(buffer, RestResponse.Options))
                            SearchExecutor.Execute(target, body, parameters, writer, request.Aborted);
                        return buffer.WrittenMemory;
                    }
                );
            },
            request.Aborted
        );
    }

    /// <summary>Does something with what searches of an index see now.</summary>
    public static T Over<T>(IndexHandle index, Func<SearchTarget, T> search)
    {
        var reader = index.Shard.AcquireSearcher();
        try
        {
            // The mapping after the reader: what a document added is in it before the document can be seen.
            var mapping = index.Mapping;
            var searcher = reader.Searcher();
            searcher.Similarity = new MappingSimilarity(mapping.Settings);
            return search(new SearchTarget(index.Name, mapping, searcher));
        }
        finally
        {
            reader.Release();
        }
    }

    private IReadOnlyList<IndexHandle> Resolve(RestRequest request, string? names) =>
        catalog.State.Resolve(
            names,
            request.Flag("ignore_unavailable"),
            request.Flag("allow_no_indices", otherwise: true)
        );

    private static ReadOnlyMemory<byte> Nothing() =>
        RestResponse
            .Object(w =>
            {
                w.WriteNumber("took", 0);
                w.WriteBoolean("timed_out", false);
                WriteShards(w, 0);
                w.WriteStartObject("hits");
                w.WriteStartObject("total");
                w.WriteNumber("value", 0);
                w.WriteString("relation", "eq");
                w.WriteEndObject();
                w.WriteNull("max_score");
                w.WriteStartArray("hits");
                w.WriteEndArray();
                w.WriteEndObject();
            })
            .Body;

    private static void WriteShards(Utf8JsonWriter writer, int shards)
    {
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", shards);
        writer.WriteNumber("successful", shards);
        writer.WriteNumber("skipped", 0);
        writer.WriteNumber("failed", 0);
        writer.WriteEndObject();
    }

    private static Task<RestResponse> NoScroll(RestRequest request) =>
        throw ElasticsearchException.Unsupported("scroll", "page with [sort] and [search_after]");

    private static Task<RestResponse> NoPointInTime(RestRequest request) =>
        throw ElasticsearchException.Unsupported("a point in time", "page with [sort] and [search_after]");
}
