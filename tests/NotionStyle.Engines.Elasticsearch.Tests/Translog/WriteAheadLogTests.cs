using NotionStyle.Engines.Elasticsearch.Tests.Support;
using NotionStyle.Engines.Elasticsearch.Translog;

namespace NotionStyle.Engines.Elasticsearch.Tests.Translog;

public sealed class WriteAheadLogTests
{
    [Fact]
    public async Task What_was_synced_is_replayed_in_order_with_all_its_parts()
    {
        using var folder = new TestFolder();
        var log = WriteAheadLog.Open(folder.Path, null, _ => Assert.Fail("empty"));
        log.Append(Write("ä", 1, "{\"a\":1}", "r"));
        log.Append(Write("b", 2, "") with { Kind = TranslogOperationKind.Delete });
        await log.SyncAsync(log.Append(Write("ä", 3, "{\"a\":2}")));
        log.Abandon();
        var (found, again) = Reopen(folder.Path);
        Assert.Equal([1, 2, 3], found.Select(o => o.SequenceNumber));
        Assert.Equal(("ä", "r", "{\"a\":1}"), (found[0].Id, found[0].Routing, Text(found[0])));
        Assert.Equal(TranslogOperationKind.Delete, found[1].Kind);
        Assert.Null(found[2].Routing);
        Assert.Equal(2, again.PrimaryTerm);
        await again.DisposeAsync();
    }

    [Fact]
    public async Task A_tail_torn_at_any_byte_loses_the_last_change_alone_and_the_log_goes_on()
    {
        using var folder = new TestFolder();
        var log = WriteAheadLog.Open(folder.Path, null, _ => { });
        for (var n = 1; n <= 3; n++)
            await log.SyncAsync(log.Append(Write("id" + n, n, $"{{\"n\":{n}}}")));
        var path = TranslogFile.PathOf(folder.Path, log.Generation);
        var before = new FileInfo(path).Length;
        log.Append(Write("id4", 4, "{\"n\":4}"));
        await log.DisposeAsync();
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        // As the process leaves it that dies in the middle of the write: the mark behind it is not there either.
        var last = whole.Length - TranslogFormat.MarkBytes;
        for (var length = (int)before; length < last; length++)
        {
            using var copy = new TestFolder();
            await File.WriteAllBytesAsync(
                Path.Combine(copy.Path, Path.GetFileName(path)),
                whole[..length],
                TestContext.Current.CancellationToken
            );
            var (found, again) = Reopen(copy.Path);
            Assert.Equal([1, 2, 3], found.Select(o => o.SequenceNumber));
            await again.SyncAsync(again.Append(Write("id5", 5, "{}")));
            await again.DisposeAsync();
            var (after, third) = Reopen(copy.Path);
            Assert.Equal([1, 2, 3, 5], after.Select(o => o.SequenceNumber));
            third.Abandon();
        }
    }

    [Fact]
    public async Task A_byte_changed_where_the_log_had_been_on_disk_is_an_error_that_names_file_and_offset()
    {
        using var folder = new TestFolder();
        var log = WriteAheadLog.Open(folder.Path, null, _ => { });
        for (var n = 1; n <= 3; n++)
            await log.SyncAsync(log.Append(Write("id" + n, n, $"{{\"n\":{n}}}")));
        log.Abandon();
        var path = TranslogFile.PathOf(folder.Path, log.Generation);
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var end = whole.Length - TranslogFormat.MarkBytes;
        for (var at = 0; at < end; at++)
        {
            var broken = (byte[])whole.Clone();
            broken[at] ^= 0x10;
            await File.WriteAllBytesAsync(path, broken, TestContext.Current.CancellationToken);
            var e = Assert.Throws<EngineException>(() => Reopen(folder.Path));
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
            Assert.Matches(@"corrupt at offset \d+", e.Message);
        }
    }

    [Fact]
    public async Task A_generation_that_the_commit_needs_must_be_there()
    {
        using var folder = new TestFolder();
        var log = WriteAheadLog.Open(folder.Path, null, _ => { });
        log.Append(Write("a", 1, "{}"));
        var second = await log.RollAsync();
        log.Append(Write("b", 2, "{}"));
        await log.RollAsync();
        await log.DisposeAsync();
        File.Delete(TranslogFile.PathOf(folder.Path, second));
        var e = Assert.Throws<EngineException>(() => WriteAheadLog.Open(folder.Path, second, _ => { }));
        Assert.Contains("missing", e.Message, StringComparison.Ordinal);
        Assert.Throws<EngineException>(() => WriteAheadLog.Open(folder.Path, second - 1, _ => { }));
    }

    [Fact]
    public async Task After_a_trim_only_later_generations_are_replayed()
    {
        using var folder = new TestFolder();
        var log = WriteAheadLog.Open(folder.Path, null, _ => { });
        log.Append(Write("a", 1, "{}"));
        var next = await log.RollAsync();
        log.Append(Write("b", 2, "{}"));
        log.Trim(next);
        Assert.True(log.UncommittedBytes > 0);
        await log.DisposeAsync();
        List<TranslogOperation> found = [];
        var again = WriteAheadLog.Open(folder.Path, next, o => found.Add(o with { Source = o.Source.ToArray() }));
        Assert.Equal(["b"], found.Select(o => o.Id));
        again.Abandon();
    }

    [Fact]
    public async Task All_who_wait_share_one_flush()
    {
        using var folder = new TestFolder();
        await using var log = WriteAheadLog.Open(folder.Path, null, _ => { });
        var before = log.Syncs;
        var positions = Enumerable.Range(0, 200).Select(n => log.Append(Write("id" + n, n, "{}"))).ToArray();
        await Task.WhenAll(positions.Select(p => Task.Run(() => log.SyncAsync(p))));
        Assert.Equal(before + 1, log.Syncs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_survives_a_loss_of_power(bool acknowledgesTooEarly)
    {
        using var folder = new TestFolder();
        var log = WriteAheadLog.Open(folder.Path, null, _ => { });
        var onDisk = new Dictionary<string, long>();
        log.Synced = (path, length) => onDisk[path] = length;
        List<long> acknowledged = [];
        for (var n = 1; n <= 50; n++)
        {
            var position = log.Append(Write("id" + n, n, new string(' ', n)));
            if (acknowledgesTooEarly && n > 40)
            {
                acknowledged.Add(n);
                continue;
            }

            await log.SyncAsync(position);
            acknowledged.Add(n);
            if (n % 17 == 0)
                await log.RollAsync();
        }

        log.Abandon();
        // Of each file, a loss of power leaves what was flushed.
        foreach (var (path, length) in onDisk)
            await using (var file = File.OpenWrite(path))
                file.SetLength(length);
        var (found, again) = Reopen(folder.Path);
        again.Abandon();
        var lost = acknowledged.Except(found.Select(o => o.SequenceNumber)).ToArray();
        // The planted fault shows that this would be seen.
        Assert.Equal(acknowledgesTooEarly, lost.Length > 0);
    }

    private static (List<TranslogOperation> Found, WriteAheadLog Log) Reopen(string folder)
    {
        List<TranslogOperation> found = [];
        var log = WriteAheadLog.Open(folder, null, o => found.Add(o with { Source = o.Source.ToArray() }));
        return (found, log);
    }

    private static TranslogOperation Write(string id, long sequence, string source, string? routing = null) =>
        new()
        {
            Kind = TranslogOperationKind.Index,
            Id = id,
            Routing = routing,
            Version = sequence,
            SequenceNumber = sequence,
            PrimaryTerm = 1,
            Source = System.Text.Encoding.UTF8.GetBytes(source),
        };

    private static string Text(TranslogOperation operation) =>
        System.Text.Encoding.UTF8.GetString(operation.Source.Span);
}
