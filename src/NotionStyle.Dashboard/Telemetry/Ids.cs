using System.Globalization;

namespace NotionStyle.Dashboard.Telemetry;

/// <summary>The id of a trace: 16 bytes, never all zero, written as 32 lower-case hexadecimal digits (W3C Trace Context).</summary>
/// <param name="Value">The bytes as one number, the first byte highest.</param>
public readonly record struct TraceId(UInt128 Value)
{
    /// <summary>Reads 32 hexadecimal digits; all zeros is no id.</summary>
    public static bool TryParse(string? text, out TraceId id)
    {
        var valid =
            UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && text!.Length == 32
            && value != 0;
        id = new TraceId(valid ? value : 0);
        return valid;
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>The id of a span within its trace: 8 bytes, never all zero, written as 16 lower-case hexadecimal digits (W3C Trace Context).</summary>
/// <param name="Value">The bytes as one number, the first byte highest.</param>
public readonly record struct SpanId(ulong Value)
{
    /// <summary>Reads 16 hexadecimal digits; all zeros is no id.</summary>
    public static bool TryParse(string? text, out SpanId id)
    {
        var valid =
            ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && text!.Length == 16
            && value != 0;
        id = new SpanId(valid ? value : 0);
        return valid;
    }

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
