using System.Diagnostics.Metrics;

namespace NotionStyle.SearchService.Indexing;

/// <summary>The instruments of indexing.</summary>
internal sealed class IndexerMetrics
{
    public const string MeterName = "NotionStyle.SearchService";

    private static readonly double[] FreshnessBoundaries =
    [
        0.05,
        0.1,
        0.2,
        0.3,
        0.5,
        0.75,
        1,
        1.5,
        2,
        3,
        5,
        10,
        30,
        60,
        300,
    ];

    private readonly Meter _meter;
    private readonly Counter<long> _documents;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _statements;
    private readonly Counter<long> _caught;
    private readonly Counter<long> _repaired;
    private readonly Histogram<double> _freshness;
    private long _documentsTotal;
    private long _conflictsTotal;
    private long _statementsTotal;
    private long _caughtTotal;

    public IndexerMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(MeterName);
        _documents = meter.CreateCounter<long>(
            "notionstyle.search.documents",
            "{document}",
            "Documents by what became of them: written, deleted, unchanged, refused."
        );
        _conflicts = meter.CreateCounter<long>(
            "notionstyle.search.conflicts",
            "{document}",
            "Writes that came after a newer one, and were decided anew."
        );
        _statements = meter.CreateCounter<long>(
            "notionstyle.search.poller.statements",
            "{statement}",
            "Statements that the poller sent to the primaries, by server."
        );
        _caught = meter.CreateCounter<long>(
            "notionstyle.search.poller.caught",
            "{record}",
            "Changed records that the poller found and nobody had handed over."
        );
        _repaired = meter.CreateCounter<long>(
            "notionstyle.search.reconcile.repaired",
            "{document}",
            "Documents that differed from the database, by kind: missing, stale, left_over."
        );
        _freshness = meter.CreateHistogram(
            "notionstyle.search.freshness",
            "s",
            "From the commit of a change until queries find it, by feed.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = FreshnessBoundaries }
        );
    }

    /// <summary>Documents written and deleted since the start.</summary>
    public long Documents => Volatile.Read(ref _documentsTotal);

    /// <summary>Writes that were decided anew since the start.</summary>
    public long Conflicts => Volatile.Read(ref _conflictsTotal);

    /// <summary>Statements of the poller since the start.</summary>
    public long Statements => Volatile.Read(ref _statementsTotal);

    /// <summary>Records that the poller caught since the start.</summary>
    public long Caught => Volatile.Read(ref _caughtTotal);

    /// <summary>Shows how many changes wait in each feed.</summary>
    public void Observe(Func<IEnumerable<(string Feed, long Depth)>> depths) =>
        _meter.CreateObservableGauge(
            "notionstyle.search.queue.depth",
            () =>
                depths()
                    .Select(d => new Measurement<long>(
                        d.Depth,
                        new KeyValuePair<string, object?>("notionstyle.search.feed", d.Feed)
                    )),
            "{commit}",
            "Commits that wait to be indexed, by feed."
        );

    public void Written(int count) => Count(count, "written");

    public void Deleted(int count) => Count(count, "deleted");

    public void Unchanged(int count) =>
        _documents.Add(count, new KeyValuePair<string, object?>("notionstyle.search.outcome", "unchanged"));

    public void Refused(int count) =>
        _documents.Add(count, new KeyValuePair<string, object?>("notionstyle.search.outcome", "refused"));

    public void Conflicted(int count)
    {
        Interlocked.Add(ref _conflictsTotal, count);
        _conflicts.Add(count);
    }

    public void Polled(string server)
    {
        Interlocked.Increment(ref _statementsTotal);
        _statements.Add(1, new KeyValuePair<string, object?>("notionstyle.server", server));
    }

    public void CaughtByPoller(int count)
    {
        Interlocked.Add(ref _caughtTotal, count);
        _caught.Add(count);
    }

    public void Repaired(string kind, int count)
    {
        if (count > 0)
            _repaired.Add(count, new KeyValuePair<string, object?>("notionstyle.search.difference", kind));
    }

    public void BecameVisible(string feed, TimeSpan after) =>
        _freshness.Record(
            Math.Max(0, after.TotalSeconds),
            new KeyValuePair<string, object?>("notionstyle.search.feed", feed)
        );

    private void Count(int count, string outcome)
    {
        if (count == 0)
            return;
        Interlocked.Add(ref _documentsTotal, count);
        _documents.Add(count, new KeyValuePair<string, object?>("notionstyle.search.outcome", outcome));
    }
}
