using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NotionStyle.Blocks.Errors;

namespace NotionStyle.Blocks.Json;

/// <summary>
/// Parses the body of a request, and refuses here, once and for every endpoint, what would fail somewhere deep inside otherwise:
/// bytes that are no UTF-8, escapes that are no text (half of a surrogate pair), the NUL character, which PostgreSQL's jsonb and text
/// cannot hold, members that are named twice, nesting without end, and numbers beyond what a double can say.
/// </summary>
public static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = StoreLimits.JsonDepthMaximum,
        AllowDuplicateProperties = false,
    };

    // As far as doubles go, the smallest of which is 5e-324.
    private const int ExponentMinimum = -324;
    private const int ExponentMaximum = 308;
    private const int NumberLengthMaximum = 64;

    /// <summary>Parses a body; dispose the document when its elements are no longer used.</summary>
    /// <exception cref="BlockStoreException"><see cref="ErrorCode.InvalidJson" /> or <see cref="ErrorCode.PayloadTooLarge" />.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > StoreLimits.RequestBytesMaximum)
            throw new BlockStoreException(
                ErrorCode.PayloadTooLarge,
                $"body is {utf8.Length} bytes; at most {StoreLimits.RequestBytesMaximum} are allowed. Split the request."
            );
        if (!Utf8.IsValid(utf8.Span))
            throw Invalid("body is not valid UTF-8. Send JSON encoded as UTF-8.");
        CheckEscapes(utf8.Span);
        try
        {
            CheckNumbers(utf8.Span);
            return JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException e)
        {
            throw Invalid(
                $"body is not JSON that can be read (at most {StoreLimits.JsonDepthMaximum} levels, every member once): {e.Message}",
                e
            );
        }
    }

    /// <summary>
    /// JSON sets no bounds to numbers, but stores do: jsonb refuses <c>1e999999</c>, and of <c>1e100000</c> it keeps a few bytes and answers with
    /// a hundred thousand digits, so that a small body would make a huge record.
    /// </summary>
    private static void CheckNumbers(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.Number)
                continue;
            var number = reader.ValueSpan;
            if (number.Length > NumberLengthMaximum)
                throw Invalid(
                    $"body has a number of {number.Length} characters at byte {reader.TokenStartIndex}; at most {NumberLengthMaximum} are allowed. Send it as text."
                );
            var mark = number.IndexOfAny((byte)'e', (byte)'E');
            if (mark < 0)
                continue;
            if (
                !int.TryParse(number[(mark + 1)..], CultureInfo.InvariantCulture, out var exponent)
                || exponent is < ExponentMinimum or > ExponentMaximum
                || !double.IsFinite(reader.GetDouble())
            )
                throw Invalid(
                    $"body has a number out of range at byte {reader.TokenStartIndex}: {Encoding.ASCII.GetString(number)}. Numbers go as far as a 64-bit floating point number does."
                );
        }
    }

    /// <summary>Looks at every <c>\uXXXX</c> of the raw JSON: <c>\\u0000</c> is text about an escape, <c>\u0000</c> is one.</summary>
    private static void CheckEscapes(ReadOnlySpan<byte> json)
    {
        var at = json.IndexOf((byte)'\\');
        while (at >= 0 && at + 1 < json.Length)
        {
            var length = 2;
            if (json[at + 1] == 'u')
            {
                var code = CodeUnit(json, at);
                if (code == 0)
                    throw Invalid("body contains the NUL character (\\u0000), which cannot be stored. Remove it.");
                length = 6;
                if (code is >= 0xD800 and <= 0xDFFF)
                {
                    if (code > 0xDBFF || CodeUnit(json, at + 6) is not (>= 0xDC00 and <= 0xDFFF))
                        throw Invalid(
                            $"body has half of a surrogate pair (\\u{code:x4}) at byte {at}; it is not text."
                        );
                    length = 12;
                }
            }

            var next = at + length;
            if (next >= json.Length)
                return;
            var found = json[next..].IndexOf((byte)'\\');
            at = found < 0 ? -1 : next + found;
        }
    }

    /// <summary>The value of the escape at a position; -1 when there is none.</summary>
    private static int CodeUnit(ReadOnlySpan<byte> json, int at)
    {
        if (at + 6 > json.Length || json[at] != '\\' || json[at + 1] != 'u')
            return -1;
        var value = 0;
        foreach (var digit in json.Slice(at + 2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return -1;
            value = (value << 4) + Convert.ToInt32(((char)digit).ToString(), 16);
        }

        return value;
    }

    private static BlockStoreException Invalid(string message, Exception? inner = null) =>
        new(ErrorCode.InvalidJson, message, inner);
}
