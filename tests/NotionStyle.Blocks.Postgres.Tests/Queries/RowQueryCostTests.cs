using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Queries;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>What a query of many rows costs the server, by its own plan and count.</summary>
public sealed class RowQueryCostTests(PostgresServers servers)
{
    private const int Rows = 10_000;
    private const int Shard = 473;

    private static readonly PropertyDefinition State = new()
    {
        Id = "stat",
        Name = "State",
        Type = PropertyType.Select,
        Options = [.. Enumerable.Range(0, 100).Select(i => new PropertyOption($"o{i}", $"Option {i}", "red"))],
    };

    private static readonly PropertyDefinition Points = new()
    {
        Id = "numb",
        Name = "Points",
        Type = PropertyType.Number,
    };

    private static readonly DataSourceSchema Schema = new([State, Points]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_by_an_option_are_found_by_the_index_and_the_first_of_all_without_reading_the_rest(
        bool isAnalyzed
    )
    {
        var shard = isAnalyzed ? Shard : Shard + 1;
        var space = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(shard));
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        await FillAsync(space, source);
        // Rows of another data source, so that the table is not this one alone.
        var (_, other) = await space.AddDatabaseAsync(await space.AddPageAsync());
        await FillAsync(space, other);
        if (isAnalyzed)
            await servers.Shared.ExecuteAsync(2, $"VACUUM ANALYZE shard{shard}.block");

        RowFilter option = new RowFilter.Condition(
            new RowKey.Property(State),
            FilterOperator.Equals,
            new FilterOperand.Option("o7")
        );
        RowFilter points = new RowFilter.Condition(
            new RowKey.Property(Points),
            FilterOperator.GreaterThan,
            new FilterOperand.Number(50)
        );
        RowSort byPoints = new(new RowKey.Property(Points), IsDescending: false);

        // Before the server has looked at the table it may well go through the data source's rows: that is linear, too.
        var indexed = await ExplainAsync(space, Query(source, option, []));
        var both = await ExplainAsync(space, Query(source, new RowFilter.And([points, option]), [byPoints]));
        foreach (var (plan, buffers) in new[] { indexed, both })
        {
            Assert.InRange(buffers, 1, isAnalyzed ? 1_000 : 3 * Rows);
            if (isAnalyzed)
                Assert.Contains("block_row_properties", plan, StringComparison.Ordinal);
        }

        // The first hundred of all are at the beginning of the index of rows.
        var first = await ExplainAsync(space, Query(source, null, []));
        Assert.Contains("block_row", first.Plan, StringComparison.Ordinal);
        Assert.InRange(first.Buffers, 1, 500);

        // Each row is looked at once.
        var unindexed = await ExplainAsync(space, Query(source, points, [byPoints]));
        Assert.InRange(unindexed.Buffers, 1, 3 * Rows);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"indexed {indexed.Buffers}, both {both.Buffers}, first {first.Buffers}, unindexed {unindexed.Buffers}\n{unindexed.Plan}"
        );
    }

    private static RowQuery Query(Guid source, RowFilter? filter, IReadOnlyList<RowSort> sorts) =>
        new(source, Schema, filter, sorts, false, new PageRequest(100, null), DateTimeOffset.UtcNow);

    private static async Task FillAsync(TestWorkspace space, Guid source)
    {
        foreach (var part in Enumerable.Range(0, Rows).Chunk(1_000))
            await space.CommitAsync(
                part.Select(i =>
                    Build.Create(
                        Guid.NewGuid(),
                        BlockTypes.Page,
                        RecordPointer.Collection(source),
                        new JsonObject
                        {
                            ["properties"] = new JsonObject
                            {
                                ["title"] = new JsonArray(new JsonArray($"Row {i}")),
                                ["stat"] = $"o{i % 100}",
                                ["numb"] = i * 7919 % 100,
                            },
                        }
                    )
                )
            );
    }

    private async Task<(string Plan, long Buffers)> ExplainAsync(TestWorkspace space, RowQuery query)
    {
        var route = servers.Store.Router.Route(space.SpaceId);
        var sql = RowSql.Of(route.Sql.Schema, space.SpaceId, query, RowSql.SortsOf(query.Sorts), null);
        await using var command = route.Server.DataSource.CreateCommand(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.Text
        );
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(parameter);
        var plan = (string)(await command.ExecuteScalarAsync(TestWorkspace.Ct))!;
        var root = JsonNode.Parse(plan)![0]!["Plan"]!;
        return (plan, (long)root["Shared Hit Blocks"]! + (long)root["Shared Read Blocks"]!);
    }
}
