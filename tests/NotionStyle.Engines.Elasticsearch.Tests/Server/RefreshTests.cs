using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class RefreshTests
{
    [Fact]
    public async Task Without_an_interval_writes_are_read_by_id_at_once_and_searched_after_a_refresh()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a", """{"settings":{"refresh_interval":"-1"}}""")).Ok();
        (await es.PutAsync("/a/_doc/1", new { n = 1 })).Ok();
        Assert.Equal(1, (await es.GetAsync("/a/_doc/1")).At("_source", "n").GetInt32());
        Assert.Equal(404, (await es.GetAsync("/a/_doc/1?realtime=false")).Status);
        Assert.Equal(0, await es.CountAsync("a"));
        (await es.PostAsync("/a/_refresh")).Ok();
        Assert.Equal(1, await es.CountAsync("a"));
        (await es.DeleteAsync("/a/_doc/1")).Ok();
        Assert.Equal(404, (await es.GetAsync("/a/_doc/1")).Status);
        Assert.Equal(1, await es.CountAsync("a"));
        (await es.PostAsync("/a/_refresh")).Ok();
        Assert.Equal(0, await es.CountAsync("a"));
    }

    [Fact]
    public async Task When_memory_for_new_versions_runs_out_searches_still_see_nothing_before_their_refresh()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path, "IndexingMegabytes=2");
        var es = engine.Client;
        (await es.PutAsync("/a", """{"settings":{"refresh_interval":"-1"},"mappings":{"dynamic":"false"}}""")).Ok();
        for (var n = 0; n < 30; n++)
            (await es.PutAsync($"/a/_doc/{n}", new { n, text = new string('x', 200_000) })).Ok();
        Assert.Equal(0, await es.CountAsync("a"));
        Assert.Equal(7, (await es.GetAsync("/a/_doc/7")).At("_source", "n").GetInt32());
        Assert.Equal(409, (await es.PutAsync("/a/_create/7", new { n = 8 })).Status);
        (await es.PostAsync("/a/_refresh")).Ok();
        Assert.Equal(30, await es.CountAsync("a"));
    }

    [Fact]
    public async Task Writers_at_once_that_run_out_of_memory_for_new_versions_keep_the_newest_of_each_document()
    {
        const int writers = 8;
        const int documents = 80;
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path, "IndexingMegabytes=2");
        var es = engine.Client;
        (await es.PutAsync("/a", """{"settings":{"refresh_interval":"-1"},"mappings":{"dynamic":"false"}}""")).Ok();
        var text = new string('x', 40_000);
        var writing = Enumerable
            .Range(1, writers)
            .Select(async version =>
            {
                // Each has a version of its own, and an order of its own over the same documents.
                var random = new Random(version);
                foreach (var document in Enumerable.Range(0, documents).OrderBy(_ => random.Next()))
                {
                    var answer = await es.SendAsync(
                        "PUT",
                        $"/a/_doc/{document}?version={version}&version_type=external",
                        $$"""{"n":{{version}},"text":"{{text}}"}"""
                    );
                    Assert.Contains(answer.Status, version == writers ? [200, 201] : new[] { 200, 201, 409 });
                }
            });
        await Task.WhenAll(writing);
        for (var document = 0; document < documents; document++)
            Assert.Equal(writers, (await es.GetAsync($"/a/_doc/{document}")).At("_source", "n").GetInt32());
        Assert.Equal(0, await es.CountAsync("a"));
        (await es.PostAsync("/a/_refresh")).Ok();
        Assert.Equal(documents, await es.CountAsync("a"));
    }

    [Theory]
    [InlineData("true", "-1")]
    [InlineData("wait_for", "20ms")]
    public async Task A_write_that_asks_for_it_is_visible_when_it_is_answered(string refresh, string interval)
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a", new { settings = new { refresh_interval = interval } })).Ok();
        for (var n = 1; n <= 10; n++)
        {
            (await es.PutAsync($"/a/_doc/{n}?refresh={refresh}", new { n })).Ok();
            Assert.Equal((2 * n) - 1, await es.CountAsync("a"));
            (
                await es.BulkAsync(
                    $"?refresh={refresh}",
                    new { index = new { _index = "a", _id = "b" + n } },
                    new { n }
                )
            ).Ok();
            Assert.Equal(2 * n, await es.CountAsync("a"));
        }
    }

    [Fact]
    public async Task By_itself_a_write_becomes_visible_after_the_interval()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a/_doc/1", new { n = 1 })).Ok();
        await Eventually.TrueAsync(async () => await es.CountAsync("a") == 1);
        (await es.PutAsync("/a/_settings", """{"refresh_interval":"-1"}""")).Ok();
        (await es.PutAsync("/a/_doc/2", new { n = 2 })).Ok();
        (await es.PutAsync("/a/_settings", """{"refresh_interval":"5ms"}""")).Ok();
        await Eventually.TrueAsync(async () => await es.CountAsync("a") == 2);
    }
}
