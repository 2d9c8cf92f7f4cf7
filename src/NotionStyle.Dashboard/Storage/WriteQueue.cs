using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>A batch that waits, and whoever waits for it.</summary>
internal sealed record WaitingBatch(TelemetryBatch Batch, int Weight)
{
    /// <summary>Ends when the batch is on disk or refused.</summary>
    public TaskCompletionSource<TelemetryReceipt> Outcome { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Batches on their way to the writer, bounded by the number of records. A record counts once for each begun 4 KiB of its text, so that the bound holds for memory too. A batch
/// larger than the whole queue is taken when nothing else waits: it could never be taken otherwise.
/// </summary>
internal sealed class WriteQueue(int maximum, StoreCounters counters) : IDisposable
{
    private const int CharactersPerRecord = 4 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<WaitingBatch> _waiting = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private int _weight;
    private int _records;
    private bool _isClosed;

    /// <summary>Lets a batch wait; null when there is no room.</summary>
    public WaitingBatch? Add(TelemetryBatch batch)
    {
        var waiting = new WaitingBatch(batch, WeightOf(batch));
        lock (_gate)
        {
            if (_isClosed || (_weight > 0 && _weight + (long)waiting.Weight > maximum))
                return null;
            _weight += waiting.Weight;
            _records += batch.Count;
            _waiting.Enqueue(waiting);
            counters.Wait(_records);
        }
        _arrived.Release();
        return waiting;
    }

    /// <summary>Waits for the first batch, but no longer than given, and takes what is there up to a weight. Null when it is closed and empty.</summary>
    public List<WaitingBatch>? Take(int maximumWeight, TimeSpan patience)
    {
        _arrived.Wait(patience);
        var taken = new List<WaitingBatch>();
        lock (_gate)
        {
            var weight = 0;
            while (_waiting.TryPeek(out var next) && (taken.Count == 0 || weight + (long)next.Weight <= maximumWeight))
            {
                taken.Add(_waiting.Dequeue());
                weight += next.Weight;
            }
            if (taken.Count == 0 && _isClosed)
                return null;
        }
        // The semaphore counts batches (and one more when it is closed): take what the others had put there.
        for (var i = 1; i < taken.Count; i++)
            _arrived.Wait(TimeSpan.Zero);
        return taken;
    }

    /// <summary>What was taken is dealt with: its room is free. Not before, so that the bound counts what is being written.</summary>
    public void Done(List<WaitingBatch> batches)
    {
        lock (_gate)
        {
            _weight -= batches.Sum(b => b.Weight);
            _records -= batches.Sum(b => b.Batch.Count);
            counters.Wait(_records);
        }
    }

    /// <summary>Gives up what waits. The result is what waited.</summary>
    public List<WaitingBatch> Abandon()
    {
        lock (_gate)
        {
            var all = _waiting.ToList();
            _waiting.Clear();
            return all;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        _arrived.Release();
    }

    /// <inheritdoc />
    public void Dispose() => _arrived.Dispose();

    private static int WeightOf(TelemetryBatch batch)
    {
        var weight = (long)batch.Count;
        foreach (var span in batch.Spans)
        {
            var characters = (long)span.Attributes.Json.Length + span.Name.Length + span.StatusMessage.Length;
            foreach (var e in span.Events)
                characters += e.Attributes.Json.Length;
            foreach (var link in span.Links)
                characters += link.Attributes.Json.Length;
            weight += characters / CharactersPerRecord;
        }
        foreach (var log in batch.Logs)
            weight += ((long)log.Body.Length + log.Attributes.Json.Length) / CharactersPerRecord;
        foreach (var point in batch.Points)
            weight += (8L * (point.Bounds.Count + point.Buckets.Count)) / CharactersPerRecord;
        return (int)Math.Min(int.MaxValue, weight);
    }
}
