using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>Events, links and exemplars as the JSON arrays of their columns (see schema-001.sql). What is returned is good until the next call; empty for none.</summary>
internal sealed class RecordJson : IDisposable
{
    private static readonly JsonWriterOptions _options = new()
    {
        // This is a column, not a page: nothing needs to be escaped for HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    public RecordJson() => _writer = new Utf8JsonWriter(_buffer, _options);

    public ReadOnlySpan<byte> Events(IReadOnlyList<SpanEvent> events) =>
        Array(
            events,
            static (writer, e) =>
            {
                writer.WriteNumber("t"u8, e.Time.UnixNano);
                writer.WriteString("n"u8, Valid(e.Name));
                Attributes(writer, e.Attributes);
            }
        );

    public ReadOnlySpan<byte> Links(IReadOnlyList<SpanLink> links) =>
        Array(
            links,
            static (writer, link) =>
            {
                writer.WriteString("t"u8, link.TraceId.ToString());
                writer.WriteString("s"u8, link.SpanId.ToString());
                Attributes(writer, link.Attributes);
            }
        );

    public ReadOnlySpan<byte> Exemplars(IReadOnlyList<Exemplar> exemplars) =>
        Array(
            exemplars,
            static (writer, exemplar) =>
            {
                writer.WriteNumber("t"u8, exemplar.Time.UnixNano);
                // JSON has no NaN and no infinities: strings, as in attributes.
                if (double.IsFinite(exemplar.Value))
                    writer.WriteNumber("v"u8, exemplar.Value);
                else
                    writer.WriteString("v"u8, exemplar.Value.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("trace"u8, exemplar.TraceId.ToString());
                writer.WriteString("span"u8, exemplar.SpanId.ToString());
            }
        );

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    private static void Attributes(Utf8JsonWriter writer, TelemetryAttributes attributes)
    {
        writer.WritePropertyName("a"u8);
        writer.WriteRawValue(Valid(attributes.Json), skipInputValidation: true);
    }

    // A lone surrogate is no text: the replacement character takes its place, as in columns.
    private static string Valid(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))
            : text;

    private ReadOnlySpan<byte> Array<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
            return default;
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartArray();
        foreach (var item in items)
        {
            _writer.WriteStartObject();
            write(_writer, item);
            _writer.WriteEndObject();
        }
        _writer.WriteEndArray();
        _writer.Flush();
        return _buffer.WrittenSpan;
    }
}
