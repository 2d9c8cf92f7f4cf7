using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class TelemetryReaderTests
{
    private const string Endless =
        "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE (a.range * b.range) % 7 = 3";

    [Fact]
    public async Task A_cancelled_query_is_interrupted_and_the_next_one_works()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        using var cancel = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var query = store.Database.ReadAsync(
            connection =>
            {
                started.SetResult();
                return connection.Scalar<long>(Endless);
            },
            cancel.Token
        );
        await started.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        Assert.Equal(0, await store.CountAsync("span"));
    }

    [Fact]
    public async Task Four_queries_run_at_a_time_and_the_fifth_waits_for_one_of_them()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        using var finish = new ManualResetEventSlim();
        var running = 0;
        var token = TestContext.Current.CancellationToken;
        var queries = Enumerable
            .Range(0, 5)
            .Select(_ =>
                store.Database.ReadAsync(
                    connection =>
                    {
                        var now = Interlocked.Increment(ref running);
                        finish.Wait(token);
                        Interlocked.Decrement(ref running);
                        return now;
                    },
                    token
                )
            )
            .ToList();
        await Eventually.IsTrueAsync(() => Volatile.Read(ref running) == 4);
        finish.Set();

        Assert.All(await Task.WhenAll(queries), r => Assert.InRange(r, 1, 4));
    }

    [Fact]
    public async Task A_query_sees_one_state_of_the_data()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(Samples.Spans(0, 10));
        using var written = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var token = TestContext.Current.CancellationToken;
        var query = store.Database.ReadAsync(
            connection =>
            {
                var before = connection.Scalar<long>("SELECT count(*) FROM span");
                begun.SetResult();
                written.Wait(token);
                return (before, connection.Scalar<long>("SELECT count(*) FROM span"));
            },
            token
        );
        await begun.Task;
        await store.WriteAsync(Samples.Spans(10, 10));
        written.Set();

        Assert.Equal((10, 10), await query);
        Assert.Equal(20, await store.CountAsync("span"));
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("COPY span TO '/tmp/notionstyle-must-not-exist.csv'")]
    [InlineData("ATTACH '/tmp/notionstyle-must-not-exist.duckdb'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("DELETE FROM span")]
    [InlineData("DROP TABLE span")]
    public async Task A_query_neither_changes_anything_nor_reaches_other_files(string sql)
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(Samples.Spans(0, 1));

        await Assert.ThrowsAnyAsync<DuckDBException>(() => store.RowsAsync(sql));

        Assert.Equal(1, await store.CountAsync("span"));
        Assert.False(File.Exists("/tmp/notionstyle-must-not-exist.csv"));
        Assert.False(File.Exists("/tmp/notionstyle-must-not-exist.duckdb"));
    }
}
