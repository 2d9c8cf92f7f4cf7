using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class ByQueryTests
{
    [Fact]
    public async Task A_copy_with_external_versions_does_not_overwrite_newer_documents()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        for (var n = 1; n <= 30; n++)
            (await es.PutAsync($"/old/_doc/{n}?version={n}&version_type=external&routing=r{n}", new { n })).Ok();
        (await es.PutAsync("/new/_doc/5?version=50&version_type=external", new { n = 50 })).Ok();
        (await es.PostAsync("/old/_refresh")).Ok();
        var answer = (
            await es.PostAsync(
                "/_reindex?refresh=true",
                """{"conflicts":"proceed","source":{"index":"old"},"dest":{"index":"new","version_type":"external"}}"""
            )
        ).Ok();
        Assert.Equal(
            (30, 29, 1),
            (answer.At("total").GetInt32(), answer.At("created").GetInt32(), answer.At("version_conflicts").GetInt32())
        );
        Assert.Equal(50, (await es.GetAsync("/new/_doc/5")).At("_source", "n").GetInt32());
        var copied = await es.GetAsync("/new/_doc/7");
        Assert.Equal((7, "r7"), (copied.At("_version").GetInt32(), copied.At("_routing").GetString()));
        Assert.Equal(30, await es.CountAsync("new"));
        var stopped = await es.PostAsync(
            "/_reindex",
            """{"source":{"index":"old"},"dest":{"index":"new","version_type":"external"}}"""
        );
        Assert.Equal(409, stopped.Status);
        Assert.Single(stopped.At("failures").EnumerateArray());
    }

    [Fact]
    public async Task A_copy_as_a_task_is_asked_for_later()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        for (var n = 1; n <= 10; n++)
            (await es.PutAsync($"/old/_doc/{n}?refresh=true", new { n })).Ok();
        var task = (
            await es.PostAsync(
                "/_reindex?wait_for_completion=false",
                """{"source":{"index":"old"},"dest":{"index":"new"}}"""
            )
        )
            .Ok()
            .At("task")
            .GetString();
        var done = (await es.GetAsync($"/_tasks/{task}?wait_for_completion=true")).Ok();
        Assert.True(done.At("completed").GetBoolean());
        Assert.Equal(10, done.At("response", "created").GetInt32());
        (await es.PostAsync("/new/_refresh")).Ok();
        Assert.Equal(10, await es.CountAsync("new"));
    }

    [Fact]
    public async Task All_documents_that_match_are_deleted()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        for (var n = 1; n <= 10; n++)
            (await es.PutAsync($"/a/_doc/{n}?refresh=true", new { n })).Ok();
        var answer = (
            await es.PostAsync("/a/_delete_by_query?refresh=true", """{"query":{"match_all":{}},"max_docs":4}""")
        ).Ok();
        Assert.Equal(4, answer.At("deleted").GetInt32());
        Assert.Equal(6, await es.CountAsync("a"));
    }
}
