using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Tasks;
using NotionStyle.Engines.Elasticsearch.Writes;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Delete by query and reindex, at once or as a task that is asked for later.</summary>
internal sealed class ByQueryHandlers(Catalog catalog, ByQueryExecutor executor, TaskRegistry tasks)
{
    private static readonly string[] Parameters =
    [
        "conflicts",
        "refresh",
        "wait_for_completion",
        "max_docs",
        "scroll_size",
        "slices",
        "timeout",
        "scroll",
        "requests_per_second",
        "routing",
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "wait_for_active_shards",
        "require_alias",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        routes.Add(new Route("POST", "{index}/_delete_by_query", DeleteAsync, Parameters));
        routes.Add(new Route("POST", "_reindex", ReindexAsync, Parameters));
        routes.Add(new Route("GET", "_tasks/{id}", TaskAsync, "wait_for_completion", "timeout"));
        routes.Add(new Route("POST", "_tasks/{id}/_cancel", CancelAsync, "wait_for_completion"));
    }

    private Task<RestResponse> DeleteAsync(RestRequest request)
    {
        var body = request.Object()?.RootElement.Clone();
        foreach (var member in body?.EnumerateObject() ?? default)
            if (member.Name is not ("query" or "max_docs" or "conflicts"))
                throw ElasticsearchException.Unsupported($"[{member.Name}] of _delete_by_query", "use [query]");
        if (body is not { } given || !given.TryGetProperty("query", out var query))
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: query is missing;"
            );
        var conflicts = given.TryGetProperty("conflicts", out var inBody)
            ? inBody.ToString()
            : request.Query("conflicts");
        var most = given.TryGetProperty("max_docs", out var inBodyMost)
            ? inBodyMost.GetInt64()
            : request.Number("max_docs");
        var proceeds = ReindexBody.Proceeds(conflicts);
        var indices = catalog.State.Resolve(request.Path("index"), request.Flag("ignore_unavailable"));
        var status = new ByQueryStatus();
        return RunAsync(
            request,
            "indices:data/write/delete/byquery",
            $"delete-by-query [{request.Path("index")}]",
            status,
            isReindex: false,
            async token =>
            {
                await ByQueryExecutor.DeleteAsync(indices, query, proceeds, most, status, token);
                if (request.Flag("refresh"))
                    foreach (var index in indices)
                        index.Shard.Refresh();
            }
        );
    }

    private Task<RestResponse> ReindexAsync(RestRequest request)
    {
        var given =
            request.Object()?.RootElement.Clone()
            ?? throw new ElasticsearchException(400, "parse_exception", "request body is required");
        var body = ReindexBody.Read(given);
        var status = new ByQueryStatus();
        return RunAsync(
            request,
            "indices:data/write/reindex",
            $"reindex from [{body.Source}] to [{body.Destination}]",
            status,
            isReindex: true,
            async token =>
            {
                await executor.ReindexAsync(body, status, token);
                if (request.Flag("refresh"))
                    catalog.State.Single(body.Destination, forWriting: true)?.Shard.Refresh();
            }
        );
    }

    private async Task<RestResponse> RunAsync(
        RestRequest request,
        string action,
        string description,
        ByQueryStatus status,
        bool isReindex,
        Func<CancellationToken, Task> work
    )
    {
        if (request.Query("requests_per_second") is { } rate and not "-1")
            throw ElasticsearchException.Unsupported($"[requests_per_second] of [{rate}]", "leave it out");
        // The flags are read while the request is there.
        var isAwaited = request.Flag("wait_for_completion", otherwise: true);
        if (!isAwaited)
        {
            var task = tasks.Start(action, description, status, work);
            return RestResponse.Object(w => w.WriteString("task", Id(task)));
        }

        await Task.Run(() => work(request.Aborted), request.Aborted);
        return RestResponse.Object(status.HttpStatus, w => status.Write(w, isReindex));
    }

    private async Task<RestResponse> TaskAsync(RestRequest request)
    {
        var task = tasks.Find(request.Path("id"));
        if (request.Flag("wait_for_completion"))
            await task.Completion.WaitAsync(request.Aborted);
        return RestResponse.Object(w => Write(w, task));
    }

    private async Task<RestResponse> CancelAsync(RestRequest request)
    {
        var task = tasks.Find(request.Path("id"));
        task.Cancel();
        if (request.Flag("wait_for_completion"))
            await task.Completion.WaitAsync(request.Aborted);
        return RestResponse.Object(w => Write(w, task));
    }

    private static void Write(Utf8JsonWriter writer, EngineTask task)
    {
        var isReindex = task.Action.EndsWith("reindex", StringComparison.Ordinal);
        var isCompleted = task.IsCompleted;
        writer.WriteBoolean("completed", isCompleted);
        writer.WriteStartObject("task");
        writer.WriteString("node", TaskRegistry.Node);
        writer.WriteNumber("id", task.Id);
        writer.WriteString("type", "transport");
        writer.WriteString("action", task.Action);
        writer.WriteStartObject("status");
        task.Status.WriteCounts(writer, isReindex);
        writer.WriteEndObject();
        writer.WriteString("description", task.Description);
        writer.WriteNumber("start_time_in_millis", task.Started.ToUnixTimeMilliseconds());
        writer.WriteNumber("running_time_in_nanos", (long)task.Elapsed.TotalNanoseconds);
        writer.WriteBoolean("cancellable", true);
        writer.WriteStartObject("headers");
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (!isCompleted)
            return;
        if (task.Error is { } error)
        {
            ErrorBody.Write(writer, error);
            return;
        }

        writer.WriteStartObject("response");
        task.Status.Write(writer, isReindex);
        writer.WriteEndObject();
    }

    private static string Id(EngineTask task) => FormattableString.Invariant($"{TaskRegistry.Node}:{task.Id}");
}
