using NotionStyle.Dashboard.Components.Kit;

namespace NotionStyle.Dashboard.Components.Pages.Metrics;

/// <summary>How values of a unit (UCUM) are written: times as durations, bytes in binary units, everything else as numbers with the unit's name.</summary>
/// <param name="Factor">What a value is multiplied with for the axis.</param>
/// <param name="AxisFormat">The format of the chart's axis: duration (of nanoseconds), bytes or number.</param>
/// <param name="Suffix">What stands behind a value or over an axis, or empty.</param>
public readonly record struct UnitScale(double Factor, string AxisFormat, string Suffix)
{
    private const string Duration = "duration";
    private const string Bytes = "bytes";
    private const string PlainNumber = "number";

    /// <summary>How often something happens: of a distribution its values are counted, whatever their unit.</summary>
    public static UnitScale PerSecond { get; } = new(1, PlainNumber, "/s");

    /// <summary>The scale of a unit; of a counter's rate per second when that is drawn.</summary>
    public static UnitScale Of(string unit, bool isRate)
    {
        if (isRate)
            return unit switch
            {
                // Seconds of work in each second: how many processors, connections or threads are busy.
                "s" => new(1, PlainNumber, "s/s"),
                "By" => new(1, Bytes, "/s"),
                "KiBy" => new(1_024, Bytes, "/s"),
                _ => new(1, PlainNumber, $"{Name(unit)}/s"),
            };
        return unit switch
        {
            "ns" => new(1, Duration, ""),
            "us" => new(1e3, Duration, ""),
            "ms" => new(1e6, Duration, ""),
            "s" => new(1e9, Duration, ""),
            "min" => new(60e9, Duration, ""),
            "h" => new(3_600e9, Duration, ""),
            "By" => new(1, Bytes, ""),
            "KiBy" => new(1_024, Bytes, ""),
            "MiBy" => new(1_024 * 1_024, Bytes, ""),
            "1" or "" => new(1, PlainNumber, ""),
            _ => new(1, PlainNumber, Name(unit)),
        };
    }

    /// <summary>A value in words.</summary>
    public string Text(double? value) =>
        value is not { } number || !double.IsFinite(number)
            ? "–"
            : AxisFormat switch
            {
                Duration => Format.Duration((long)Math.Clamp(number * Factor, -9e18, 9e18)),
                Bytes => Format.Bytes((long)Math.Clamp(number * Factor, -9e18, 9e18)) + Suffix,
                _ when Suffix.Length == 0 => Format.Number(number),
                _ => $"{Format.Number(number)} {Suffix}",
            };

    // {request} is an annotation: a name for what is counted.
    private static string Name(string unit) => unit is "1" ? "" : unit.Trim('{', '}');
}
