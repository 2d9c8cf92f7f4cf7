using System.Collections.Concurrent;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Otlp;

/// <summary>Keeps what it is given; can be told to be busy, to fail or to wait.</summary>
internal sealed class MemorySink : ITelemetrySink, IDisposable
{
    private readonly ConcurrentQueue<Func<TelemetryBatch, CancellationToken, Task<TelemetryReceipt>>> _next = [];
    private readonly SemaphoreSlim _kept = new(0);

    public ConcurrentQueue<TelemetryBatch> Batches { get; } = [];

    public IReadOnlyList<Span> Spans => [.. Batches.SelectMany(b => b.Spans)];

    public IReadOnlyList<LogRecord> Logs => [.. Batches.SelectMany(b => b.Logs)];

    public IReadOnlyList<MetricPoint> Points => [.. Batches.SelectMany(b => b.Points)];

    /// <summary>How often it was called, with or without success.</summary>
    public int Calls;

    /// <summary>Waits until it has kept so many batches more: exporters say that they have flushed when they have begun to send.</summary>
    public async Task KeptAsync(int batches)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        for (var i = 0; i < batches; i++)
            await _kept.WaitAsync(patience.Token);
    }

    /// <summary>What the next call does instead of keeping the batch.</summary>
    public void Next(Func<TelemetryBatch, CancellationToken, Task<TelemetryReceipt>> answer) => _next.Enqueue(answer);

    public void Next(Exception fault) => Next((_, _) => Task.FromException<TelemetryReceipt>(fault));

    public Task<TelemetryReceipt> WriteAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Calls);
        if (_next.TryDequeue(out var answer))
            return answer(batch, cancellationToken);
        Batches.Enqueue(batch);
        _kept.Release();
        return Task.FromResult(default(TelemetryReceipt));
    }

    public void Dispose() => _kept.Dispose();
}
