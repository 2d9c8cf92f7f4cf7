using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Blocks;

/// <summary>Blocks from HTTP to real PostgreSQL and back: it keeps JSON in a form of its own, and reads lists by its own cursors.</summary>
public sealed class BlockPostgresTests(PostgresService postgres) : IClassFixture<PostgresService>
{
    [Fact]
    public async Task Every_type_goes_there_and_back()
    {
        var workspace = await postgres.Service.NewWorkspaceAsync();
        foreach (var sample in BlockTypeTests.Samples)
            await BlockTypeTests.GoesThereAndBackAsync(workspace, sample.Data.Item1, sample.Data.Item2);
    }

    [Fact]
    public Task Whatever_the_operations_protocol_stored_is_answered() =>
        BlockTypeTests.AnswersJunkAsync(postgres.Service);

    [Fact]
    public async Task A_list_goes_to_its_end_while_blocks_come_and_go()
    {
        var workspace = await postgres.Service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var children = string.Join(',', Enumerable.Range(0, 60).Select(n => BlockTest.Paragraph($"{n}")));
        var made = (await workspace.AppendAsync(page, children)).Ok().Json.GetProperty("results");
        var seen = new List<string>();
        string? cursor = "";
        for (var part = 0; cursor is not null; part++)
        {
            var list = (await workspace.GetAsync($"/v1/blocks/{page}/children?page_size=7&start_cursor={cursor}"))
                .Ok()
                .Json;
            seen.AddRange(list.GetProperty("results").EnumerateArray().Select(c => c.Plain()));
            cursor = list.GetProperty("next_cursor").GetString();
            // One that was seen goes, one that was not, the next one, and others come ahead of all.
            if (part == 1)
            {
                foreach (var index in new[] { 0, 30, 14 })
                    (await workspace.DeleteAsync($"/v1/blocks/{made[index].Id()}")).Ok();
                (
                    await workspace.AppendAsync(page, BlockTest.Paragraph("new"), ""","position":{"type":"start"}""")
                ).Ok();
            }
        }

        Assert.Equal(Enumerable.Range(0, 60).Where(n => n is not (14 or 30)).Select(n => $"{n}"), seen);
    }

    [Fact]
    public async Task A_copy_of_a_synced_block_is_listed_to_its_end_and_a_trashed_block_comes_back()
    {
        var workspace = await postgres.Service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var below = string.Join(',', Enumerable.Range(0, 5).Select(n => BlockTest.Paragraph($"{n}")));
        var original = await workspace.AppendOneAsync(
            page,
            $$"""{"synced_block":{"synced_from":null,"children":[{{below}}]} }"""
        );
        var copy = await workspace.AppendOneAsync(
            page,
            $$"""{"synced_block":{"synced_from":{"block_id":"{{original.Id()}}"} } }"""
        );
        var shown = await workspace.ChildrenAsync(copy.Id(), pageSize: 2);
        Assert.Equal(["0", "1", "2", "3", "4"], shown.Select(c => c.Plain()));
        (await workspace.DeleteAsync($"/v1/blocks/{shown[1].Id()}")).Ok();
        (await workspace.PatchAsync($"/v1/blocks/{shown[1].Id()}", """{"in_trash":false}""")).Ok();
        Assert.Equal(
            ["0", "2", "3", "4", "1"],
            (await workspace.ChildrenAsync(copy.Id(), pageSize: 2)).Select(c => c.Plain())
        );
    }
}
