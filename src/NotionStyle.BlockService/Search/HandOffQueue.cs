using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Telemetry;

namespace NotionStyle.BlockService.Search;

/// <summary>
/// Commits on their way to the search service. The edit only puts them here. Bounded by commits and by the records in them; when the search service is away for long, the newest are dropped and
/// counted, and it finds them by polling. So it does with what it refuses.
/// </summary>
internal sealed class HandOffQueue : ICommitListener, IDisposable
{
    /// <summary>Commits that wait.</summary>
    public const int CommitsMaximum = 10_000;

    /// <summary>Records of all commits that wait; one commit may have thousands.</summary>
    public const int RecordsMaximum = 500_000;

    private readonly Channel<HandedCommit> _waiting = Channel.CreateBounded<HandedCommit>(
        new BoundedChannelOptions(CommitsMaximum) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true }
    );
    private readonly Meter _meter;
    private readonly Counter<long> _dropped;
    private long _records;
    private long _droppedTotal;

    public HandOffQueue(IMeterFactory meters)
    {
        _meter = meters.Create(ServiceMetrics.MeterName);
        _dropped = _meter.CreateCounter<long>(
            "notionstyle.search.handoff.dropped",
            "{commit}",
            "Commits that were not handed over to the search service, by cause: full (too many waited), refused (it will not have them). Its poller finds them."
        );
        _meter.CreateObservableGauge(
            "notionstyle.search.handoff.waiting",
            () => _waiting.Reader.Count,
            "{commit}",
            "Commits that wait to be handed over."
        );
    }

    /// <summary>Commits that wait.</summary>
    public int Count => _waiting.Reader.Count;

    /// <summary>Commits dropped since the start.</summary>
    public long Dropped => Volatile.Read(ref _droppedTotal);

    public void Committed(CommittedChanges changes)
    {
        var indexed = changes
            .Records.Where(r => r.Pointer.Table is RecordTable.Block or RecordTable.Collection)
            .ToArray();
        if (indexed.Length == 0)
            return;
        var commit = new HandedCommit(changes with { Records = indexed }, Activity.Current?.Id);
        if (Interlocked.Add(ref _records, indexed.Length) <= RecordsMaximum && _waiting.Writer.TryWrite(commit))
            return;
        Interlocked.Add(ref _records, -indexed.Length);
        Drop(1, "full");
    }

    /// <summary>Waits for commits and takes what fits into one request: a single commit always does.</summary>
    public async Task<IReadOnlyList<HandedCommit>> TakeAsync(CancellationToken ct)
    {
        await _waiting.Reader.WaitToReadAsync(ct);
        var taken = new List<HandedCommit>();
        var records = 0;
        while (taken.Count < SearchWire.CommitsMaximum && _waiting.Reader.TryPeek(out var next))
        {
            records += next.Changes.Records.Count;
            if (taken.Count > 0 && records > SearchWire.RecordsMaximum)
                break;
            // Nobody else reads: it is the one that was looked at.
            _waiting.Reader.TryRead(out _);
            Interlocked.Add(ref _records, -next.Changes.Records.Count);
            taken.Add(next);
        }

        return taken;
    }

    /// <summary>Counts commits that were taken and that the search service will not have.</summary>
    public void Refused(int commits) => Drop(commits, "refused");

    private void Drop(int commits, string cause)
    {
        Interlocked.Add(ref _droppedTotal, commits);
        _dropped.Add(commits, new KeyValuePair<string, object?>("notionstyle.search.cause", cause));
    }

    public void Dispose() => _meter.Dispose();
}
