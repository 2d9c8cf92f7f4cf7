using System.Globalization;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>Why a record cannot be kept. Sending it again cannot help.</summary>
internal enum RejectionReason
{
    TraceId,
    SpanId,
    MetricName,
    NotFinite,
    Buckets,
    TooManyBuckets,
}

/// <summary>The records of a request that cannot be kept, by reason.</summary>
internal sealed class Rejections
{
    private static readonly string[] Texts =
    [
        "without a valid trace id (16 bytes, not all zero)",
        "without a valid span id (8 bytes, not all zero)",
        "of a metric without a name",
        "with a value that is missing or not finite",
        "with buckets that do not fit their bounds (bounds ascend, and there is one bucket more)",
        string.Create(CultureInfo.InvariantCulture, $"with more than {OtlpLimits.Buckets:N0} buckets"),
    ];

    private readonly int[] _counts = new int[Texts.Length];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public void Add(RejectionReason reason, int records = 1)
    {
        _counts[(int)reason] += records;
        Count += records;
    }

    /// <summary>What the sender is told; null when everything is kept.</summary>
    /// <param name="more">What the store says.</param>
    public string? Message(string? more)
    {
        if (Count == 0)
            return more;
        var reasons = string.Join(
            ", ",
            Texts
                .Select((text, i) => (text, Count: _counts[i]))
                .Where(r => r.Count > 0)
                .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Count} {r.text}"))
        );
        return more is null ? $"Rejected: {reasons}." : $"Rejected: {reasons}. {more}";
    }
}
