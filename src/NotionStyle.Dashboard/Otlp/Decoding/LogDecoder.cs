using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OtlpLog = OpenTelemetry.Proto.Logs.V1.LogRecord;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>Makes log records of a logs request. None is rejected: a record needs nothing but to be there.</summary>
internal static class LogDecoder
{
    private const int HighestSeverity = 24;

    public static DecodedRequest Decode(ExportLogsServiceRequest request, Timestamp now)
    {
        using var text = new AttributeText();
        var logs = new List<LogRecord>(request.ResourceLogs.Sum(r => r.ScopeLogs.Sum(s => s.LogRecords.Count)));
        foreach (var group in request.ResourceLogs)
        {
            var resource = Common.Resource(group.Resource, text);
            foreach (var scopeGroup in group.ScopeLogs)
            {
                var scope = Common.ScopeOf(scopeGroup.Scope);
                foreach (var log in scopeGroup.LogRecords)
                    logs.Add(Decode(log, resource, scope, text, now));
            }
        }

        return new DecodedRequest(new TelemetryBatch { Logs = logs }, new Rejections());
    }

    private static LogRecord Decode(
        OtlpLog log,
        TelemetryResource resource,
        InstrumentationScope scope,
        AttributeText text,
        Timestamp now
    )
    {
        var body = text.Text(log.Body, out var isCut);
        var losses = new Losses(log.DroppedAttributesCount, Truncated: isCut ? "body" : null);
        return new LogRecord
        {
            Time = Common.Time(log.TimeUnixNano, Common.Time(log.ObservedTimeUnixNano, now)),
            Resource = resource,
            Scope = scope,
            Severity = log.SeverityNumber is >= 0 and <= HighestSeverity ? log.SeverityNumber : 0,
            SeverityText = AttributeText.Name(log.SeverityText),
            Body = body,
            EventName = AttributeText.Name(log.EventName),
            TraceId = Common.TraceIdOf(log.TraceId),
            SpanId = Common.SpanIdOf(log.SpanId),
            Attributes = text.Write(log.Attributes, losses),
        };
    }
}
