using System.Text.Json;
using NotionStyle.Blocks.Postgres.Records;
using Npgsql;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// The children of a page of 10,000 blocks through the Notion API, 100 per call, each client from the beginning to the end and again; against the same statements with every
/// column of every row read. And how the time of one call goes with the length of the page.
/// </summary>
internal static class Children
{
    private const int Clients = 4;
    private const int Blocks = 10_000;
    private const int PerCall = 100;

    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        foreach (var length in new[] { 100, 1_000 })
        {
            var (small, _) = await PageOfBlocks.CreateAsync(stage, length, ct);
            await TellAsync(stage, small, length, ct);
        }

        var (page, blocks) = await PageOfBlocks.CreateAsync(stage, Blocks, ct);
        await TellAsync(stage, page, Blocks, ct);

        var route = stage.Router.Route(stage.SpaceId);
        var readers = Enumerable.Range(0, Clients).Select(_ => new ListReader(stage, page)).ToArray();
        var places = new int[Clients];
        var connections = new NpgsqlConnection[Clients];
        for (var i = 0; i < Clients; i++)
            connections[i] = await route.Server.DataSource.OpenConnectionAsync(ct);
        await Comparison.RunAsync(
            $"children of a page of {Blocks:N0} blocks, {PerCall} per call, through HTTP",
            "calls/s",
            aim: 0.4,
            Clients,
            settings,
            (client, token) => readers[client].NextAsync(token),
            async (client, token) =>
            {
                var at = places[client];
                places[client] = (at + PerCall) % Blocks;
                await using var batch = new NpgsqlBatch(connections[client]);
                batch.Add(route.Sql.Heads).With(stage.SpaceId).With(new[] { page });
                batch
                    .Add(route.Sql.Descend)
                    .With(stage.SpaceId)
                    .With(new[] { page })
                    .With(new[] { at })
                    .With(new[] { 1 })
                    .With(new[] { blocks[at] })
                    .With(new[] { false })
                    .With(new[] { at })
                    .With(PerCall + 1)
                    .With(1);
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

    private static async Task TellAsync(RunningStage stage, Guid page, int length, CancellationToken ct)
    {
        var reader = new ListReader(stage, page);
        var calls = Math.Max(20, length / PerCall);
        for (var i = 0; i < calls; i++)
            await reader.NextAsync(ct);
        var statements = await StatementCount.PerCallAsync(
            stage.Router.Route(stage.SpaceId),
            calls,
            _ => reader.NextAsync(ct),
            ct
        );
        var milliseconds = await NotionCalls.MedianMillisecondsAsync(calls, _ => reader.NextAsync(ct));
        AnsiConsole.MarkupLineInterpolated(
            $"listing the children of a page of {length:N0}: [bold]{statements:F1}[/] SQL statements and [bold]{milliseconds:F1} ms[/] per call of {PerCall}"
        );
    }

    /// <summary>Follows the cursors of one list, and begins again at its end.</summary>
    private sealed class ListReader(RunningStage stage, Guid page)
    {
        private string? _cursor;

        public async Task NextAsync(CancellationToken ct)
        {
            var path = $"/v1/blocks/{page}/children?page_size={PerCall}";
            if (_cursor is not null)
                path += "&start_cursor=" + Uri.EscapeDataString(_cursor);
            using var answer = JsonDocument.Parse(await stage.CallAsync(HttpMethod.Get, path, null, ct));
            _cursor = answer.RootElement.GetProperty("next_cursor").GetString();
        }
    }
}
