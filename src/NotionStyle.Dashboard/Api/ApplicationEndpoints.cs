using NotionStyle.Dashboard.Databases;
using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Api;

/// <summary>Resources, shards, statements, and SQL on the store.</summary>
internal static class ApplicationEndpoints
{
    private const int Shards = 480;

    public static IEnumerable<ApiEndpoint> All { get; } =
    [
        new(
            "/resources",
            "The resources of the application as its host tells of them. The values of secrets are null: they never leave the host.",
            [],
            (context, _) =>
                () =>
                {
                    var source = Of<IResourceSource>(context);
                    return Task.FromResult<object?>(new { source.IsConnected, resources = source.Current });
                }
        ),
        new(
            "/shards",
            "All 480 logical shards with server, size, edits per second and latency.",
            [],
            (context, query) => async () => await Of<IShardStatistics>(context).OverviewAsync(query.Aborted)
        ),
        new(
            "/shards/{shard}",
            "The tables of one shard.",
            [],
            (context, query) =>
            {
                var text = context.Request.RouteValues["shard"] as string;
                if (!int.TryParse(text, out var shard) || shard is < 0 or >= Shards)
                    query.Refuse("shard", $"'{text}' must be a number from 0 to {Shards - 1}.");
                return async () => await Of<IShardStatistics>(context).TablesAsync(shard, query.Aborted);
            }
        ),
        new(
            "/statements",
            "The statements of every server that took the longest, from pg_stat_statements.",
            [],
            (context, query) => async () => await Of<IStatementStatistics>(context).ReadAsync(query.Aborted)
        ),
        new(
            "/sql",
            "The answer to one SELECT on the telemetry store (DuckDB; tables run, resource, span, log, series, point), at most 10,000 rows and 16 Mi characters in 10 seconds. truncatedBy says which of them cut the answer. Bytes come as base64, and what JSON has no form for as text.",
            [new("q", "The statement.")],
            (context, query) =>
            {
                var sql = query.Required("q");
                return async () => await SqlQuery.RunAsync(Of<Storage.ITelemetryReader>(context), sql, query);
            }
        ),
    ];

    private static T Of<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
