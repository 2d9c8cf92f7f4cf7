using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class VersionTests
{
    [Fact]
    public async Task An_external_version_must_be_higher_and_may_be_the_same_with_gte()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        Assert.Equal(201, (await es.PutAsync("/a/_doc/1?version=5&version_type=external", new { n = 5 })).Status);
        var same = await es.PutAsync("/a/_doc/1?version=5&version_type=external", new { n = 6 });
        Assert.Equal((409, "version_conflict_engine_exception"), (same.Status, same.ErrorType));
        Assert.Equal(
            "[1]: version conflict, current version [5] is higher or equal to the one provided [5]",
            same.ErrorReason
        );
        Assert.Equal(200, (await es.PutAsync("/a/_doc/1?version=5&version_type=external_gte", new { n = 7 })).Status);
        Assert.Equal(409, (await es.PutAsync("/a/_doc/1?version=4&version_type=external_gte", new { n = 8 })).Status);
        var found = (await es.GetAsync("/a/_doc/1")).Ok();
        Assert.Equal(5, found.At("_version").GetInt64());
        Assert.Equal(7, found.At("_source", "n").GetInt32());
    }

    [Fact]
    public async Task A_deletion_with_an_external_version_keeps_older_writes_out_also_after_a_crash()
    {
        using var folder = new TestFolder();
        await using (var engine = await EngineProcess.StartAsync(folder.Path))
        {
            (await engine.Client.PutAsync("/a/_doc/1?version=5&version_type=external", new { n = 5 })).Ok();
            (await engine.Client.DeleteAsync("/a/_doc/1?version=9&version_type=external")).Ok();
            // A document that was never there is remembered as deleted too.
            Assert.Equal(404, (await engine.Client.DeleteAsync("/a/_doc/2?version=9&version_type=external")).Status);
            Assert.Equal(409, (await engine.Client.DeleteAsync("/a/_doc/1?version=9&version_type=external")).Status);
            await engine.KillAsync();
        }

        await using var again = await EngineProcess.StartAsync(folder.Path);
        foreach (var id in (string[])["1", "2"])
        {
            var late = await again.Client.PutAsync($"/a/_doc/{id}?version=8&version_type=external", new { n = 8 });
            Assert.Equal(409, late.Status);
            Assert.Equal(404, (await again.Client.GetAsync($"/a/_doc/{id}")).Status);
            (await again.Client.PutAsync($"/a/_doc/{id}?version=10&version_type=external", new { n = 10 })).Ok();
        }
    }

    [Fact]
    public async Task A_deletion_is_forgotten_after_gc_deletes()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (
            await es.PutAsync(
                "/a",
                new { settings = new { index = new { gc_deletes = "1ms", refresh_interval = "10ms" } } }
            )
        ).Ok();
        (await es.PutAsync("/a/_doc/1?version=5&version_type=external", new { n = 5 })).Ok();
        (await es.DeleteAsync("/a/_doc/1?version=9&version_type=external")).Ok();
        await Eventually.TrueAsync(async () =>
        {
            await es.PostAsync("/a/_refresh");
            return (await es.PutAsync("/a/_doc/1?version=6&version_type=external", new { n = 6 })).Status == 201;
        });
    }

    [Fact]
    public async Task Sequence_number_and_term_must_be_those_of_the_newest_change()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        var first = (await es.PutAsync("/a/_doc/1", new { n = 1 })).Ok();
        var (number, term) = (first.At("_seq_no").GetInt64(), first.At("_primary_term").GetInt64());
        (await es.PutAsync($"/a/_doc/1?if_seq_no={number}&if_primary_term={term}", new { n = 2 })).Ok();
        var late = await es.PutAsync($"/a/_doc/1?if_seq_no={number}&if_primary_term={term}", new { n = 3 });
        Assert.Equal(409, late.Status);
        Assert.Contains("current document has seqNo [1]", late.ErrorReason, StringComparison.Ordinal);
        var missing = await es.DeleteAsync($"/a/_doc/2?if_seq_no={number}&if_primary_term={term}");
        Assert.Contains("no document was found", missing.ErrorReason, StringComparison.Ordinal);
        Assert.Equal(409, (await es.PutAsync("/a/_create/1", new { n = 4 })).Status);
        Assert.Equal(2, (await es.GetAsync("/a/_doc/1")).At("_source", "n").GetInt32());
    }

    [Theory]
    [InlineData("?version=1", "internal versioning can not be used")]
    [InlineData("?version_type=external", "illegal version value")]
    [InlineData("?version=-1&version_type=external", "illegal version value")]
    [InlineData("?if_seq_no=1", "must be given together")]
    [InlineData("?version=x&version_type=external", "Failed to parse")]
    [InlineData("?version=1&version_type=odd", "No version type match [odd]")]
    [InlineData("?refresh=perhaps", "Unknown value for refresh")]
    [InlineData("?colour=red", "unrecognized parameter: [colour]")]
    public async Task Conditions_that_make_no_sense_are_refused(string query, string reason)
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var refused = await engine.Client.PutAsync("/a/_doc/1" + query, new { n = 1 });
        Assert.Equal(400, refused.Status);
        Assert.Contains(reason, refused.ErrorReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_writers_of_one_document_lose_no_update()
    {
        const int writers = 8;
        const int each = 15;
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a/_doc/1", new { n = 0 })).Ok();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => IncrementAsync(es, each))));
        var found = (await es.GetAsync("/a/_doc/1")).Ok();
        Assert.Equal(writers * each, found.At("_source", "n").GetInt32());
        Assert.Equal((writers * each) + 1, found.At("_version").GetInt64());
    }

    [Fact]
    public async Task Many_writers_of_external_versions_leave_the_highest_also_after_a_restart()
    {
        using var folder = new TestFolder();
        await using (var engine = await RunningEngine.StartAsync(folder.Path))
        {
            var order = Enumerable.Range(1, 200).ToArray();
            new Random(7).Shuffle(order);
            await Parallel.ForEachAsync(
                order,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = 8,
                    CancellationToken = TestContext.Current.CancellationToken,
                },
                async (version, _) =>
                {
                    if (version % 50 == 0)
                        await engine.Client.PostAsync("/a/_refresh");
                    await engine.Client.PutAsync($"/a/_doc/1?version={version}&version_type=external", new { version });
                }
            );
            Assert.Equal(200, (await engine.Client.GetAsync("/a/_doc/1")).At("_source", "version").GetInt32());
        }

        await using var again = await RunningEngine.StartAsync(folder.Path);
        Assert.Equal(200, (await again.Client.GetAsync("/a/_doc/1")).At("_version").GetInt32());
        Assert.Equal(1, await again.Client.CountAsync("a"));
    }

    private static async Task IncrementAsync(EngineClient es, int times)
    {
        for (var done = 0; done < times; )
        {
            var found = (await es.GetAsync("/a/_doc/1")).Ok();
            var answer = await es.PutAsync(
                $"/a/_doc/1?if_seq_no={found.At("_seq_no")}&if_primary_term={found.At("_primary_term")}",
                new { n = found.At("_source", "n").GetInt32() + 1 }
            );
            Assert.True(answer.Status is 200 or 409, answer.Text);
            done += answer.Status == 200 ? 1 : 0;
        }
    }
}
