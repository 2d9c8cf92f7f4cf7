using System.Diagnostics.Metrics;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>What the receiver counts of itself.</summary>
internal sealed class OtlpMetrics
{
    public const string MeterName = "NotionStyle.Dashboard";

    /// <summary>
    /// Records by signal and by what became of them: <c>stored</c>, <c>duplicate</c>, <c>rejected</c>, <c>busy</c> (sent back for later), <c>failed</c> (the store has a fault).
    /// </summary>
    public const string ReceivedName = "notionstyle.telemetry.received";

    /// <summary>Requests that were refused as a whole, by signal-less reason: their records are not known.</summary>
    public const string RefusedName = "notionstyle.telemetry.refused";

    public const string SignalTag = "notionstyle.telemetry.signal";
    public const string OutcomeTag = "notionstyle.telemetry.outcome";

    private readonly Counter<long> _received;
    private readonly Counter<long> _refused;

    public OtlpMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _received = meter.CreateCounter<long>(ReceivedName, "{record}", "Records of telemetry that came in.");
        _refused = meter.CreateCounter<long>(RefusedName, "{request}", "Requests with telemetry that were refused.");
    }

    public void Received(OtlpSignal signal, string outcome, long records)
    {
        if (records > 0)
            _received.Add(records, new(SignalTag, signal.Name), new(OutcomeTag, outcome));
    }

    public void Refused(RefusalKind kind) => _refused.Add(1, new KeyValuePair<string, object?>(OutcomeTag, kind.Name));
}
