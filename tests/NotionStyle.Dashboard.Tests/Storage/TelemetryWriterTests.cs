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

        var receipt = await store.WriteAsync(Samples.Spans(50, 100));

        Assert.Equal(50, receipt.Duplicates);
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
}
