using System.Text;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Json;

namespace NotionStyle.Blocks.Tests.Json;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("""{"a":"\\u0000"}""", "\\u0000")]
    [InlineData("""{"a":"\\\\u0000"}""", "\\\\u0000")]
    [InlineData("""{"a":"\\ud800"}""", "\\ud800")]
    [InlineData("""{"a":"\ud83d\ude00"}""", "\ud83d\ude00")]
    [InlineData("""{"a":"\uD83D\uDE00x\u00e9"}""", "\ud83d\ude00x\u00e9")]
    [InlineData("""{"a":"\n\t\"\/\\"}""", "\n\t\"/\\")]
    [InlineData("""{"a":"\u0001"}""", "\u0001")]
    public void Text_that_can_be_stored_is_read(string json, string expected)
    {
        using var document = Parse(json);
        Assert.Equal(expected, document.RootElement.GetProperty("a").GetString());
    }

    [Theory]
    [InlineData("""{"a":"\u0000"}""", "NUL")]
    [InlineData("""{"a":"\\\u0000"}""", "NUL")]
    [InlineData("""{"\u0000":1}""", "NUL")]
    [InlineData("""{"a":"\ud800"}""", "surrogate")]
    [InlineData("""{"a":"\udc00"}""", "surrogate")]
    [InlineData("""{"a":"\udc00\ud800"}""", "surrogate")]
    [InlineData("""{"a":"\ud800\ud800\udc00"}""", "surrogate")]
    [InlineData("""{"a":"\ud800x"}""", "surrogate")]
    [InlineData("""{"a":"\ud800\\udc00"}""", "surrogate")]
    [InlineData("""{"\ud800":1}""", "surrogate")]
    [InlineData("""{"a":1,"a":2}""", "not JSON")]
    [InlineData("""{"a":1,"\u0061":2}""", "not JSON")]
    [InlineData("""{"a":"\u00"}""", "not JSON")]
    [InlineData("""{"a":"\u00zz"}""", "not JSON")]
    [InlineData("""{"a":"\x"}""", "not JSON")]
    [InlineData("\"\\", "not JSON")]
    [InlineData("\"\\u", "not JSON")]
    [InlineData("""{"a":1,}""", "not JSON")]
    [InlineData("""{"a":1} x""", "not JSON")]
    [InlineData("""{"a":NaN}""", "not JSON")]
    [InlineData("""// x""", "not JSON")]
    [InlineData("", "not JSON")]
    [InlineData("\u0000", "not JSON")]
    [InlineData("\"\u0000\"", "not JSON")]
    public void Text_that_cannot_be_stored_or_is_no_json_is_refused(string json, string why)
    {
        var refusal = Assert.Throws<BlockStoreException>(() => Parse(json));
        Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("5e-324")]
    [InlineData("-2.2250738585072014E-308")]
    [InlineData("1E+2")]
    [InlineData("123456789012345678901234567890.123456789")]
    public void A_number_that_every_store_can_hold_is_read(string number)
    {
        using var document = Parse($"[{number}]");
        Assert.Equal(number, document.RootElement[0].GetRawText());
    }

    [Theory]
    [InlineData("1e309")]
    [InlineData("-1e309")]
    [InlineData("1e999999")]
    [InlineData("1e-999999")]
    [InlineData("1e99999999999999999999")]
    [InlineData("0e999999")]
    [InlineData("0.0000e-9999999999")]
    [InlineData("1000000000000000000000000e300")]
    public void A_number_that_a_store_would_overflow_on_or_write_out_at_length_is_refused(string number)
    {
        var refusal = Assert.Throws<BlockStoreException>(() => Parse($$"""{"a":[{{number}}]}"""));
        Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
        Assert.Contains("number", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_very_many_digits_is_refused()
    {
        Assert.Throws<BlockStoreException>(() => Parse("[" + new string('9', 200_000) + "]"));
        Assert.Throws<BlockStoreException>(() => Parse("[0." + new string('9', 200_000) + "]"));
    }

    [Fact]
    public void Digits_in_a_text_are_no_number()
    {
        using var document = Parse("""{"1e999999":"1e999999"}""");
        Assert.Equal("1e999999", document.RootElement.GetProperty("1e999999").GetString());
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xff, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xc0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xed, 0xa0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xf0, 0x9f, 0x98 })]
    public void Bytes_that_are_no_utf8_are_refused(byte[] body)
    {
        var refusal = Assert.Throws<BlockStoreException>(() => JsonBody.Parse(body));
        Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
        Assert.Contains("UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_read_to_the_maximum_and_refused_beyond()
    {
        Parse(Nested(StoreLimits.JsonDepthMaximum)).Dispose();
        var refusal = Assert.Throws<BlockStoreException>(() => Parse(Nested(StoreLimits.JsonDepthMaximum + 1)));
        Assert.Contains($"{StoreLimits.JsonDepthMaximum}", refusal.Message, StringComparison.Ordinal);

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void A_body_over_the_maximum_is_too_large()
    {
        var body = new byte[StoreLimits.RequestBytesMaximum + 1];
        body.AsSpan().Fill((byte)' ');
        body[0] = (byte)'1';
        JsonBody.Parse(body.AsMemory(0, StoreLimits.RequestBytesMaximum)).Dispose();
        Assert.Equal(ErrorCode.PayloadTooLarge, Assert.Throws<BlockStoreException>(() => JsonBody.Parse(body)).Code);
    }

    private static System.Text.Json.JsonDocument Parse(string json) => JsonBody.Parse(Encoding.UTF8.GetBytes(json));
}
