using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

/// <summary>A store in a directory of its own that can be stopped and started again, as the dashboard does it.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private TelemetryDatabase? _database;
    private TelemetryWriter? _writer;
    private StoreCounters? _counters;

    public StoreUnderTest(Action<DashboardOptions>? configure = null, string? directory = null)
    {
        Options = new DashboardOptions
        {
            DataDirectory = directory ?? System.IO.Directory.CreateTempSubdirectory("notionstyle-store-").FullName,
            RunLabel = "stage 1",
        };
        configure?.Invoke(Options);
    }

    public DashboardOptions Options { get; }
    public TimeProvider Time { get; set; } = TimeProvider.System;
    public ILogger<TelemetryDatabase> Log { get; set; } = NullLogger<TelemetryDatabase>.Instance;
    public string Directory => Options.DataDirectory;
    public string File => Path.Combine(Directory, "telemetry.duckdb");
    public TelemetryDatabase Database => _database!;
    public TelemetryWriter Writer => _writer!;
    public StoreCounters Counters => _counters!;

    public static async Task<StoreUnderTest> StartedAsync(Action<DashboardOptions>? configure = null)
    {
        var store = new StoreUnderTest(configure);
        await store.StartAsync();
        return store;
    }

    public async Task StartAsync()
    {
        _database = TelemetryDatabase.Open(Directory, Options.Store, Time, Log);
        _counters = new StoreCounters(Options.Store);
        _writer = new TelemetryWriter(_database, Options, _counters, Time, NullLogger<TelemetryWriter>.Instance);
        await _writer.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        if (_writer is not null)
        {
            await _writer.StopAsync(CancellationToken.None);
            _writer.Dispose();
        }
        _database?.Dispose();
        _counters?.Dispose();
        (_writer, _database, _counters) = (null, null, null);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public Task<TelemetryReceipt> WriteAsync(params Span[] spans) =>
        Writer.WriteAsync(new TelemetryBatch { Spans = spans }, TestContext.Current.CancellationToken);

    public Task<TelemetryReceipt> WriteAsync(params LogRecord[] logs) =>
        Writer.WriteAsync(new TelemetryBatch { Logs = logs }, TestContext.Current.CancellationToken);

    public Task<TelemetryReceipt> WriteAsync(params MetricPoint[] points) =>
        Writer.WriteAsync(new TelemetryBatch { Points = points }, TestContext.Current.CancellationToken);

    /// <summary>The rows of a query; null for null.</summary>
    public Task<List<object?[]>> RowsAsync(string sql) =>
        Database.ReadAsync(
            connection =>
                connection
                    .Rows(
                        sql,
                        row =>
                            Enumerable
                                .Range(0, row.FieldCount)
                                .Select(i => row.IsDBNull(i) ? null : row.GetValue(i))
                                .ToArray()
                    )
                    .ToList(),
            TestContext.Current.CancellationToken
        );

    public async Task<long> CountAsync(string table) => (long)(await RowsAsync($"SELECT count(*) FROM {table}"))[0][0]!;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
