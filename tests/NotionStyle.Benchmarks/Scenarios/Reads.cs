using NotionStyle.Blocks;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Records;
using Npgsql;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>A page of 200 blocks through HTTP, against the same statements with every column of every row read and nothing done with it.</summary>
internal static class Reads
{
    private const int Clients = 8;
    private const int Blocks = 200;

    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        var (page, _) = await PageOfBlocks.CreateAsync(stage, Blocks, ct);
        var route = stage.Router.Route(stage.SpaceId);
        var sql = route.Sql;
        var connections = new NpgsqlConnection[Clients];
        for (var i = 0; i < Clients; i++)
            connections[i] = await route.Server.DataSource.OpenConnectionAsync(ct);
        var path = $"/v1/pages/{page}/chunk?limit=1000";
        var statements = await StatementCount.PerCallAsync(route, 10, _ => stage.Http.GetStringAsync(path, ct), ct);
        AnsiConsole.MarkupLineInterpolated(
            $"SQL statements of one page read: [bold]{statements:F1}[/] (aim: at most 3)"
        );

        await Comparison.RunAsync(
            $"reads of a page of {Blocks} blocks through HTTP",
            "pages/s",
            aim: 0.4,
            Clients,
            settings,
            async (_, token) =>
            {
                using var response = await stage.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, token);
                response.EnsureSuccessStatusCode();
                await response.Content.CopyToAsync(Stream.Null, token);
            },
            async (client, token) =>
            {
                await using var batch = new NpgsqlBatch(connections[client]);
                batch.Add(sql.Heads).With(stage.SpaceId).With(new[] { page });
                batch.Add(sql.Read[RecordTable.Block]).With(stage.SpaceId).With(new[] { page });
                batch
                    .Add(sql.Descend)
                    .With(stage.SpaceId)
                    .With(new[] { page })
                    .With(new[] { 0 })
                    .With(Array.Empty<int>())
                    .With(Array.Empty<Guid>())
                    .With(Array.Empty<bool>())
                    .With(Array.Empty<int>())
                    .With(1000)
                    .With(StoreLimits.DepthMaximum + 1);
                await using var reader = await batch.ExecuteReaderAsync(token);
                do
                {
                    while (await reader.ReadAsync(token))
                    {
                        for (var i = 0; i < reader.FieldCount; i++)
                            _ = i == 15 && !reader.IsDBNull(i) ? reader.GetFieldValue<Guid?[]>(i) : reader.GetValue(i);
                    }
                } while (await reader.NextResultAsync(token));
            }
        );
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }
}
