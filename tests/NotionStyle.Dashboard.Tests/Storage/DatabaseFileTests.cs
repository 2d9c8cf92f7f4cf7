using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class DatabaseFileTests
{
    [Fact]
    public async Task A_file_that_is_no_database_is_kept_aside_and_a_new_store_begins()
    {
        var log = new LinesLog<TelemetryDatabase>();
        await using var store = new StoreUnderTest { Log = log };
        await File.WriteAllTextAsync(
            store.File,
            string.Concat(Enumerable.Repeat("no database ", 2_000)),
            TestContext.Current.CancellationToken
        );

        await store.StartAsync();
        await store.WriteAsync(Samples.Spans(0, 10));

        Assert.Equal(10, await store.CountAsync("span"));
        var kept = Assert.Single(Directory.GetFiles(store.Directory, "telemetry.duckdb.broken-*"));
        Assert.StartsWith(
            "no database",
            await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Contains(
            log.Lines,
            l => l.StartsWith("Warning", StringComparison.Ordinal) && l.Contains(kept, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(4_096)]
    [InlineData(12_288)]
    public async Task A_database_with_a_hole_is_kept_aside_and_a_new_store_begins(int offset)
    {
        var log = new LinesLog<TelemetryDatabase>();
        await using var store = new StoreUnderTest { Log = log };
        await store.StartAsync();
        await store.WriteAsync(Samples.Spans(0, 20_000));
        await store.StopAsync();
        await using (var file = new FileStream(store.File, FileMode.Open, FileAccess.Write))
        {
            file.Position = offset;
            await file.WriteAsync(
                Enumerable.Repeat((byte)0x5A, 200_000).ToArray(),
                TestContext.Current.CancellationToken
            );
        }

        await store.StartAsync();
        await store.WriteAsync(Samples.Spans(0, 10));

        Assert.Single(log.Lines);
        Assert.Equal(10, await store.CountAsync("span"));
    }

    [Fact]
    public async Task A_schema_of_a_newer_program_is_left_alone_and_named()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.StopAsync();
        using (var connection = new DuckDBConnection($"Data Source={store.File}"))
        {
            connection.Open();
            connection.Execute("INSERT INTO schema_version VALUES (99)");
        }

        var e = await Assert.ThrowsAsync<DashboardException>(store.StartAsync);

        Assert.Contains("99", e.Message, StringComparison.Ordinal);
        Assert.Contains("Dashboard:DataDirectory", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(store.Directory, "*broken*"));
    }

    [Fact]
    public async Task A_file_that_another_process_has_open_is_left_alone_and_named()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.StopAsync();
        await using var other = await StoreProcess.StartAsync("hold", store.Directory);
        Assert.Equal("ready", await other.ReadLineAsync());

        var e = await Assert.ThrowsAsync<DashboardException>(store.StartAsync);

        Assert.Contains(store.File, e.Message, StringComparison.Ordinal);
        Assert.Contains("another process", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(store.Directory, "*broken*"));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_named()
    {
        await using var store = new StoreUnderTest();
        var file = Path.Combine(store.Directory, "a file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        store.Options.DataDirectory = Path.Combine(file, "data");

        var e = await Assert.ThrowsAsync<DashboardException>(store.StartAsync);

        Assert.Contains(store.Directory, e.Message, StringComparison.Ordinal);
        store.Options.DataDirectory = Path.GetDirectoryName(file)!;
    }

    [Fact]
    public async Task The_directory_belongs_to_this_user_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are those of Unix.");
        await using var store = new StoreUnderTest();
        var parent = store.Directory;
        store.Options.DataDirectory = Path.Combine(parent, "new");
        await store.StartAsync();

#pragma warning disable CA1416
        var mode = File.GetUnixFileMode(store.Directory);
#pragma warning restore CA1416
        await store.StopAsync();
        store.Options.DataDirectory = parent;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }
}
