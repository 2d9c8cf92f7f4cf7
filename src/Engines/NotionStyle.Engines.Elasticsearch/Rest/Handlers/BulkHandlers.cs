using System.Diagnostics;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Writes;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Writes many documents.</summary>
internal sealed class BulkHandlers(BulkExecutor executor)
{
    private static readonly string[] Parameters =
    [
        "refresh",
        "routing",
        "require_alias",
        "timeout",
        "wait_for_active_shards",
        "pipeline",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        foreach (var path in (string[])["_bulk", "{index}/_bulk"])
        foreach (var method in (string[])["POST", "PUT"])
            routes.Add(new Route(method, path, BulkAsync, Parameters));
    }

    private async Task<RestResponse> BulkAsync(RestRequest request)
    {
        var begun = Stopwatch.GetTimestamp();
        var refresh = WriteParameters.Refresh(request);
        if (request.Query("pipeline") is { } pipeline and not "_none")
            throw Errors.ElasticsearchException.Unsupported(
                $"the ingest pipeline [{pipeline}]",
                "send the documents as they are to be"
            );
        if (request.Body.IsEmpty)
            throw new Errors.ElasticsearchException(400, "parse_exception", "request body is required");
        var items = BulkParser.Parse(request.Body, request.OptionalPath("index"));
        if (request.Query("routing") is { } routing)
            foreach (var item in items)
                item.Routing ??= routing;
        var outcomes = await executor.RunAsync(items, request.Flag("require_alias"), refresh, request.Aborted);
        var took = (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return RestResponse.Object(w =>
        {
            w.WriteBoolean("errors", outcomes.Any(o => o.Error is not null));
            w.WriteNumber("took", took);
            w.WriteStartArray("items");
            foreach (var outcome in outcomes)
                Write(w, outcome, refresh == RefreshPolicy.Immediate);
            w.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter writer, BulkOutcome outcome, bool forced)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(outcome.Action);
        if (outcome.Error is { } error)
        {
            writer.WriteString("_index", outcome.Index);
            writer.WriteString("_id", outcome.Id);
            writer.WriteNumber("status", error.Status);
            ErrorBody.Write(writer, error);
        }
        else
        {
            WriteAnswer.Write(writer, outcome.Index!, outcome.Id!, outcome.Result, forced);
            writer.WriteNumber("status", WriteAnswer.Status(outcome.Result.Outcome));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
