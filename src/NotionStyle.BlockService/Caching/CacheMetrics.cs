using System.Diagnostics.Metrics;

namespace NotionStyle.BlockService.Caching;

/// <summary>What Redis was good for.</summary>
internal sealed class CacheMetrics : IDisposable
{
    public const string MeterName = "NotionStyle.BlockService.Caching";

    private readonly Meter _meter;
    private readonly Counter<long> _pages;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _failures;

    public CacheMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _pages = _meter.CreateCounter<long>(
            "notionstyle.cache.pages",
            "{page}",
            "Pages asked for, by how they were answered: hit, stale (kept and changed since), miss, waited (filled by another request), passed (not to be kept)."
        );
        _tokens = _meter.CreateCounter<long>(
            "notionstyle.cache.tokens",
            "{token}",
            "Tokens looked up, by where they were found: near (in the process), hit (in Redis), miss (read from PostgreSQL)."
        );
        _failures = _meter.CreateCounter<long>(
            "notionstyle.cache.failures",
            "{request}",
            "Questions that Redis did not answer, by what they were for."
        );
    }

    /// <summary>Counts a page.</summary>
    public void Page(string outcome) =>
        _pages.Add(1, new KeyValuePair<string, object?>("notionstyle.cache.outcome", outcome));

    /// <summary>Counts a token.</summary>
    public void Token(string outcome) =>
        _tokens.Add(1, new KeyValuePair<string, object?>("notionstyle.cache.outcome", outcome));

    /// <summary>Counts a failure.</summary>
    public void Failed(string what) =>
        _failures.Add(1, new KeyValuePair<string, object?>("notionstyle.cache.use", what));

    public void Dispose() => _meter.Dispose();
}
