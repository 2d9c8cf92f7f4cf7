using Google.Protobuf.Collections;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpSpan = OpenTelemetry.Proto.Trace.V1.Span;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>Makes spans of a trace request.</summary>
internal static class SpanDecoder
{
    public static DecodedRequest Decode(ExportTraceServiceRequest request, Timestamp now)
    {
        using var text = new AttributeText();
        var rejections = new Rejections();
        var spans = new List<Span>(request.ResourceSpans.Sum(r => r.ScopeSpans.Sum(s => s.Spans.Count)));
        foreach (var group in request.ResourceSpans)
        {
            var resource = Common.Resource(group.Resource, text);
            foreach (var scopeGroup in group.ScopeSpans)
            {
                var scope = Common.ScopeOf(scopeGroup.Scope);
                foreach (var span in scopeGroup.Spans)
                {
                    if (Common.TraceIdOf(span.TraceId) is not { } traceId)
                        rejections.Add(RejectionReason.TraceId);
                    else if (Common.SpanIdOf(span.SpanId) is not { } spanId)
                        rejections.Add(RejectionReason.SpanId);
                    else
                        spans.Add(Decode(span, traceId, spanId, resource, scope, text, now));
                }
            }
        }

        return new DecodedRequest(new TelemetryBatch { Spans = spans }, rejections);
    }

    private static Span Decode(
        OtlpSpan span,
        TraceId traceId,
        SpanId spanId,
        TelemetryResource resource,
        InstrumentationScope scope,
        AttributeText text,
        Timestamp now
    )
    {
        // A span without a start is put where it ended; one without both, where it came in.
        var start = Common.Time(span.StartTimeUnixNano, Common.Time(span.EndTimeUnixNano, now));
        var end = Common.Clamp(span.EndTimeUnixNano);
        var links = Links(span.Links, text, out var lostLinks);
        var losses = new Losses(
            span.DroppedAttributesCount,
            span.DroppedEventsCount + (long)Math.Max(0, span.Events.Count - OtlpLimits.Events),
            span.DroppedLinksCount + (long)lostLinks
        );
        return new Span
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = Common.SpanIdOf(span.ParentSpanId),
            Resource = resource,
            Scope = scope,
            Name = AttributeText.Name(span.Name),
            Kind = Enum.IsDefined((SpanKind)span.Kind) ? (SpanKind)span.Kind : SpanKind.Unspecified,
            Start = start,
            // Clocks that are set back while a span runs make it end before it starts.
            DurationNano = Math.Max(0, end - start.UnixNano),
            Status =
                span.Status is { } status && Enum.IsDefined((SpanStatus)status.Code)
                    ? (SpanStatus)status.Code
                    : SpanStatus.Unset,
            StatusMessage = AttributeText.Value(span.Status?.Message ?? ""),
            TraceState = AttributeText.Name(span.TraceState),
            Attributes = text.Write(span.Attributes, losses),
            Events = Events(span.Events, text, start),
            Links = links,
        };
    }

    private static SpanEvent[] Events(RepeatedField<OtlpSpan.Types.Event> events, AttributeText text, Timestamp start)
    {
        if (events.Count == 0)
            return [];
        var kept = new SpanEvent[Math.Min(events.Count, OtlpLimits.Events)];
        var isOrdered = true;
        for (var i = 0; i < kept.Length; i++)
        {
            var e = events[i];
            kept[i] = new SpanEvent(
                Common.Time(e.TimeUnixNano, start),
                AttributeText.Name(e.Name),
                text.Write(e.Attributes, new Losses(e.DroppedAttributesCount))
            );
            isOrdered &= i == 0 || kept[i - 1].Time <= kept[i].Time;
        }

        // Senders may append them from several threads. What has the same time keeps its order.
        return isOrdered ? kept : [.. kept.OrderBy(e => e.Time)];
    }

    private static SpanLink[] Links(RepeatedField<OtlpSpan.Types.Link> links, AttributeText text, out int lost)
    {
        lost = 0;
        if (links.Count == 0)
            return [];
        var list = new List<SpanLink>(Math.Min(links.Count, OtlpLimits.Links));
        foreach (var link in links)
        {
            if (
                list.Count < OtlpLimits.Links
                && Common.TraceIdOf(link.TraceId) is { } traceId
                && Common.SpanIdOf(link.SpanId) is { } spanId
            )
                list.Add(
                    new SpanLink(traceId, spanId, text.Write(link.Attributes, new Losses(link.DroppedAttributesCount)))
                );
            else
                lost++;
        }

        return [.. list];
    }
}
