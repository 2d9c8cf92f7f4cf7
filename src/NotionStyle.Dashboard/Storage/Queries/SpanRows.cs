using System.Text.Json;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Reads rows of spans; the spans of one answer share the resources and scopes that they have in common.</summary>
internal sealed class SpanRows
{
    /// <summary>The columns, and the tables that they are of.</summary>
    public const string Select = """
        SELECT trace_id, span_id, parent_span_id, name, kind, start, duration, status, status_message, trace_state, scope, scope_version, span.attributes, events, links,
            span.resource, r.service, r.instance, r.attributes
        FROM span JOIN resource r ON r.resource = span.resource
        """;

    private const int ResourceColumn = 15;
    private readonly ResourceCache _resources = new(ResourceColumn);
    private readonly Dictionary<InstrumentationScope, InstrumentationScope> _scopes = [];

    public Span Read(DuckDBDataReader row) =>
        new()
        {
            TraceId = row.GetTraceId(0),
            SpanId = row.GetSpanId(1),
            ParentSpanId = row.IsDBNull(2) ? null : row.GetSpanId(2),
            Name = row.GetString(3),
            Kind = (SpanKind)row.GetByte(4),
            Start = row.GetTimestamp(5),
            DurationNano = row.GetInt64(6),
            Status = (SpanStatus)row.GetByte(7),
            StatusMessage = row.GetText(8),
            TraceState = row.GetText(9),
            Scope = Shared(new InstrumentationScope(row.GetString(10), row.GetText(11))),
            Attributes = new TelemetryAttributes(row.GetString(12)),
            Events = row.IsDBNull(13) ? [] : Events(row.GetString(13)),
            Links = row.IsDBNull(14) ? [] : Links(row.GetString(14)),
            Resource = _resources.Read(row),
        };

    private InstrumentationScope Shared(InstrumentationScope scope)
    {
        if (_scopes.TryGetValue(scope, out var known))
            return known;
        _scopes.Add(scope, scope);
        return scope;
    }

    // [{"t": time, "n": name, "a": {…}}]
    private static List<SpanEvent> Events(string json)
    {
        using var document = JsonDocument.Parse(json);
        var events = new List<SpanEvent>();
        foreach (var item in document.RootElement.EnumerateArray())
            events.Add(
                new SpanEvent(
                    new Timestamp(item.GetProperty("t").GetInt64()),
                    item.GetProperty("n").GetString() ?? "",
                    Attributes(item)
                )
            );
        return events;
    }

    // [{"t": trace id as text, "s": span id as text, "a": {…}}]
    private static List<SpanLink> Links(string json)
    {
        using var document = JsonDocument.Parse(json);
        var links = new List<SpanLink>();
        foreach (var item in document.RootElement.EnumerateArray())
            if (
                TraceId.TryParse(item.GetProperty("t").GetString(), out var trace)
                && SpanId.TryParse(item.GetProperty("s").GetString(), out var span)
            )
                links.Add(new SpanLink(trace, span, Attributes(item)));
        return links;
    }

    private static TelemetryAttributes Attributes(JsonElement item) =>
        item.TryGetProperty("a", out var attributes)
            ? new TelemetryAttributes(attributes.GetRawText())
            : TelemetryAttributes.None;
}
