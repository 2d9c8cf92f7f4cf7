using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class DuplicateTests
{
    [Fact]
    public async Task A_span_twice_in_one_batch_is_stored_once()
    {
        await using var store = await StoreUnderTest.StartedAsync();

        var receipt = await store.WriteAsync(Samples.Span(1), Samples.Span(2), Samples.Span(1));

        Assert.Equal(1, receipt.Duplicates);
        Assert.Equal(2, await store.CountAsync("span"));
        Assert.Equal(1, store.Counters.Duplicates);
        Assert.Equal(3, store.Counters.Received);
    }

    [Fact]
    public async Task The_same_span_id_in_another_trace_is_another_span()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        var span = Samples.Span(1);

        var receipt = await store.WriteAsync(span, span with { TraceId = new TraceId(99) });

        Assert.Equal(0, receipt.Duplicates);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_sent_again_is_known_across_batches_and_across_a_restart(bool restart)
    {
        await using var store = await StoreUnderTest.StartedAsync();
        var batch = new TelemetryBatch
        {
            Spans = Samples.Spans(0, 3_000),
            Logs = [.. Enumerable.Range(0, 3_000).Select(Samples.Log)],
            Points = [.. Enumerable.Range(0, 3_000).Select(n => Samples.Point(n % 10, n / 10))],
        };
        await store.Writer.WriteAsync(batch, TestContext.Current.CancellationToken);
        if (restart)
            await store.RestartAsync();

        var receipt = await store.Writer.WriteAsync(batch, TestContext.Current.CancellationToken);

        Assert.Equal(new TelemetryReceipt(9_000, 0, null), receipt);
        Assert.Equal(3_000, await store.CountAsync("span"));
        Assert.Equal(3_000, await store.CountAsync("log"));
        Assert.Equal(3_000, await store.CountAsync("point"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_was_logged_twice_at_the_same_moment_is_kept_twice_and_known_again(bool restart)
    {
        await using var store = await StoreUnderTest.StartedAsync();
        LogRecord[] lines = [Samples.Log(1), Samples.Log(1), Samples.Log(2)];
        Assert.Equal(0, (await store.WriteAsync(lines)).Duplicates);
        if (restart)
            await store.RestartAsync();

        Assert.Equal(3, (await store.WriteAsync(lines)).Duplicates);
        Assert.Equal(3, await store.CountAsync("log"));
    }

    [Fact]
    public async Task A_log_record_that_differs_in_any_field_is_another_one()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        var log = Samples.Log(1);
        LogRecord[] others =
        [
            log,
            log with
            {
                Time = log.Time + TimeSpan.FromTicks(1),
            },
            log with
            {
                Severity = 10,
            },
            log with
            {
                SeverityText = "x",
            },
            log with
            {
                Body = "x",
            },
            log with
            {
                EventName = "x",
            },
            log with
            {
                TraceId = new TraceId(1),
            },
            log with
            {
                SpanId = new SpanId(1),
            },
            log with
            {
                Scope = new InstrumentationScope("x", ""),
            },
            log with
            {
                Attributes = new TelemetryAttributes("""{"x":1}"""),
            },
            log with
            {
                Resource = log.Resource with { InstanceId = "x" },
            },
        ];
        foreach (var other in others)
            Assert.Equal(0, (await store.WriteAsync(other)).Duplicates);
    }

    [Fact]
    public void The_last_so_many_are_known_as_a_plain_list_knows_them()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const int Maximum = 3_000;
        var recent = new RecentRecords(Maximum);
        var list = new List<UInt128>();
        for (var step = 0; step < 40_000; step++)
        {
            if (random.Next(200) == 0)
            {
                var back = random.Next(50);
                recent.TakeBack(back);
                list.RemoveRange(Math.Max(0, list.Count - back), Math.Min(back, list.Count));
                continue;
            }
            // Close together, so that searches collide.
            var identity = new UInt128((ulong)random.Next(4), (ulong)random.Next(2_000));
            Assert.Equal(!list.Contains(identity), recent.Add(identity));
            if (list.Contains(identity))
                continue;
            list.Add(identity);
            if (list.Count > Maximum)
                list.RemoveAt(0);
        }
        Assert.Equal(list.Count, recent.Count);
    }
}
