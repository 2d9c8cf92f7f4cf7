using System.Collections.Concurrent;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class DurabilityTests
{
    private const int Ids = 400;

    [Fact]
    public async Task Every_acknowledged_write_survives_kills_in_the_middle_of_bulk_writes()
    {
        using var folder = new TestFolder();
        var ledger = new Ledger();
        for (var round = 0; round < 3; round++)
        {
            // A small threshold makes commits, new generations and trims happen while the kill comes.
            await KillUnderLoadAsync(folder.Path, "request", "64kb", ledger);
            Assert.Empty(await MissingAsync(folder.Path, ledger));
        }

        Assert.True(ledger.Acknowledged.Count > 50, $"only {ledger.Acknowledged.Count} were acknowledged");
    }

    [Fact]
    public async Task The_same_check_catches_an_engine_that_acknowledges_before_it_has_written()
    {
        // durability async promises less, on purpose: what request promises must be seen to be missing.
        using var folder = new TestFolder();
        var ledger = new Ledger();
        await KillUnderLoadAsync(folder.Path, "async", "512mb", ledger);
        Assert.NotEmpty(await MissingAsync(folder.Path, ledger));
    }

    [Fact]
    public async Task A_stop_commits_so_that_the_next_start_replays_nothing()
    {
        using var folder = new TestFolder();
        await using (var engine = await EngineProcess.StartAsync(folder.Path))
        {
            (await engine.Client.PutAsync("/a/_doc/1", new { n = 1 })).Ok();
            Assert.Equal(0, await engine.StopAsync());
        }

        await using var again = await RunningEngine.StartAsync(folder.Path);
        Assert.Equal(
            0,
            (await again.Client.GetAsync("/a/_stats"))
                .Ok()
                .At("_all", "primaries", "translog", "uncommitted_size_in_bytes")
                .GetInt64()
        );
        Assert.Equal(1, await again.Client.CountAsync("a"));
    }

    [Fact]
    public async Task Settings_mappings_and_aliases_survive_a_kill_right_after_the_answer()
    {
        using var folder = new TestFolder();
        await using (var engine = await EngineProcess.StartAsync(folder.Path))
        {
            var es = engine.Client;
            (
                await es.PutAsync(
                    "/a",
                    """
                    {"settings":{"number_of_replicas":0,"refresh_interval":"7s","analysis":{"analyzer":{"folded":
                    {"type":"custom","tokenizer":"standard","filter":["lowercase","asciifolding"]}}}},
                    "mappings":{"dynamic":"strict","properties":{"title":{"type":"text","analyzer":"folded"}}},"aliases":{"first":{}}}
                    """
                )
            ).Ok();
            (await es.PutAsync("/a/_mapping", """{"properties":{"kind":{"type":"keyword"}}}""")).Ok();
            (await es.PutAsync("/a/_settings", """{"index":{"refresh_interval":"3s"}}""")).Ok();
            (await es.PutAsync("/a/_alias/second")).Ok();
            (await es.PutAsync("/dyn/_doc/1", """{"new":{"field":"x"}}""")).Ok();
            await engine.KillAsync();
        }

        await using var again = await RunningEngine.StartAsync(folder.Path);
        var shown = (await again.Client.GetAsync("/a")).Ok();
        Assert.Equal("3s", shown.At("a", "settings", "index", "refresh_interval").GetString());
        Assert.Equal("folded", shown.At("a", "mappings", "properties", "title", "analyzer").GetString());
        Assert.Equal("keyword", shown.At("a", "mappings", "properties", "kind", "type").GetString());
        Assert.Equal(["first", "second"], shown.At("a", "aliases").EnumerateObject().Select(p => p.Name));
        var dynamic = (await again.Client.GetAsync("/dyn/_mapping")).Ok();
        dynamic.At("dyn", "mappings", "properties", "new", "properties", "field");
        Assert.Equal("x", (await again.Client.GetAsync("/dyn/_doc/1")).At("_source", "new", "field").GetString());
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_in_one_line()
    {
        using var folder = new TestFolder();
        await using var engine = await EngineProcess.StartAsync(folder.Path);
        var (code, errors) = await EngineProcess.RefusedAsync(folder.Path);
        Assert.Equal(1, code);
        Assert.Contains(
            $"The data directory {folder.Path} is in use by another process",
            errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_state_file_that_was_damaged_is_named_and_nothing_is_deleted()
    {
        using var folder = new TestFolder();
        await using (var engine = await EngineProcess.StartAsync(folder.Path))
            (await engine.Client.PutAsync("/a/_doc/1", new { n = 1 })).Ok();
        var state = Path.Combine(folder.Path, "state.json");
        await File.WriteAllTextAsync(state, "{\"format\":1,", TestContext.Current.CancellationToken);
        var (code, errors) = await EngineProcess.RefusedAsync(folder.Path);
        Assert.Equal(1, code);
        Assert.Contains(state, errors, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(folder.Path, "indices")));
    }

    [Fact]
    public async Task A_folder_that_belongs_to_no_index_is_removed_at_start()
    {
        using var folder = new TestFolder();
        await using (var engine = await RunningEngine.StartAsync(folder.Path))
            (await engine.Client.PutAsync("/a")).Ok();
        var orphan = Directory.CreateDirectory(Path.Combine(folder.Path, "indices", "left-by-a-crash")).FullName;
        await using var again = await RunningEngine.StartAsync(folder.Path);
        Assert.False(Directory.Exists(orphan));
        Assert.Equal(200, (await again.Client.SendAsync("HEAD", "/a")).Status);
    }

    private static async Task KillUnderLoadAsync(string data, string durability, string threshold, Ledger ledger)
    {
        await using var engine = await EngineProcess.StartAsync(data);
        var settings = new Dictionary<string, object>
        {
            ["index.translog.durability"] = durability,
            ["index.translog.flush_threshold_size"] = threshold,
            ["index.translog.sync_interval"] = "1h",
            ["index.refresh_interval"] = "50ms",
        };
        if ((await engine.Client.SendAsync("HEAD", "/load")).Status == 404)
            (await engine.Client.PutAsync("/load", new { settings })).Ok();
        var before = ledger.Requests;
        var writers = Enumerable
            .Range(0, 4)
            .Select(writer => Task.Run(() => WriteAsync(engine, writer, ledger)))
            .ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(ledger.Requests >= before + 40));
        await engine.KillAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>Writes until the engine is gone. Each writer has documents of its own, so that what it was told last is what must be there, or something newer.</summary>
    private static async Task WriteAsync(EngineProcess engine, int writer, Ledger ledger)
    {
        var random = new Random(writer);
        while (true)
        {
            List<object> lines = [];
            List<(string Id, long Version, bool IsDeleted)> sent = [];
            for (var n = 0; n < 20; n++)
            {
                var id = $"{writer}-{random.Next(Ids)}";
                var version = ledger.NextVersion();
                var isDeleted = random.Next(10) == 0;
                sent.Add((id, version, isDeleted));
                var action = new
                {
                    _index = "load",
                    _id = id,
                    version,
                    version_type = "external",
                };
                lines.Add(isDeleted ? new { delete = action } : new { index = action });
                if (!isDeleted)
                    lines.Add(new { version, text = new string('x', random.Next(300)) });
            }

            foreach (var (id, version, isDeleted) in sent)
                if (isDeleted)
                    ledger.DeletionsSent[id] = version;
            try
            {
                var answer = (await engine.Client.BulkAsync("", [.. lines])).Ok();
                var items = answer
                    .At("items")
                    .EnumerateArray()
                    .Select(i => i.EnumerateObject().First().Value)
                    .ToArray();
                for (var n = 0; n < sent.Count; n++)
                    if (items[n].GetProperty("status").GetInt32() is 200 or 201 or 404)
                        ledger.Acknowledged[sent[n].Id] = (sent[n].Version, sent[n].IsDeleted);
                ledger.CountRequest();
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<List<string>> MissingAsync(string data, Ledger ledger)
    {
        await using var engine = await EngineProcess.StartAsync(data);
        List<string> missing = [];
        foreach (var chunk in ledger.Acknowledged.OrderBy(a => a.Key, StringComparer.Ordinal).Chunk(500))
        {
            var answer = (await engine.Client.PostAsync("/load/_mget", new { ids = chunk.Select(c => c.Key) })).Ok();
            var documents = answer.At("docs").EnumerateArray().ToArray();
            for (var n = 0; n < chunk.Length; n++)
                if (!Holds(documents[n], chunk[n].Value, ledger.DeletionsSent.GetValueOrDefault(chunk[n].Key)))
                    missing.Add($"{chunk[n].Key} {chunk[n].Value}: {documents[n]}");
        }

        // What is found by id is what a search counts: Lucene and the versions agree.
        (await engine.Client.PostAsync("/load/_refresh")).Ok();
        var ids = ledger.Acknowledged.Keys.ToArray();
        var found = 0;
        foreach (var chunk in ids.Chunk(500))
            found += (await engine.Client.PostAsync("/load/_mget?realtime=false", new { ids = chunk }))
                .Ok()
                .At("docs")
                .EnumerateArray()
                .Count(d => d.GetProperty("found").GetBoolean());
        Assert.True(found <= await engine.Client.CountAsync("load"));
        return missing;
    }

    /// <summary>A later write or deletion of the same writer may have arrived without an answer, and then the document is newer, or gone.</summary>
    private static bool Holds(JsonElement document, (long Version, bool IsDeleted) acknowledged, long deletionSent)
    {
        if (!document.GetProperty("found").GetBoolean())
            return acknowledged.IsDeleted || deletionSent > acknowledged.Version;
        var version = document.GetProperty("_version").GetInt64();
        return document.GetProperty("_source").GetProperty("version").GetInt64() == version
            && (acknowledged.IsDeleted ? version > acknowledged.Version : version >= acknowledged.Version);
    }

    private sealed class Ledger
    {
        private long _version;
        private int _requests;

        public ConcurrentDictionary<string, (long Version, bool IsDeleted)> Acknowledged { get; } = new();

        public ConcurrentDictionary<string, long> DeletionsSent { get; } = new();

        public int Requests => Volatile.Read(ref _requests);

        public long NextVersion() => Interlocked.Increment(ref _version);

        public void CountRequest() => Interlocked.Increment(ref _requests);
    }
}
