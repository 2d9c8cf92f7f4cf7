using System.Buffers.Binary;
using Google.Protobuf;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Resource.V1;
using Scope = OpenTelemetry.Proto.Common.V1.InstrumentationScope;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>What all signals have.</summary>
internal static class Common
{
    private const string UnknownService = "unknown_service";

    public static TelemetryResource Resource(Resource? resource, AttributeText text)
    {
        var (service, instance) = (UnknownService, "");
        if (resource is null)
            return new TelemetryResource(service, instance, TelemetryAttributes.None);
        foreach (var attribute in resource.Attributes)
        {
            if (attribute.Key == "service.name" && attribute.Value?.StringValue is { Length: > 0 } name)
                service = AttributeText.Name(name);
            else if (attribute.Key == "service.instance.id")
                instance = AttributeText.Name(text.Text(attribute.Value, out _));
        }

        var attributes = text.Write(resource.Attributes, new Losses(resource.DroppedAttributesCount));
        return new TelemetryResource(service, instance, attributes);
    }

    public static InstrumentationScope ScopeOf(Scope? scope) =>
        new(AttributeText.Name(scope?.Name ?? ""), AttributeText.Name(scope?.Version ?? ""));

    public static TraceId? TraceIdOf(ByteString bytes) =>
        bytes.Length == 16 && BinaryPrimitives.ReadUInt128BigEndian(bytes.Span) is var id && id != 0
            ? new TraceId(id)
            : null;

    public static SpanId? SpanIdOf(ByteString bytes) =>
        bytes.Length == 8 && BinaryPrimitives.ReadUInt64BigEndian(bytes.Span) is var id && id != 0
            ? new SpanId(id)
            : null;

    /// <summary>The first time that is known; what lies past the year 2262 becomes the last moment that fits.</summary>
    public static Timestamp Time(ulong first, Timestamp otherwise) =>
        first == 0 ? otherwise : new Timestamp(Clamp(first));

    public static long Clamp(ulong number) => (long)Math.Min(number, long.MaxValue);
}
