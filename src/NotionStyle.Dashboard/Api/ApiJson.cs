using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Api;

/// <summary>How the API writes the model: ids as hexadecimal text, moments as ISO 8601 with nanoseconds, attributes as the JSON object that they are.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.Default,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
                new TextConverter<TraceId>(id => id.ToString()),
                new TextConverter<SpanId>(id => id.ToString()),
                new TextConverter<Timestamp>(Nanoseconds),
                new AttributesConverter(),
            },
        };

    /// <summary>ISO 8601 in UTC with nine digits of a second.</summary>
    public static string Nanoseconds(Timestamp time)
    {
        const long Second = 1_000_000_000;
        var (whole, rest) = Math.DivRem(time.UnixNano, Second);
        if (rest < 0)
            (whole, rest) = (whole - 1, rest + Second);
        var text = DateTimeOffset
            .FromUnixTimeSeconds(whole)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text}.{rest:000000000}Z");
    }

    private sealed class TextConverter<T>(Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("The API only writes.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(write(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(write(value));
    }

    private sealed class AttributesConverter : JsonConverter<TelemetryAttributes>
    {
        public override TelemetryAttributes Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => throw new NotSupportedException("The API only writes.");

        public override void Write(Utf8JsonWriter writer, TelemetryAttributes value, JsonSerializerOptions options)
        {
            // Written anew, so that what a sender wrote is escaped as everything else here.
            using var document = JsonDocument.Parse(value.Json);
            document.RootElement.WriteTo(writer);
        }
    }
}
