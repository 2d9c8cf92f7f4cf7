using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// An export request of as many spans as an SDK sends at once, with the attributes of requests and of database calls. Each sending has ids of its own, written over those of the
/// bytes: making messages anew would cost the sender more than it costs the receiver to read them.
/// </summary>
internal sealed class IngestBatch
{
    public const int Spans = 512;
    private const int IdBytes = 24;

    private readonly List<int> _ids = [];

    public IngestBatch()
    {
        Bytes = Request().ToByteArray();
        // A span begins with its trace id (field 1, 16 bytes) and its span id (field 2, 8 bytes).
        for (var i = 0; i + 28 <= Bytes.Length; i++)
        {
            if (
                Bytes.AsSpan(i, 2).SequenceEqual("\u000A\u0010"u8)
                && Bytes.AsSpan(i + 18, 2).SequenceEqual("\u0012\u0008"u8)
            )
                _ids.Add(i + 2);
        }

        if (_ids.Count != Spans)
            throw new InvalidOperationException($"{_ids.Count} spans were found in the bytes of {Spans}.");
    }

    public byte[] Bytes { get; }

    /// <summary>Other ids for the same spans.</summary>
    public byte[] Renew()
    {
        Span<byte> ids = stackalloc byte[IdBytes];
        RandomNumberGenerator.Fill(ids);
        var first = BinaryPrimitives.ReadUInt64LittleEndian(ids[16..]);
        for (var i = 0; i < _ids.Count; i++)
        {
            // Eight spans of a trace.
            BinaryPrimitives.WriteUInt64LittleEndian(ids, first + (ulong)(i / 8));
            ids[..16].CopyTo(Bytes.AsSpan(_ids[i]));
            BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(_ids[i] + 18), first + (ulong)i);
        }

        return Bytes;
    }

    private static ExportTraceServiceRequest Request()
    {
        var start = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        return new ExportTraceServiceRequest
        {
            ResourceSpans =
            {
                new ResourceSpans
                {
                    Resource = new Resource
                    {
                        Attributes =
                        {
                            Pair("service.name", "block-service"),
                            Pair("service.instance.id", "block-service-1"),
                            Pair("service.version", "1.0.0"),
                        },
                    },
                    ScopeSpans =
                    {
                        new ScopeSpans
                        {
                            Scope = new InstrumentationScope { Name = "Npgsql", Version = "10.0.3" },
                            Spans = { Enumerable.Range(1, Spans).Select(i => Span(i, start + (ulong)i * 1_000)) },
                        },
                    },
                },
            },
        };
    }

    private static Span Span(int number, ulong start)
    {
        var id = new byte[IdBytes];
        BinaryPrimitives.WriteInt32LittleEndian(id, number);
        BinaryPrimitives.WriteInt32LittleEndian(id.AsSpan(16), number);
        return new Span
        {
            TraceId = ByteString.CopyFrom(id, 0, 16),
            SpanId = ByteString.CopyFrom(id, 16, 8),
            ParentSpanId = ByteString.CopyFrom(id, 16, 8),
            Name = number % 4 == 0 ? "POST /v1/blocks/{id}/children" : "shard-113",
            Kind =
                number % 4 == 0
                    ? OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind.Server
                    : OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind.Client,
            StartTimeUnixNano = start,
            EndTimeUnixNano = start + 1_234_567,
            Attributes =
            {
                Pair("db.system.name", "postgresql"),
                Pair("db.namespace", "notion"),
                Pair(
                    "db.query.text",
                    "SELECT id, version, type, properties, content, parent_id FROM shard_113.block WHERE space_id = $1 AND id = ANY($2)"
                ),
                Pair("server.address", "127.0.0.1"),
                Pair("server.port", 5_432 + number % 4),
                Pair("db.response.returned_rows", number),
                Pair("notionstyle.shard", number % 480),
                Pair("notionstyle.server", "postgres-1"),
                Pair("thread.id", 17),
                Pair("thread.name", ".NET TP Worker"),
            },
        };
    }

    private static KeyValue Pair(string key, string value) =>
        new()
        {
            Key = key,
            Value = new AnyValue { StringValue = value },
        };

    private static KeyValue Pair(string key, long value) =>
        new()
        {
            Key = key,
            Value = new AnyValue { IntValue = value },
        };
}
