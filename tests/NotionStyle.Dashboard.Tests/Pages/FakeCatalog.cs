using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages;

/// <summary>What a test says is stored.</summary>
internal sealed class FakeCatalog : ITelemetryCatalog
{
    public List<ServiceSummary> Services { get; } = [];

    public List<Run> Runs { get; } = [new(1, new Timestamp(1), null, "", 0)];

    public Exception? Failure { get; set; }

    public static ServiceSummary Service(string name, long logErrors = 0) =>
        new(name, [], 10, 0, 10 + logErrors, logErrors, null);

    public Task<IReadOnlyList<ServiceSummary>> ServicesAsync(int? run, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ServiceSummary>>([.. Services]);

    public Task<IReadOnlyList<Run>> RunsAsync(CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<Run>>([.. Runs]);

    public Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken) =>
        Answer(new StoreStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null));

    public Task<IReadOnlyList<string>> AttributeKeysAsync(
        TelemetrySignal signal,
        CancellationToken cancellationToken
    ) => Answer<IReadOnlyList<string>>(["http.route", "user.id"]);

    public Task<IReadOnlyList<OperationComparison>> CompareAsync(
        int runA,
        int runB,
        CancellationToken cancellationToken
    ) => Answer<IReadOnlyList<OperationComparison>>([]);

    private Task<T> Answer<T>(T answer) => Failure is null ? Task.FromResult(answer) : Task.FromException<T>(Failure);
}
