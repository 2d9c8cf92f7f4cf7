using DuckDB.NET.Native;
using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class TelemetryWriterTests
{
    [Fact]
    public async Task What_was_answered_is_there_to_read()
    {
        await using var store = await StoreUnderTest.StartedAsync();

        var receipt = await store.WriteAsync(Samples.Spans(0, 5_000));
        await store.WriteAsync(Samples.Log(1));
        await store.WriteAsync(Samples.Point(1, 1));

        Assert.Equal(new TelemetryReceipt(0, 0, null), receipt);
        Assert.Equal(5_000, await store.CountAsync("span"));
        Assert.Equal(1, await store.CountAsync("log"));
        Assert.Equal(1, await store.CountAsync("point"));
        Assert.Equal(5_002, store.Counters.Received);
    }

    [Fact]
    public async Task A_restart_keeps_all_and_begins_another_run()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(Samples.Spans(0, 100));
        await store.RestartAsync();

        await store.WriteAsync(Samples.Spans(100, 50));

        Assert.Equal(
            [
                [1, 100L],
                [2, 50L],
            ],
            await store.RowsAsync("SELECT run, count(*) FROM span GROUP BY run ORDER BY run")
        );
        Assert.Equal(1, await store.CountAsync("resource"));
        Assert.Equal(
            [
                ["stage 1"],
                ["stage 1"],
            ],
            await store.RowsAsync("SELECT label FROM run ORDER BY run")
        );
    }

    [Fact]
    public async Task Batches_that_wait_during_a_commit_share_the_next_one()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        using var gate = new Gate(store);

        var first = store.WriteAsync(Samples.Spans(0, 10));
        await gate.ReachedAsync();
        var others = Enumerable.Range(1, 20).Select(n => store.WriteAsync(Samples.Spans(n * 10, 10))).ToList();
        Assert.Equal(0, await store.CountAsync("span"));
        Assert.DoesNotContain(others.Append(first), t => t.IsCompleted);
        gate.Open();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(2, gate.Passed);
        Assert.Equal(210, await store.CountAsync("span"));
    }

    [Fact]
    public async Task A_full_queue_refuses_the_whole_batch_and_takes_it_later()
    {
        await using var store = await StoreUnderTest.StartedAsync(o => o.Store.QueueRecords = 1_000);
        using var gate = new Gate(store);
        var first = store.WriteAsync(Samples.Spans(0, 400));
        await gate.ReachedAsync();
        var second = store.WriteAsync(Samples.Spans(400, 600));

        var busy = await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Spans(1_000, 7)));
        Assert.True(busy.RetryAfter > TimeSpan.Zero);
        Assert.Equal(7, store.Counters.Refused);
        Assert.Equal(1_000, store.Counters.QueueLength);
        gate.Open();
        await Task.WhenAll(first, second);
        await Eventually.IsTrueAsync(() => store.Counters.QueueLength == 0);
        await store.WriteAsync(Samples.Spans(1_000, 7));

        Assert.Equal(1_007, await store.CountAsync("span"));
    }

    [Fact]
    public async Task Large_records_fill_the_queue_as_several()
    {
        await using var store = await StoreUnderTest.StartedAsync(o => o.Store.QueueRecords = 1_000);
        using var gate = new Gate(store);
        var large = $$"""{"body":"{{new string('x', 3_000_000)}}"}""";
        var first = store.WriteAsync(Samples.Span(0, large));
        await gate.ReachedAsync();

        await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Spans(1, 500)));
        gate.Open();
        await first;

        Assert.Equal(large, (await store.RowsAsync("SELECT attributes FROM span"))[0][0]);
    }

    [Fact]
    public async Task A_batch_larger_than_the_queue_is_taken_when_nothing_waits()
    {
        await using var store = await StoreUnderTest.StartedAsync(o => o.Store.QueueRecords = 1_000);
        await store.WriteAsync(Samples.Spans(0, 60_000));
        Assert.Equal(60_000, await store.CountAsync("span"));
    }

    [Fact]
    public async Task A_failed_transaction_leaves_nothing_behind_and_the_next_one_succeeds()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        store.Writer.BeforeCommit = () => throw new StoreWriteException("no space", DuckDBErrorType.Io);
        await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Spans(0, 3_000)));
        await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Point(1, 1)));
        await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Log(1)));
        Assert.Equal(
            [
                [0L, 0L],
            ],
            await store.RowsAsync("SELECT (SELECT count(*) FROM span), (SELECT count(*) FROM resource)")
        );
        store.Writer.BeforeCommit = null;

        Assert.Equal(0, (await store.WriteAsync(Samples.Spans(0, 3_000))).Duplicates);
        Assert.Equal(0, (await store.WriteAsync(Samples.Point(1, 1))).Duplicates);
        Assert.Equal(0, (await store.WriteAsync(Samples.Log(1))).Duplicates);

        Assert.Equal(
            [
                [3_000L, 1L, 1L],
            ],
            await store.RowsAsync(
                "SELECT (SELECT count(*) FROM span JOIN resource USING (resource)), (SELECT count(*) FROM point JOIN series USING (series)), (SELECT count(*) FROM log)"
            )
        );
        Assert.Equal(3_002, store.Counters.Refused);
    }

    [Fact]
    public async Task A_database_that_DuckDB_has_given_up_is_opened_again()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(Samples.Spans(0, 10));
        store.Writer.BeforeCommit = () => throw new StoreWriteException("invalidated", DuckDBErrorType.Fatal);
        await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Spans(10, 10)));
        store.Writer.BeforeCommit = null;

        Assert.Equal(10, (await store.WriteAsync(Samples.Spans(0, 20))).Duplicates);
        Assert.Equal(20, await store.CountAsync("span"));
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_takes_no_other_with_it()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        using var gate = new Gate(store);
        var first = store.WriteAsync(Samples.Spans(0, 10));
        await gate.ReachedAsync();
        // The commit that both share fails, and the one of the second alone.
        gate.FailAt(2, 4);
        var good = store.WriteAsync(Samples.Spans(10, 10));
        var bad = store.WriteAsync(Samples.Spans(20, 5));
        gate.Open();
        await first;

        Assert.Equal(0, (await good).Rejected);
        var receipt = await bad;
        Assert.Equal(5, receipt.Rejected);
        Assert.Contains("planted", receipt.Message, StringComparison.Ordinal);
        Assert.Equal(20, await store.CountAsync("span"));
        Assert.Equal(5, store.Counters.Rejected);
    }

    [Fact]
    public async Task Points_of_too_many_series_are_rejected_and_the_others_are_kept()
    {
        await using var store = await StoreUnderTest.StartedAsync(o => o.Store.MaximumSeries = 100);
        MetricPoint[] points = [.. Enumerable.Range(0, 130).Select(n => Samples.Point(n, 1))];

        var receipt = await store.WriteAsync(points);

        Assert.Equal(30, receipt.Rejected);
        Assert.Contains("Dashboard:Store:MaximumSeries", receipt.Message, StringComparison.Ordinal);
        Assert.Equal(100, await store.CountAsync("point"));
        Assert.Equal(0, (await store.WriteAsync(Samples.Point(5, 2))).Rejected);
        Assert.Equal(30, store.Counters.Rejected);
    }

    [Fact]
    public async Task What_waits_at_the_stop_is_stored_and_what_comes_later_is_sent_back()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        using var gate = new Gate(store);
        var first = store.WriteAsync(Samples.Spans(0, 10));
        await gate.ReachedAsync();
        var second = store.WriteAsync(Samples.Spans(10, 10));
        var stopping = store.Writer.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<TelemetryBusyException>(() => store.WriteAsync(Samples.Spans(20, 10)));
        gate.Open();
        await Task.WhenAll(first, second, stopping);

        Assert.Equal(20, await store.CountAsync("span"));
        Assert.False(File.Exists(store.File + ".wal") && new FileInfo(store.File + ".wal").Length > 0);
    }

    /// <summary>Holds the writer before its commits until it is opened.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int[] _failures = [];
        private int _passed;

        public Gate(StoreUnderTest store) =>
            store.Writer.BeforeCommit = () =>
            {
                _reached.TrySetResult();
                _open.Wait(TestContext.Current.CancellationToken);
                if (_failures.Contains(Interlocked.Increment(ref _passed)))
                    throw new InvalidOperationException("planted");
            };

        public int Passed => _passed;

        public Task ReachedAsync() => _reached.Task;

        public void FailAt(params int[] commits) => _failures = commits;

        public void Open() => _open.Set();

        public void Dispose() => _open.Dispose();
    }
}
