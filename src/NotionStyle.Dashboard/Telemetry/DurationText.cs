using System.Globalization;

namespace NotionStyle.Dashboard.Telemetry;

/// <summary>Durations in addresses: a number and its unit, <c>20ms</c>, <c>1.5s</c>, <c>250us</c>, <c>2min</c>; milliseconds without one.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("ms", 1_000_000),
        ("min", 60_000_000_000),
        ("s", 1_000_000_000),
        ("", 1_000_000),
    ];

    /// <summary>Reads a duration; false when it is none or does not fit.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        text = text.Trim();
        var (unit, factor) = Units.First(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        var isNumber = decimal.TryParse(
            text.AsSpan(0, text.Length - unit.Length).TrimEnd(),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        );
        var isValid = isNumber && number <= long.MaxValue / factor;
        nanoseconds = isValid ? (long)(number * factor) : 0;
        return isValid;
    }

    /// <summary>Writes a duration exactly, in the largest unit that leaves few digits.</summary>
    public static string ToText(long nanoseconds)
    {
        var (unit, factor) = nanoseconds switch
        {
            >= 1_000_000_000 => ("s", 1_000_000_000L),
            >= 1_000_000 => ("ms", 1_000_000L),
            >= 1_000 => ("us", 1_000L),
            _ => ("ns", 1L),
        };
        return ((decimal)nanoseconds / factor).ToString("0.#########", CultureInfo.InvariantCulture) + unit;
    }
}
