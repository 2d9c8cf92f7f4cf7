using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.Collections;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Common.V1;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>What a record lost on its way, at its sender or here.</summary>
/// <param name="Attributes">Attributes.</param>
/// <param name="Events">Events of a span.</param>
/// <param name="Links">Links of a span.</param>
/// <param name="Truncated">What besides attributes was cut; null for nothing.</param>
internal readonly record struct Losses(long Attributes = 0, long Events = 0, long Links = 0, string? Truncated = null);

/// <summary>
/// Writes attributes as the text of one JSON object. One for each request: its buffers serve all of its records. What was lost becomes attributes too, so that nobody takes a
/// part for the whole: the counts under the names that OpenTelemetry gives them outside OTLP, and the keys of values that were cut in <c>notionstyle.truncated</c>.
/// </summary>
internal sealed class AttributeText : IDisposable
{
    public const string TruncatedKey = "notionstyle.truncated";
    public const string DroppedAttributesKey = "otel.dropped_attributes_count";
    public const string DroppedEventsKey = "otel.dropped_events_count";
    public const string DroppedLinksKey = "otel.dropped_links_count";

    // The text is data, never part of a page: only what JSON itself asks for is escaped. The structure is right by construction.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private readonly Utf8JsonWriter _writer;
    private readonly List<string> _truncated = [];
    private ArrayBufferWriter<byte>? _nestedBuffer;
    private Utf8JsonWriter? _nestedWriter;

    public AttributeText() => _writer = new Utf8JsonWriter(_buffer, Options);

    public void Dispose()
    {
        _writer.Dispose();
        _nestedWriter?.Dispose();
    }

    /// <summary>A JSON object of the attributes; of a key that comes twice the last value counts.</summary>
    public TelemetryAttributes Write(RepeatedField<KeyValue> attributes, Losses losses = default)
    {
        if (attributes.Count == 0 && losses == default)
            return TelemetryAttributes.None;
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _truncated.Clear();
        if (losses.Truncated is not null)
            _truncated.Add(losses.Truncated);
        var kept = Math.Min(attributes.Count, OtlpLimits.Attributes);
        _writer.WriteStartObject();
        for (var i = 0; i < kept; i++)
        {
            if (!ComesAgain(attributes, i, kept))
                Write(attributes[i]);
        }

        WriteCount(DroppedAttributesKey, losses.Attributes + attributes.Count - kept);
        WriteCount(DroppedEventsKey, losses.Events);
        WriteCount(DroppedLinksKey, losses.Links);
        WriteTruncated();
        _writer.WriteEndObject();
        _writer.Flush();
        return new TelemetryAttributes(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }

    /// <summary>A value as text: a string as it is, nothing as the empty text, everything else as JSON.</summary>
    public string Text(AnyValue? value, out bool isCut)
    {
        var text = value switch
        {
            null or { ValueCase: AnyValue.ValueOneofCase.None } => "",
            { HasStringValue: true } => value.StringValue,
            _ => Encoding.UTF8.GetString(Nested(value)),
        };
        isCut = text.Length > OtlpLimits.Value;
        return Value(text);
    }

    /// <summary>A name within the limit of names.</summary>
    public static string Name(string name) =>
        name.Length <= OtlpLimits.Name ? name : string.Concat(name.AsSpan(0, Whole(name, OtlpLimits.Name)), "…");

    /// <summary>A text within the limit of values.</summary>
    public static string Value(string text) => text.Length <= OtlpLimits.Value ? text : Cut(text);

    // Records have about ten attributes: comparing each with those behind it costs less than a set would.
    private static bool ComesAgain(RepeatedField<KeyValue> attributes, int index, int kept)
    {
        var key = attributes[index].Key;
        for (var i = index + 1; i < kept; i++)
        {
            if (attributes[i].Key == key)
                return true;
        }

        return false;
    }

    private void Write(KeyValue attribute)
    {
        var key = Name(attribute.Key);
        _writer.WritePropertyName(key);
        var value = attribute.Value;
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue when value.StringValue.Length > OtlpLimits.Value:
                WriteCut(key, value.StringValue);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
            case AnyValue.ValueOneofCase.KvlistValue:
            case AnyValue.ValueOneofCase.BytesValue:
                var json = Nested(value);
                if (json.Length > OtlpLimits.Value)
                    WriteCut(key, Encoding.UTF8.GetString(json));
                else
                    _writer.WriteRawValue(json, skipInputValidation: true);
                break;
            default:
                WriteValue(_writer, value);
                break;
        }
    }

    private void WriteCut(string key, string text)
    {
        _truncated.Add(key);
        _writer.WriteStringValue(Cut(text));
    }

    private void WriteCount(string key, long count)
    {
        if (count > 0)
            _writer.WriteNumber(key, count);
    }

    private void WriteTruncated()
    {
        if (_truncated.Count == 0)
            return;
        _writer.WriteStartArray(TruncatedKey);
        foreach (var key in _truncated)
            _writer.WriteStringValue(key);
        _writer.WriteEndArray();
    }

    private ReadOnlySpan<byte> Nested(AnyValue value)
    {
        _nestedBuffer ??= new ArrayBufferWriter<byte>(1_024);
        _nestedWriter ??= new Utf8JsonWriter(_nestedBuffer, Options);
        _nestedBuffer.ResetWrittenCount();
        _nestedWriter.Reset();
        WriteValue(_nestedWriter, value);
        _nestedWriter.Flush();
        return _nestedBuffer.WrittenSpan;
    }

    // As deep as protobuf lets messages be, which is less than the reader of JSON takes.
    private static void WriteValue(Utf8JsonWriter writer, AnyValue? value)
    {
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                writer.WriteStringValue(value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                writer.WriteNumberValue(value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                writer.WriteNumberValue(value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                // NaN, Infinity, -Infinity: JSON has no numbers for them.
                writer.WriteStringValue(value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                writer.WriteBase64StringValue(value.BytesValue.Span);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                writer.WriteStartArray();
                foreach (var item in value.ArrayValue.Values)
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                writer.WriteStartObject();
                foreach (var pair in value.KvlistValue.Values)
                {
                    writer.WritePropertyName(pair.Key);
                    WriteValue(writer, pair.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string Cut(string text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{text.AsSpan(0, Whole(text, OtlpLimits.Value))}… (cut, of {text.Length:N0} characters)"
        );

    // Half a character is no text.
    private static int Whole(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
