using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Blocks.Postgres.Analytics;

/// <summary>
/// Stage 1's analytics: the questions go to the primaries. One workspace asks one shard; all workspaces ask all 480, a few at a time on each server, and the
/// answers are added up here.
/// </summary>
internal sealed class PostgresBlockAnalytics(ShardRouter router) : IBlockAnalytics
{
    /// <summary>Shards asked at once; small beside the pool, so that edits are not shut out by a report.</summary>
    private const int ConcurrencyMaximum = 4;

    public async Task<IReadOnlyList<BlocksOfDay>> BlocksByTypeAndDayAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    )
    {
        var rows = await AskAsync(
            scope,
            range,
            schema =>
                $"""
                    SELECT (created_time AT TIME ZONE 'UTC')::date, type, count(*)
                    FROM {schema}.block
                    WHERE alive AND ($1::uuid IS NULL OR space_id = $1) AND created_time >= $2 AND created_time < $3
                    GROUP BY 1, 2
                    """,
            row => new BlocksOfDay(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt64(2)),
            ct
        );
        return
        [
            .. rows.GroupBy(r => (r.Day, r.Type))
                .Select(g => new BlocksOfDay(g.Key.Day, g.Key.Type, g.Sum(r => r.Blocks)))
                .OrderBy(r => r.Day)
                .ThenBy(r => r.Type, StringComparer.Ordinal),
        ];
    }

    public async Task<IReadOnlyList<EditorsOfDay>> ActiveEditorsAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    )
    {
        // A member belongs to one workspace and so to one shard: distinct members of different shards add up.
        var rows = await AskAsync(
            scope,
            range,
            schema =>
                $"""
                    SELECT (committed_time AT TIME ZONE 'UTC')::date, count(DISTINCT user_id), count(*)
                    FROM {schema}.transaction
                    WHERE ($1::uuid IS NULL OR space_id = $1) AND committed_time >= $2 AND committed_time < $3
                    GROUP BY 1
                    """,
            row => new EditorsOfDay(row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2)),
            ct
        );
        return
        [
            .. rows.GroupBy(r => r.Day)
                .Select(g => new EditorsOfDay(g.Key, g.Sum(r => r.Editors), g.Sum(r => r.Transactions)))
                .OrderBy(r => r.Day),
        ];
    }

    public async Task<IReadOnlyList<PageEdits>> MostEditedPagesAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        int limit,
        CancellationToken ct
    )
    {
        // A page is on one shard, so the first ones of all are among the first ones of each.
        var rows = await AskAsync(
            scope,
            range,
            schema =>
                $"""
                    SELECT top.space_id, top.page, left(b.text, 2000), top.edits
                    FROM (
                        SELECT space_id, page, count(*) AS edits
                        FROM {schema}.transaction CROSS JOIN LATERAL unnest(pages) AS page
                        WHERE ($1::uuid IS NULL OR space_id = $1) AND committed_time >= $2 AND committed_time < $3
                        GROUP BY 1, 2
                    ) top JOIN {schema}.block b ON b.space_id = top.space_id AND b.id = top.page AND b.alive
                    ORDER BY top.edits DESC, top.page LIMIT {limit}
                    """,
            row => new PageEdits(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3)),
            ct
        );
        return [.. rows.OrderByDescending(r => r.Transactions).ThenBy(r => r.PageId).Take(limit)];
    }

    public async Task<IReadOnlyList<GrowthOfDay>> GrowthAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    )
    {
        // All that was made before the range is the first row, under the day before it.
        var rows = await AskAsync(
            scope,
            range,
            schema =>
                $"""
                    SELECT CASE WHEN created_time < $2 THEN NULL ELSE (created_time AT TIME ZONE 'UTC')::date END, count(*)
                    FROM {schema}.block
                    WHERE ($1::uuid IS NULL OR space_id = $1) AND created_time < $3
                    GROUP BY 1
                    """,
            row => (Day: row.IsDBNull(0) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(0), Created: row.GetInt64(1)),
            ct
        );
        var total = rows.Where(r => r.Day is null).Sum(r => r.Created);
        var created = rows.Where(r => r.Day is not null)
            .GroupBy(r => r.Day!.Value)
            .ToDictionary(g => g.Key, g => g.Sum(r => r.Created));
        var growth = new List<GrowthOfDay>();
        for (var day = range.From; day <= range.To; day = day.AddDays(1))
        {
            var today = created.GetValueOrDefault(day);
            total += today;
            growth.Add(new GrowthOfDay(day, today, total));
        }

        return growth;
    }

    private async Task<List<T>> AskAsync<T>(
        AnalyticsScope scope,
        AnalyticsRange range,
        Func<string, string> sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct
    )
    {
        var shards = scope.SpaceId is { } space ? [LogicalShard.Of(space)] : Enumerable.Range(0, LogicalShard.Count);
        var rows = new List<T>();
        await Parallel.ForEachAsync(
            shards,
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrencyMaximum, CancellationToken = ct },
            async (shard, token) =>
            {
                var part = await RetryPolicy.ReadAsync(
                    () => AskShardAsync(router.All[shard], sql, scope, range, read, token),
                    router,
                    token
                );
                lock (rows)
                    rows.AddRange(part);
            }
        );
        return rows;
    }

    private static async Task<List<T>> AskShardAsync<T>(
        ShardRoute route,
        Func<string, string> sql,
        AnalyticsScope scope,
        AnalyticsRange range,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct
    )
    {
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add(sql(route.Sql.Schema))
            .WithNullable(scope.SpaceId, NpgsqlDbType.Uuid)
            .With(StartOf(range.From))
            .With(StartOf(range.To.AddDays(1)));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
