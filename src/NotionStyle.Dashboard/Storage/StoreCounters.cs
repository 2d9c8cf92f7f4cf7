using System.Diagnostics.Metrics;
using NotionStyle.Dashboard.Storage.Queries;

namespace NotionStyle.Dashboard.Storage;

/// <summary>What the writer counts, for the page and the API and as metrics of the meter <c>NotionStyle.Dashboard</c>.</summary>
internal sealed class StoreCounters : IStoreCounters, IDisposable
{
    private readonly Meter _meter = new("NotionStyle.Dashboard");
    private long _received;
    private long _duplicates;
    private long _rejected;
    private long _refused;
    private long _agedOut;
    private long _bytesStored;
    private int _queueLength;

    public StoreCounters(StoreOptions options)
    {
        QueueMaximum = options.QueueRecords;
        BytesMaximum = (long)options.MaximumMegabytes << 20;
        _meter.CreateObservableCounter(
            "notionstyle.dashboard.records",
            () =>
                new Measurement<long>[]
                {
                    new(Received, new KeyValuePair<string, object?>("outcome", "stored")),
                    new(Duplicates, new KeyValuePair<string, object?>("outcome", "duplicate")),
                    new(Rejected, new KeyValuePair<string, object?>("outcome", "rejected")),
                    new(Refused, new KeyValuePair<string, object?>("outcome", "refused")),
                    new(AgedOut, new KeyValuePair<string, object?>("outcome", "aged_out")),
                },
            "{record}",
            "Records of telemetry by what became of them; stored includes duplicates and rejected ones do not."
        );
        _meter.CreateObservableUpDownCounter(
            "notionstyle.dashboard.queue.length",
            () => QueueLength,
            "{record}",
            "Records that wait to be stored."
        );
        _meter.CreateObservableUpDownCounter(
            "notionstyle.dashboard.store.size",
            () => BytesStored,
            "By",
            "What the telemetry takes on disk."
        );
    }

    public long Received => Interlocked.Read(ref _received);
    public long Duplicates => Interlocked.Read(ref _duplicates);
    public long Rejected => Interlocked.Read(ref _rejected);
    public long Refused => Interlocked.Read(ref _refused);
    public long AgedOut => Interlocked.Read(ref _agedOut);
    public int QueueLength => Volatile.Read(ref _queueLength);
    public int QueueMaximum { get; }
    public long BytesStored => Interlocked.Read(ref _bytesStored);
    public long BytesMaximum { get; }

    public void Stored(int received, int duplicates, int rejected)
    {
        Interlocked.Add(ref _received, received);
        Interlocked.Add(ref _duplicates, duplicates);
        Interlocked.Add(ref _rejected, rejected);
    }

    public void Refuse(int records) => Interlocked.Add(ref _refused, records);

    public void Remove(long records) => Interlocked.Add(ref _agedOut, records);

    public void Wait(int records) => Volatile.Write(ref _queueLength, records);

    public void Measure(long bytes) => Interlocked.Exchange(ref _bytesStored, bytes);

    public void Dispose() => _meter.Dispose();
}
