using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>What reading costs the server, by the server's own count.</summary>
public sealed class PageCostTests(PostgresServers servers)
{
    private const int Children = 10_000;

    [Fact]
    public async Task Reading_a_chunk_of_a_very_long_page_costs_no_more_than_the_chunk()
    {
        // A shard that no other test asks, on a server whose numbers are of this schema's statements alone.
        var space = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(471));
        var page = await space.AddPageAsync();
        var ids = await space.AddManyAsync(page, Children);
        await servers.Shared.ExecuteAsync(2, "VACUUM ANALYZE shard471.block");

        var first = await MeasureAsync(() => space.ReadAsync(page, 100));
        var second = await MeasureAsync(() => space.ReadAsync(page, 100, first.Chunk.Next));
        var cursor = new PageCursor(page, DateTimeOffset.UtcNow, [new(page, ids[^50], Children - 50)]);
        var last = await MeasureAsync(() => space.ReadAsync(page, 100, cursor));

        Assert.Equal(ids[..99], first.Chunk.Records.Skip(1).Select(v => v.Record.Pointer.Id));
        Assert.Equal(ids[99..199], second.Chunk.Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal(ids[^50..], last.Chunk.Records.Select(v => v.Record.Pointer.Id));
        foreach (var (_, calls, rows, buffers) in new[] { first, second, last })
        {
            Assert.InRange(calls, 2, 3);
            // The ancestors, the page, the chunk and one record more.
            Assert.InRange(rows, 50, 105);
            // A block by its key is four or five pages; the content of ten thousand ids is some hundred pages, each time that it is looked at. All blocks were 40,000.
            Assert.InRange(buffers, 1, 2_000);
        }
    }

    [Fact]
    public async Task A_nested_chunk_takes_three_statements_in_one_round_trip()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(472));
        var page = await space.AddPageAsync();
        var parent = page;
        for (var depth = 0; depth < 8; depth++)
        {
            parent = await space.AddTextAsync(parent, $"level {depth}", "toggle");
            await space.AddManyAsync(parent, 3);
        }

        var chunk = await space.ReadAsync(page, 7);
        for (var i = 0; i < 3; i++)
        {
            var measured = await MeasureAsync(() => space.ReadAsync(page, 5, chunk.Next), shard: 472);
            Assert.Equal(3, measured.Calls);
            chunk = measured.Chunk;
        }
    }

    private async Task<(PageChunk Chunk, long Calls, long Rows, long Buffers)> MeasureAsync(
        Func<Task<PageChunk>> read,
        int shard = 471
    )
    {
        await read();
        var before = await StatisticsAsync(shard);
        var chunk = await read();
        var after = await StatisticsAsync(shard);
        return (chunk, after[0] - before[0], after[1] - before[1], after[2] - before[2]);
    }

    private async Task<long[]> StatisticsAsync(int shard)
    {
        await using var connection = new NpgsqlConnection(
            PostgresServers.Unpooled(servers.Shared.ConnectionStrings[1])
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"SELECT ARRAY[coalesce(sum(calls), 0), coalesce(sum(rows), 0), coalesce(sum(shared_blks_hit + shared_blks_read), 0)]::bigint[] FROM pg_stat_statements WHERE query LIKE '%shard{shard}.%' AND query NOT LIKE '%pg_stat_statements%'",
            connection
        );
        return (long[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
