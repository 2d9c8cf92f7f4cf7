using System.Globalization;
using System.Text;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Records;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// One block's text, one transaction each, through HTTP: against a bare loop that sends the very same statements in the same two round trips to the same server
/// over as many connections. What lies between the two is HTTP, JSON, the engine's judgement and the pool.
/// </summary>
internal static class Edits
{
    private const int Clients = 8;

    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        // Each client edits blocks of its own: both sides wait for the disk and not for each other's rows.
        var (_, blocks) = await PageOfBlocks.CreateAsync(stage, Clients * 20, ct);
        var route = stage.Router.Route(stage.SpaceId);
        var bare = new BareLoop[Clients];
        for (var i = 0; i < Clients; i++)
            bare[i] = new BareLoop(
                await route.Server.DataSource.OpenConnectionAsync(ct),
                stage,
                blocks[(i * 20)..(i * 20 + 20)]
            );
        var counters = new int[Clients];

        await Comparison.RunAsync(
            "edits of one block through HTTP",
            "transactions/s",
            aim: 0.5,
            Clients,
            settings,
            async (client, token) =>
            {
                var n = counters[client]++;
                var block = blocks[client * 20 + n % 20];
                var body = string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"id":"{{Guid.NewGuid()}}","operations":[{"pointer":{"table":"block","id":"{{block}}"},"path":["properties","title"],"command":"set","args":[["Edit number {{n}}: the words of an ordinary sentence, about as long as people write them."]]}]}"""
                );
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var response = await stage.Http.PostAsync("/v1/transactions", content, token);
                response.EnsureSuccessStatusCode();
            },
            (client, token) => bare[client].EditAsync(token)
        );
        foreach (var loop in bare)
            await loop.DisposeAsync();
    }

    /// <summary>The statements of such an edit, without anything around them.</summary>
    private sealed class BareLoop(NpgsqlConnection connection, RunningStage stage, Guid[] blocks) : IAsyncDisposable
    {
        private readonly RecordSql _sql = stage.Router.Route(stage.SpaceId).Sql;
        private readonly short _shard = (short)stage.Router.Route(stage.SpaceId).LogicalShard;
        private readonly Guid _user = Guid.NewGuid();
        private int _count;

        public async Task EditAsync(CancellationToken ct)
        {
            var n = _count++;
            var block = blocks[n % blocks.Length];
            var id = Guid.NewGuid();
            long version = 0;
            await using (var read = new NpgsqlBatch(connection))
            {
                read.Add("BEGIN");
                read.Add(_sql.Lock[RecordTable.Block]).With(stage.SpaceId).With(new[] { block });
                read.Add(_sql.Fence).With(stage.SpaceId).With(id).With(_shard);
                read.Add(_sql.Heads).With(stage.SpaceId).With(new[] { block });
                await using var reader = await read.ExecuteReaderAsync(ct);
                do
                {
                    while (await reader.ReadAsync(ct))
                    {
                        if (reader.FieldCount == 14)
                            version = reader.GetInt64(9);
                    }
                } while (await reader.NextResultAsync(ct));
            }

            var text = $"Edit number {n}: the words of an ordinary sentence, about as long as people write them.";
            var now = DateTimeOffset.UtcNow;
            await using var write = new NpgsqlBatch(connection);
            write.Add(_sql.Remember).With(stage.SpaceId).With(id).With(id).With(_user).With(now).With(new[] { block });
            write
                .Add(_sql.Update(RecordTable.Block, RecordFields.Properties, single: true))
                .With(stage.SpaceId)
                .With(now)
                .With(_user)
                .With(block)
                .With(version + 1)
                .WithNullable($$"""{"title":[["{{text}}"]]}""", NpgsqlDbType.Text)
                .WithNullable(text, NpgsqlDbType.Text);
            write.Add("COMMIT");
            await write.ExecuteNonQueryAsync(ct);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
