using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class RetentionTests
{
    [Fact]
    public async Task What_is_too_old_is_removed_with_its_resource_series_and_run()
    {
        var time = new ManualTime();
        await using var store = new StoreUnderTest(o => o.Store.MaximumDays = 1) { Time = time };
        await store.StartAsync();
        await store.WriteAsync(Samples.Spans(0, 1_000));
        await store.WriteAsync(Samples.Log(1));
        await store.WriteAsync(Samples.Point(1, 1));
        await store.RestartAsync();
        time.Advance(TimeSpan.FromDays(2));
        var young = Samples.Span(5_000) with
        {
            Start = Timestamp.From(time.GetUtcNow()),
            Resource = new TelemetryResource("young", "", TelemetryAttributes.None),
        };
        await store.WriteAsync(young);

        await Eventually.IsTrueAsync(() => store.Counters.AgedOut == 1_002);
        Assert.Equal(
            [
                [1L, 0L, 0L],
            ],
            await store.RowsAsync(
                "SELECT (SELECT count(*) FROM span), (SELECT count(*) FROM log), (SELECT count(*) FROM point)"
            )
        );
        time.Advance(TimeSpan.FromMinutes(11));
        await Eventually.IsTrueAsync(async () => await store.CountAsync("run") == 1);
        Assert.Equal(
            [
                ["young"],
            ],
            await store.RowsAsync("SELECT service FROM resource")
        );
        Assert.Equal(0, await store.CountAsync("series"));
        // Their numbers are forgotten: what comes again is written with a new one.
        await store.WriteAsync(Samples.Point(1, 200_000));
        Assert.Equal(
            [
                ["requests.1"],
            ],
            await store.RowsAsync("SELECT name FROM point JOIN series USING (series) JOIN resource USING (resource)")
        );
    }

    [Fact]
    public async Task The_oldest_goes_when_the_store_is_full_and_the_disk_stays_within_its_bound()
    {
        await using var store = await StoreUnderTest.StartedAsync(o =>
        {
            o.Store.MaximumMegabytes = 24;
            o.Store.CheckpointMegabytes = 4;
        });
        var random = new Random(1);
        var largest = 0L;
        var sent = 0;
        // Random text does not compress: about 100 MiB come in.
        while (sent < 200_000)
        {
            var spans = Enumerable.Range(sent, 2_000).Select(n => Samples.Span(n, RandomAttributes(random))).ToArray();
            await store.WriteAsync(spans);
            sent += spans.Length;
            largest = Math.Max(largest, store.Database.File.Length);
        }
        await Eventually.IsTrueAsync(() => store.Counters.BytesStored < store.Counters.BytesMaximum);

        TestContext.Current.TestOutputHelper?.WriteLine($"largest {largest >> 20} MiB");
        // The maximum, and once more what a checkpoint writes before it frees.
        Assert.InRange(largest, 8L << 20, (24L + 40) << 20);
        var stored = await store.CountAsync("span");
        Assert.InRange(stored, 1, sent - 1);
        Assert.Equal(sent, stored + store.Counters.AgedOut);
        // What is left are the last ones.
        var oldest = (long)(await store.RowsAsync("SELECT min(duration) FROM span"))[0][0]! - 1_000;
        Assert.InRange(oldest, sent - stored - 2_000, sent - 1);
    }

    private static string RandomAttributes(Random random)
    {
        var bytes = new byte[384];
        random.NextBytes(bytes);
        return $$"""{"k":"{{Convert.ToBase64String(bytes)}}"}""";
    }
}
