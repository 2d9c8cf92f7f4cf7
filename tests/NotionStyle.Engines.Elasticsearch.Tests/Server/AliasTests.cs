using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class AliasTests
{
    [Fact]
    public async Task A_swap_is_seen_wholly_or_not_at_all_by_concurrent_searches()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        foreach (var name in (string[])["one", "two"])
            (await es.PutAsync($"/{name}/_doc/{name}?refresh=true", new { name })).Ok();
        (await es.PutAsync("/one/_alias/now")).Ok();
        using var done = new CancellationTokenSource();
        var searches = Enumerable.Range(0, 3).Select(_ => Task.Run(() => SearchAsync(es, done.Token))).ToArray();
        for (var n = 0; n < 60; n++)
        {
            var (from, to) = n % 2 == 0 ? ("one", "two") : ("two", "one");
            (
                await es.PostAsync(
                    "/_aliases",
                    new
                    {
                        actions = new object[]
                        {
                            new { remove = new { index = from, alias = "now" } },
                            new { add = new { index = to, alias = "now" } },
                        },
                    }
                )
            ).Ok();
        }

        await done.CancelAsync();
        var seen = await Task.WhenAll(searches);
        Assert.True(seen.Sum() > 20, "too few searches ran beside the swaps");
    }

    [Fact]
    public async Task The_actions_of_one_request_are_done_together_or_not_at_all()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a")).Ok();
        (await es.PutAsync("/b")).Ok();
        var refused = await es.PostAsync(
            "/_aliases",
            """{"actions":[{"add":{"index":"a","alias":"x"}},{"remove":{"index":"b","alias":"nowhere"}}]}"""
        );
        Assert.Equal((404, "aliases_not_found_exception"), (refused.Status, refused.ErrorType));
        Assert.Equal(404, (await es.GetAsync("/_alias/x")).Status);
        // An index gives its name away in the step that removes it.
        (
            await es.PostAsync(
                "/_aliases",
                """{"actions":[{"add":{"index":"b","alias":"a"}},{"remove_index":{"index":"a"}}]}"""
            )
        ).Ok();
        Assert.Equal("b", (await es.GetAsync("/_alias/a")).Json.EnumerateObject().Single().Name);
        (await es.PutAsync("/a/_doc/1", new { n = 1 })).Ok();
        Assert.Equal("b", (await es.GetAsync("/a/_doc/1")).At("_index").GetString());
    }

    [Fact]
    public async Task Writes_through_an_alias_of_two_go_to_its_write_index_and_need_one()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a", """{"aliases":{"x":{}}}""")).Ok();
        (await es.PutAsync("/b", """{"aliases":{"x":{}}}""")).Ok();
        Assert.Contains(
            "no write index",
            (await es.PutAsync("/x/_doc/1", new { n = 1 })).ErrorReason,
            StringComparison.Ordinal
        );
        (await es.PutAsync("/b/_alias/x", """{"is_write_index":true}""")).Ok();
        Assert.Equal("b", (await es.PutAsync("/x/_doc/1", new { n = 1 })).Ok().At("_index").GetString());
        Assert.Equal(400, (await es.PutAsync("/x")).Status);
        Assert.Equal(400, (await es.DeleteAsync("/x")).Status);
    }

    private static async Task<int> SearchAsync(EngineClient es, CancellationToken done)
    {
        var searches = 0;
        while (!done.IsCancellationRequested)
        {
            var names = (await es.GetAsync("/_alias/now")).Ok().Json.EnumerateObject().Select(p => p.Name).ToArray();
            Assert.Single(names);
            Assert.Equal(1, await es.CountAsync("now"));
            searches++;
        }

        return searches;
    }
}
