using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>The same read of one record, with the shard looked up for every call, and with the shard known beforehand.</summary>
internal static class Router
{
    private const int Clients = 8;

    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        var (_, blocks) = await PageOfBlocks.CreateAsync(stage, 10, ct);
        var direct = stage.Router.Route(stage.SpaceId);
        await Comparison.RunAsync(
            "reads of one record, routed against direct",
            "records/s",
            aim: 0.97,
            Clients,
            settings,
            (_, token) => ReadAsync(stage.Router.Route(stage.SpaceId), stage.SpaceId, blocks[0], token),
            (_, token) => ReadAsync(direct, stage.SpaceId, blocks[0], token)
        );
    }

    private static async Task ReadAsync(ShardRoute route, Guid space, Guid block, CancellationToken ct)
    {
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(route.Sql.Read[RecordTable.Block]).With(space).With(new[] { block });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        _ = RecordReader.ReadRecord(reader, RecordTable.Block);
    }
}
