using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>
/// OTLP's JSON is protobuf's with one difference: ids of traces and spans are hexadecimal, not base64. Hexadecimal digits are digits of base64 too, and both ids have a length
/// that is whole in base64, so that the parser takes them; writing its bytes as base64 again gives the digits back.
/// </summary>
internal static class OtlpJson
{
    private static readonly JsonParser Parser = new(
        JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithRecursionLimit(OtlpLimits.Depth)
    );

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static T Parse<T>(ReadOnlySpan<byte> json)
        where T : IMessage<T>, new()
    {
        var message = Parser.Parse<T>(Strict.GetString(json));
        MendIds(message);
        return message;
    }

    private static void MendIds(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var accessor = field.Accessor;
            if (field.FieldType == FieldType.Bytes && field.Name is "trace_id" or "span_id" or "parent_span_id")
                accessor.SetValue(message, Id((ByteString)accessor.GetValue(message)));
            else if (field.FieldType != FieldType.Message)
                continue;
            else if (field.IsRepeated)
                foreach (var item in (IList)accessor.GetValue(message))
                    MendIds((IMessage)item);
            else if (accessor.GetValue(message) is IMessage inner)
                MendIds(inner);
        }
    }

    // What is no id stays none: its record is rejected like every one without an id.
    private static ByteString Id(ByteString parsed)
    {
        if (parsed.Length is not (12 or 24))
            return ByteString.Empty;
        try
        {
            return ByteString.CopyFrom(Convert.FromHexString(parsed.ToBase64()));
        }
        catch (FormatException)
        {
            return ByteString.Empty;
        }
    }
}
