using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>The server's answer is that of <see cref="FilterEvaluator" /> and <see cref="RowOrder" />, over all parts of the list.</summary>
public sealed class RowQueryContractTests(PostgresServers servers)
{
    private const int RowsOfSeed = 60;
    private const int QueriesOfSeed = 60;

    [Fact]
    public Task Any_filter_and_any_sorts_over_any_rows_are_answered_as_the_rules_say() =>
        SeedsAsync.ForEachAsync(
            12,
            first: 1,
            async seed =>
            {
                var space = await TestWorkspace.CreateAsync(servers.Store);
                var other = await space.AddMemberAsync(Permissions.Role.Editor);
                var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
                var random = new RandomRows(seed, [space.Owner.UserId, other.UserId, new Random(seed).NextGuid()]);
                await FillAsync(space, other, source, random);
                var rows = await RowsAsync(space, source);
                Assert.Equal(RowsOfSeed, rows.Count);
                for (var i = 0; i < QueriesOfSeed; i++)
                    await CompareAsync(space, source, rows, random);
            }
        );

    private static async Task FillAsync(TestWorkspace space, Permissions.Actor other, Guid source, RandomRows random)
    {
        // Some at one time and some at times of their own; the time of the last edit is another order.
        var ids = new List<Guid>();
        while (ids.Count < RowsOfSeed)
        {
            var made = Enumerable
                .Range(0, Math.Min(1 + random.Next(20), RowsOfSeed - ids.Count))
                .Select(_ => Guid.NewGuid())
                .ToList();
            ids.AddRange(made);
            await space.CommitAsAsync(
                random.Chance(0.5) ? space.Owner : other,
                made.Select(id =>
                    Build.Create(
                        id,
                        BlockTypes.Page,
                        RecordPointer.Collection(source),
                        new JsonObject { ["properties"] = random.Row() }
                    )
                )
            );
        }

        for (var i = 0; i < 5; i++)
        {
            var id = ids[random.Next(ids.Count)];
            await space.CommitAsAsync(
                random.Chance(0.5) ? space.Owner : other,
                Build.Set(Build.Block(id), "properties", random.Row())
            );
        }

        for (var i = 0; i < 6; i++)
            await space.CommitAsync(Build.Set(Build.Block(ids[random.Next(ids.Count)]), "alive", false));
    }

    private async Task CompareAsync(TestWorkspace space, Guid source, List<Record> rows, RandomRows random)
    {
        var filter = random.Chance(0.8) ? random.Filter() : null;
        var sorts = random.Sorts();
        var isTrashed = random.Chance(0.1);
        var limit = 1 + random.Next(40);
        var expected = RowOrder
            .Sort(
                [
                    .. rows.Where(r =>
                        r.Alive != isTrashed
                        && (filter is null || FilterEvaluator.Matches(filter, key => ValueOf(key, r)))
                    ),
                ],
                sorts,
                (row, key) => ValueOf(key, row)
            )
            .ToList();

        var answered = await TestWorkspace.ReadListAsync(
            page =>
                servers.Store.Queries.QueryRowsAsync(
                    space.Owner,
                    new RowQuery(source, random.Schema, filter, sorts, isTrashed, page, DateTimeOffset.UtcNow),
                    TestWorkspace.Ct
                ),
            limit
        );

        var actual = answered.Select(r => r.Record.Pointer.Id).ToList();
        if (!actual.SequenceEqual(expected.Select(r => r.Pointer.Id)))
            Assert.Fail(Difference(filter, sorts, rows, expected, actual));
    }

    /// <summary>What is different, down to the values of a row that only one of the two answers, or that stands elsewhere.</summary>
    private static string Difference(
        RowFilter? filter,
        IReadOnlyList<RowSort> sorts,
        List<Record> rows,
        List<Record> expected,
        List<Guid> actual
    )
    {
        var at = Enumerable
            .Range(0, Math.Max(expected.Count, actual.Count))
            .First(i => i >= expected.Count || i >= actual.Count || expected[i].Pointer.Id != actual[i]);
        var keys = Keys(filter).Concat(sorts.Select(s => s.Key)).Distinct().ToList();
        return $"""
            filter {Describe(filter)}
            sorts {string.Join(", ", sorts.Select(s => $"{Name(s.Key)} {(s.IsDescending ? "down" : "up")}"))}
            at {at} of {expected.Count} by the rules and {actual.Count} answered
            by the rules {(at < expected.Count ? Show(expected[at]) : "the end")}
            answered     {(at < actual.Count ? Show(rows.Single(r => r.Pointer.Id == actual[at])) : "the end")}
            answered only {string.Join(
                "; ",
                actual.Except(expected.Select(r => r.Pointer.Id)).Take(3).Select(id =>
                    Show(rows.Single(r => r.Pointer.Id == id))
                )
            )}
            by rules only {string.Join("; ", expected.Where(r => !actual.Contains(r.Pointer.Id)).Take(3).Select(Show))}
            """;

        string Show(Record row) =>
            string.Join(
                ", ",
                keys.Select(k =>
                    $"{Name(k)} = {(k is RowKey.Property p ? row.Properties.Node?[p.Definition.Id]?.ToJsonString() ?? "null" : ValueOf(k, row))}"
                )
            );
    }

    private static IEnumerable<RowKey> Keys(RowFilter? filter) =>
        filter switch
        {
            RowFilter.And and => and.Filters.SelectMany(Keys),
            RowFilter.Or or => or.Filters.SelectMany(Keys),
            RowFilter.Condition condition => [condition.Key],
            _ => [],
        };

    private static string Describe(RowFilter? filter) =>
        filter switch
        {
            RowFilter.And and => $"and({string.Join(", ", and.Filters.Select(Describe))})",
            RowFilter.Or or => $"or({string.Join(", ", or.Filters.Select(Describe))})",
            RowFilter.Condition condition => $"{Name(condition.Key)} {condition.Operator} {condition.Operand}",
            _ => "none",
        };

    private static string Name(RowKey key) => key is RowKey.Property p ? p.Definition.Name : key.GetType().Name;

    private static async Task<List<Record>> RowsAsync(TestWorkspace space, Guid source) =>
        [
            .. (await space.SnapshotAsync())
                .Where(r => r.Parent == RecordPointer.Collection(source))
                .OrderBy(r => r.CreatedTime)
                .ThenBy(r => r.Pointer.Id),
        ];

    private static Value ValueOf(RowKey key, Record row) =>
        key switch
        {
            RowKey.Property property => StoredValue.Read(property.Definition, row),
            RowKey.CreatedTime => new Value.Date(new DateRange(row.CreatedTime, true)),
            _ => new Value.Date(new DateRange(row.LastEditedTime, true)),
        };
}
