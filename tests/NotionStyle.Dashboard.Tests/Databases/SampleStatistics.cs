using NotionStyle.Dashboard.Databases;

namespace NotionStyle.Dashboard.Tests.Databases;

/// <summary>Statistics that a test makes up.</summary>
internal sealed class SampleStatistics : IShardStatistics, IStatementStatistics
{
    public ShardOverview Overview { get; set; } = Of480(2);

    public Func<int, ShardTables> Tables { get; set; } =
        shard => new ShardTables(shard, "shards-1", null, [Table("block", 12_000)]);

    public IReadOnlyList<ServerStatements> Statements { get; set; } = [];

    public Exception? Failure { get; set; }

    public Task<ShardOverview> OverviewAsync(CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(Overview) : Task.FromException<ShardOverview>(Failure);

    public Task<ShardTables> TablesAsync(int shard, CancellationToken cancellationToken) =>
        Task.FromResult(Tables(shard));

    public Task<IReadOnlyList<ServerStatements>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Statements);

    /// <summary>All shards, even over some servers: shard n has n + 1 KiB, and edits when its number is a multiple of ten.</summary>
    public static ShardOverview Of480(int servers)
    {
        var shards = Enumerable
            .Range(0, 480)
            .Select(n => new ShardFigures(
                n,
                $"shards-{n * servers / 480 + 1}",
                (n + 1) * 1024,
                n,
                n % 10 == 0 ? new ShardActivity(n * 3, n / 100.0, n * 10_000, n * 100_000) : ShardActivity.None
            ))
            .ToArray();
        return new ShardOverview(
            shards,
            [
                .. shards
                    .GroupBy(s => s.Server)
                    .Select(g => new ServerFigures(
                        g.Key,
                        null,
                        g.Count(),
                        g.Sum(s => s.Bytes!.Value),
                        g.Sum(s => s.Rows!.Value),
                        ShardActivity.None
                    )),
            ],
            TimeSpan.FromMinutes(5),
            null
        );
    }

    public static TableFigures Table(string name, long rows) =>
        new(name, rows, 3, 8192, 16_384, 0, null, TimeProvider.System.GetUtcNow());
}
