using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Maintenance;

/// <summary>
/// Forgets committed transactions after <see cref="StoreLimits.TransactionRetentionDays" /> days, so that the table that remembers them has a bound. One shard at a
/// time, in small statements: it must never be felt.
/// </summary>
internal sealed class TransactionPruner(ShardRouter router, TimeProvider time, ILogger<TransactionPruner> logger)
    : BackgroundService
{
    private const int RowsPerStatement = 5_000;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <summary>Deletes what is too old on every shard.</summary>
    /// <returns>How many transactions were forgotten.</returns>
    public async Task<long> PruneAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow().AddDays(-StoreLimits.TransactionRetentionDays);
        var forgotten = 0L;
        foreach (var route in router.All)
        {
            try
            {
                forgotten += await PruneShardAsync(route, before, ct);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // One that moves or is away must not keep the others from it; its turn comes again.
                logger.LogWarning(
                    "Forgetting old transactions of logical shard {Shard} was interrupted ({Reason}); the next round goes on.",
                    route.LogicalShard,
                    e.Message
                );
            }
        }

        return forgotten;
    }

    private static async Task<long> PruneShardAsync(ShardRoute route, DateTimeOffset before, CancellationToken ct)
    {
        var forgotten = 0L;
        int deleted;
        do
        {
            await using var command = route.Server.DataSource.CreateCommand(
                $"""
                DELETE FROM {route.Sql.Schema}.transaction WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM {route.Sql.Schema}.transaction WHERE committed_time < $1 LIMIT {RowsPerStatement}))
                """
            );
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            deleted = await command.ExecuteNonQueryAsync(ct);
            forgotten += deleted;
        } while (deleted == RowsPerStatement);
        return forgotten;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first round comes soon, but not into the start: a program that is started anew every few hours must forget, too.
        await Task.Delay(FirstDelay, time, stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var forgotten = await PruneAsync(stoppingToken);
            logger.LogInformation("Forgot {Count} transactions older than the retention.", forgotten);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
