using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using NotionStyle.Dashboard.Otlp.Decoding;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>What a request carried and what of it cannot be kept.</summary>
internal sealed record DecodedRequest(TelemetryBatch Batch, Rejections Rejections);

/// <summary>A signal of OTLP: its addresses, its messages and how they are read.</summary>
internal abstract class OtlpSignal
{
    /// <summary>All three.</summary>
    public static IReadOnlyList<OtlpSignal> All { get; } =
    [
        new OtlpSignal<ExportTraceServiceRequest>(
            "traces",
            "opentelemetry.proto.collector.trace.v1.TraceService",
            ExportTraceServiceRequest.Parser,
            SpanDecoder.Decode,
            (rejected, message) =>
                new ExportTraceServiceResponse
                {
                    PartialSuccess = message is null
                        ? null
                        : new() { RejectedSpans = rejected, ErrorMessage = message },
                }
        ),
        new OtlpSignal<ExportMetricsServiceRequest>(
            "metrics",
            "opentelemetry.proto.collector.metrics.v1.MetricsService",
            ExportMetricsServiceRequest.Parser,
            MetricDecoder.Decode,
            (rejected, message) =>
                new ExportMetricsServiceResponse
                {
                    PartialSuccess = message is null
                        ? null
                        : new() { RejectedDataPoints = rejected, ErrorMessage = message },
                }
        ),
        new OtlpSignal<ExportLogsServiceRequest>(
            "logs",
            "opentelemetry.proto.collector.logs.v1.LogsService",
            ExportLogsServiceRequest.Parser,
            LogDecoder.Decode,
            (rejected, message) =>
                new ExportLogsServiceResponse
                {
                    PartialSuccess = message is null
                        ? null
                        : new() { RejectedLogRecords = rejected, ErrorMessage = message },
                }
        ),
    ];

    /// <summary><c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The service of gRPC; its method is <c>Export</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The path over HTTP.</summary>
    public string Path => $"/v1/{Name}";

    /// <summary>Reads a request in protobuf.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="now">The time of records that say none.</param>
    /// <exception cref="OtlpRefusal">The bytes are no such request, or more than is taken.</exception>
    public abstract DecodedRequest Decode(ReadOnlySpan<byte> message, Timestamp now);

    /// <summary>Reads a request in OTLP's JSON.</summary>
    /// <inheritdoc cref="Decode" />
    public abstract DecodedRequest DecodeJson(ReadOnlySpan<byte> json, Timestamp now);

    /// <summary>The answer to a request that was taken.</summary>
    /// <param name="rejected">How many records were not.</param>
    /// <param name="message">Why; null when all were taken.</param>
    public abstract IMessage Answer(long rejected, string? message);

    public static OtlpSignal Named(string name) => All.First(s => s.Name == name);
}

/// <inheritdoc />
internal sealed class OtlpSignal<TRequest> : OtlpSignal
    where TRequest : class, IMessage<TRequest>, new()
{
    private readonly MessageParser<TRequest> _parser;
    private readonly Func<TRequest, Timestamp, DecodedRequest> _decode;
    private readonly Func<long, string?, IMessage> _answer;
    private readonly MessageShape _shape;

    [SetsRequiredMembers]
    public OtlpSignal(
        string name,
        string service,
        MessageParser<TRequest> parser,
        Func<TRequest, Timestamp, DecodedRequest> decode,
        Func<long, string?, IMessage> answer
    )
    {
        Name = name;
        Service = service;
        _parser = parser;
        _decode = decode;
        _answer = answer;
        _shape = MessageShape.Of(new TRequest().Descriptor);
    }

    public override DecodedRequest Decode(ReadOnlySpan<byte> message, Timestamp now)
    {
        WireCheck.Check(message, _shape, Name);
        try
        {
            return _decode(_parser.ParseFrom(message), now);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Malformed("protobuf", e);
        }
    }

    public override DecodedRequest DecodeJson(ReadOnlySpan<byte> json, Timestamp now)
    {
        try
        {
            return _decode(OtlpJson.Parse<TRequest>(json), now);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException)
        {
            throw Malformed("JSON", e);
        }
    }

    public override IMessage Answer(long rejected, string? message) => _answer(rejected, message);

    private static OtlpRefusal Malformed(string format, Exception cause) =>
        new(RefusalKind.Malformed, $"The body is no {typeof(TRequest).Name} in {format}: {cause.Message}");
}
