using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Index;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Reconcile;

namespace NotionStyle.SearchService.Wire;

/// <summary>The administrator's view: where the index is, and the two long jobs, which answer when they are done.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this RouteGroupBuilder all)
    {
        all.MapGet("/status", Status);
        all.MapPost(
            "/admin/reindex",
            (IndexManager manager, CancellationToken ct) => DoAsync(() => manager.ReindexAsync(ct))
        );
        all.MapPost(
            "/admin/reconcile",
            (
                Reconciler reconciler,
                IndexTargets targets,
                CancellationToken ct,
                bool repair = true,
                int? shard = null
            ) =>
                DoAsync(() =>
                    targets.All.Count == 0
                        ? throw new ElasticUnavailableException("The index has not been found or made yet.")
                        : reconciler.RunAsync(targets.All[0], new ReconcileRequest(repair, shard), ct)
                )
        );
        all.MapPost(
            "/admin/refresh",
            (Refresher refresher, CancellationToken ct) =>
                DoAsync(async () =>
                {
                    await refresher.RefreshAsync(ct);
                    return new { refreshed = true };
                })
        );
    }

    private static IResult Status(
        FeedRunner runner,
        IEnumerable<IChangeFeed> feeds,
        Poller poller,
        ChangeApplier applier,
        IndexManager manager,
        IndexTargets targets,
        IndexerMetrics metrics,
        TimeProvider time
    ) =>
        Results.Json(
            new
            {
                phase = runner.Phase,
                indexes = targets.All,
                filling = manager.Filling,
                shardsFilled = manager.ShardsFilled,
                queues = feeds.ToDictionary(f => f.Name, f => f.Depth),
                cursors = poller.Positions.ToDictionary(
                    p => p.Key,
                    p => new { position = p.Value, lagSeconds = (time.GetUtcNow() - p.Value).TotalSeconds }
                ),
                failuresInARow = applier.FailuresInARow,
                documents = metrics.Documents,
                conflicts = metrics.Conflicts,
                pollerStatements = metrics.Statements,
                pollerCaught = metrics.Caught,
            },
            SearchWire.Json
        );

    private static async Task<IResult> DoAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return Results.Json(await work(), SearchWire.Json);
        }
        catch (Exception e)
            when (e
                    is ElasticException
                        or ElasticUnavailableException
                        or BlockStoreException
                        or InvalidOperationException
            )
        {
            return Results.Json(
                new SearchRefusal(ErrorCode.ServiceUnavailable, e.Message),
                SearchWire.Json,
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        }
    }
}
