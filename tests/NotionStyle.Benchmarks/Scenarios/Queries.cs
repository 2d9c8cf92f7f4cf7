using System.Diagnostics;
using System.Net.Http.Json;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Queries;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Records;
using Npgsql;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// The first hundred rows of a data source that satisfy a condition: by an option, which the index of properties answers, and by a number, in the order of that number, for which every
/// row is looked at. Through HTTP, against the same SQL with every column of every row read and nothing done with it; over data sources of growing size.
/// </summary>
internal static class Queries
{
    private const int Clients = 4;
    private const int Options = 100;

    private static readonly int[] Sizes = [1_000, 10_000];

    private static readonly PropertyDefinition State = new()
    {
        Id = "stat",
        Name = "State",
        Type = PropertyType.Select,
        Options = [.. Enumerable.Range(0, Options).Select(i => new PropertyOption($"o{i}", $"Option {i}", "red"))],
    };

    private static readonly PropertyDefinition Points = new()
    {
        Id = "numb",
        Name = "Points",
        Type = PropertyType.Number,
    };

    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        foreach (var size in Sizes)
        {
            var source = await CreateAsync(stage, size, ct);
            await AnalyzeAsync(stage, ct);
            await MeasureAsync(
                stage,
                settings,
                $"rows by an option (indexed), of {size:N0}",
                source,
                new { filter = new { property = "State", select = new { equals = "Option 7" } }, page_size = 100 },
                new RowFilter.Condition(
                    new RowKey.Property(State),
                    FilterOperator.Equals,
                    new FilterOperand.Option("o7")
                ),
                [],
                ct
            );
            await MeasureAsync(
                stage,
                settings,
                $"rows by a number in its order (unindexed), of {size:N0}",
                source,
                new
                {
                    filter = new { property = "Points", number = new { greater_than = 500 } },
                    sorts = new[] { new { property = "Points", direction = "ascending" } },
                    page_size = 100,
                },
                new RowFilter.Condition(
                    new RowKey.Property(Points),
                    FilterOperator.GreaterThan,
                    new FilterOperand.Number(500)
                ),
                [new RowSort(new RowKey.Property(Points), IsDescending: false)],
                ct
            );
        }
    }

    private static async Task MeasureAsync(
        RunningStage stage,
        BenchmarkSettings settings,
        string what,
        Guid source,
        object body,
        RowFilter filter,
        IReadOnlyList<RowSort> sorts,
        CancellationToken ct
    )
    {
        var route = stage.Router.Route(stage.SpaceId);
        var path = $"/v1/data_sources/{source}/query";
        var query = new RowQuery(
            source,
            new DataSourceSchema([State, Points]),
            filter,
            sorts,
            IsTrashed: false,
            new PageRequest(100, null),
            DateTimeOffset.UtcNow
        );
        await CountStatementsAsync(route.Server.DataSource, route.Sql.Schema, () => HttpAsync(ct), what, ct);
        var (ours, bare) = await Comparison.RunAsync(
            what,
            "queries/s",
            aim: 0.3,
            Clients,
            settings,
            (_, token) => HttpAsync(token),
            (_, token) => BareAsync(token)
        );
        AnsiConsole.MarkupLineInterpolated(
            $"  {Clients * 1_000 / ours:F1} ms a query with {Clients} clients at once, {Clients * 1_000 / bare:F1} ms bare"
        );
        await AloneAsync("  alone, through HTTP", () => HttpAsync(ct));
        await AloneAsync("  alone, bare", () => BareAsync(ct));

        async Task HttpAsync(CancellationToken token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Add("Notion-Version", "2025-09-03");
            using var response = await stage.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null, token);
        }

        async Task BareAsync(CancellationToken token)
        {
            var sql = RowSql.Of(route.Sql.Schema, stage.SpaceId, query, sorts, null);
            await using var connection = await route.Server.DataSource.OpenConnectionAsync(token);
            await using var batch = new NpgsqlBatch(connection);
            batch.AddHeads(route, stage.SpaceId, [RecordPointer.Collection(source)]);
            var command = batch.Add(sql.Text);
            foreach (var parameter in sql.Parameters)
                command.Parameters.Add(parameter);
            await using var reader = await batch.ExecuteReaderAsync(token);
            do
            {
                while (await reader.ReadAsync(token))
                {
                    for (var i = 0; i < reader.FieldCount; i++)
                        _ = reader.GetValue(i);
                }
            } while (await reader.NextResultAsync(token));
        }
    }

    private static async Task AloneAsync(string what, Func<Task> step)
    {
        const int Times = 30;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Times; i++)
            await step();
        AnsiConsole.MarkupLineInterpolated($"{what}: [bold]{watch.Elapsed.TotalMilliseconds / Times:F1}[/] ms a query");
    }

    private static async Task CountStatementsAsync(
        NpgsqlDataSource server,
        string schema,
        Func<Task> step,
        string what,
        CancellationToken ct
    )
    {
        await step();
        var before = await StatementCount.ReadAsync(server, schema, ct);
        for (var i = 0; i < 10; i++)
            await step();
        var after = await StatementCount.ReadAsync(server, schema, ct);
        AnsiConsole.MarkupLineInterpolated($"{what}: [bold]{(after - before) / 10.0:F1}[/] SQL statements a query");
    }

    private static async Task AnalyzeAsync(RunningStage stage, CancellationToken ct)
    {
        var route = stage.Router.Route(stage.SpaceId);
        await using var command = route.Server.DataSource.CreateCommand($"VACUUM ANALYZE {route.Sql.Schema}.block");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A data source with rows of an option, a number and a title each, made through transactions.</summary>
    private static async Task<Guid> CreateAsync(RunningStage stage, int size, CancellationToken ct)
    {
        var (page, _) = await PageOfBlocks.CreateAsync(stage, 0, ct);
        var (database, source) = (Guid.NewGuid(), Guid.NewGuid());
        var schema = new Dictionary<string, object>
        {
            ["title"] = new { name = "Name", type = "title" },
            ["stat"] = new
            {
                name = "State",
                type = "select",
                options = State.Options.Select(o => new
                {
                    id = o.Id,
                    name = o.Name,
                    color = o.Color,
                }),
            },
            ["numb"] = new { name = "Points", type = "number" },
        };
        object[] operations =
        [
            PageOfBlocks.Operation(
                "block",
                database,
                [],
                "set",
                new
                {
                    type = "child_database",
                    parent_table = "block",
                    parent_id = page,
                }
            ),
            PageOfBlocks.Operation("block", page, ["content"], "listAfter", new { id = database }),
            PageOfBlocks.Operation(
                "collection",
                source,
                [],
                "set",
                new
                {
                    type = "collection",
                    parent_table = "block",
                    parent_id = database,
                    format = new { schema },
                }
            ),
        ];
        await stage.PostAsync("/v1/transactions", new { id = Guid.NewGuid(), operations }, ct);
        foreach (var part in Enumerable.Range(0, size).Chunk(1_000))
        {
            var rows = part.Select(i =>
                PageOfBlocks.Operation(
                    "block",
                    Guid.NewGuid(),
                    [],
                    "set",
                    new
                    {
                        type = "page",
                        parent_table = "collection",
                        parent_id = source,
                        properties = new
                        {
                            title = new[] { new[] { $"Row {i}: a title about as long as people write them" } },
                            stat = $"o{i % Options}",
                            numb = i * 7_919 % 1_000,
                        },
                    }
                )
            );
            await stage.PostAsync("/v1/transactions", new { id = Guid.NewGuid(), operations = rows }, ct);
        }

        return source;
    }
}
