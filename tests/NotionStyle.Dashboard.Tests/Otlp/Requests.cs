using System.Buffers.Binary;
using Google.Protobuf;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace NotionStyle.Dashboard.Tests.Otlp;

/// <summary>Requests made by hand, for what no SDK sends.</summary>
internal static class Requests
{
    public static ByteString Id(TraceId id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return ByteString.CopyFrom(bytes);
    }

    public static ByteString Id(SpanId id)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id.Value);
        return ByteString.CopyFrom(bytes);
    }

    public static KeyValue Pair(string key, AnyValue? value) => new() { Key = key, Value = value };

    public static KeyValue Pair(string key, string value) => Pair(key, new AnyValue { StringValue = value });

    /// <summary>A span of nine attributes with an event and a link.</summary>
    public static OpenTelemetry.Proto.Trace.V1.Span Span(ulong id) =>
        new()
        {
            TraceId = Id(new TraceId(new UInt128(7, id))),
            SpanId = Id(new SpanId(id)),
            ParentSpanId = Id(new SpanId(id + 1)),
            Name = $"GET /v1/pages/{{id}} {id}",
            Kind = OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind.Server,
            StartTimeUnixNano = 1_790_000_000_000_000_000 + id,
            EndTimeUnixNano = 1_790_000_000_000_000_000 + id + 5_000,
            TraceState = "a=b",
            Status = new() { Code = OpenTelemetry.Proto.Trace.V1.Status.Types.StatusCode.Error, Message = "no" },
            Attributes =
            {
                Pair("http.request.method", "GET"),
                Pair("http.response.status_code", new AnyValue { IntValue = 500 }),
                Pair("ok", new AnyValue { BoolValue = false }),
                Pair("ratio", new AnyValue { DoubleValue = 0.5 }),
                Pair("nan", new AnyValue { DoubleValue = double.NaN }),
                Pair("bytes", new AnyValue { BytesValue = ByteString.CopyFrom(1, 2, 3) }),
                Pair("list", new AnyValue { ArrayValue = new() { Values = { new AnyValue { StringValue = "ä" } } } }),
                Pair("map", new AnyValue { KvlistValue = new() { Values = { Pair("k", "v") } } }),
                Pair("none", (AnyValue?)null),
            },
            Events =
            {
                new OpenTelemetry.Proto.Trace.V1.Span.Types.Event { Name = "e", TimeUnixNano = 5 },
            },
            Links =
            {
                new OpenTelemetry.Proto.Trace.V1.Span.Types.Link
                {
                    TraceId = Id(new TraceId(9)),
                    SpanId = Id(new SpanId(8)),
                },
            },
        };

    public static ExportTraceServiceRequest Traces(params OpenTelemetry.Proto.Trace.V1.Span[] spans) =>
        new()
        {
            ResourceSpans =
            {
                new ResourceSpans
                {
                    Resource = new Resource { Attributes = { Pair("service.name", "shop") } },
                    ScopeSpans =
                    {
                        new ScopeSpans
                        {
                            Scope = new OpenTelemetry.Proto.Common.V1.InstrumentationScope
                            {
                                Name = "lib",
                                Version = "2",
                            },
                            Spans = { spans },
                        },
                    },
                },
            },
        };
}
