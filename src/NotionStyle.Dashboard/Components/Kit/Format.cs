using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Kit;

/// <summary>How numbers and times are written, on all pages alike.</summary>
public static class Format
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000 * Microsecond;
    private const long Second = 1_000 * Millisecond;
    private const long Minute = 60 * Second;

    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A duration in nanoseconds with three digits and its unit: 950 ns, 12.3 µs, 4.56 ms, 1.23 s, 2 min 5 s.</summary>
    public static string Duration(long nanoseconds) =>
        nanoseconds switch
        {
            < 0 => "-" + Duration(-nanoseconds),
            < Microsecond => Invariant($"{nanoseconds} ns"),
            < Millisecond => ThreeDigits((double)nanoseconds / Microsecond) + " µs",
            < Second => ThreeDigits((double)nanoseconds / Millisecond) + " ms",
            < Minute => ThreeDigits((double)nanoseconds / Second) + " s",
            _ => Invariant($"{nanoseconds / Minute} min {nanoseconds % Minute / Second} s"),
        };

    /// <summary>Bytes in binary units: 512 B, 1.5 MiB.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < ByteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 ? Invariant($"{bytes} B") : $"{ThreeDigits(value)} {ByteUnits[unit]}";
    }

    /// <summary>A whole number with thin groups: 1 234 567 as 1,234,567.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with three digits, as short as they allow: 0.0123, 1.23, 12.3, 123, 12,345.</summary>
    public static string Number(double number) =>
        Math.Abs(number) >= 1000
            ? number.ToString("N0", CultureInfo.InvariantCulture)
            : number.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A share of 1 as a percentage: 12.3 %.</summary>
    public static string Percent(double share) => ThreeDigits(share * 100) + " %";

    /// <summary>A moment of today in local time to the millisecond; with the date when it was on another day.</summary>
    public static string Time(Timestamp time) => Time(time.ToDateTimeOffset());

    /// <summary>A moment of today in local time to the millisecond; with the date when it was on another day.</summary>
    public static string Time(DateTimeOffset time)
    {
        var local = time.ToLocalTime();
        var today = TimeProvider.System.GetLocalNow().Date;
        return local.ToString(
            local.Date == today ? "HH:mm:ss.fff" : "yyyy-MM-dd HH:mm:ss.fff",
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>How long ago a moment was: 12 s ago, 5 min ago, 3 h ago, 2 d ago.</summary>
    public static string Ago(DateTimeOffset time)
    {
        var age = TimeProvider.System.GetUtcNow() - time;
        return age switch
        {
            { TotalSeconds: < 1 } => "now",
            { TotalMinutes: < 1 } => Invariant($"{(int)age.TotalSeconds} s ago"),
            { TotalHours: < 1 } => Invariant($"{(int)age.TotalMinutes} min ago"),
            { TotalDays: < 1 } => Invariant($"{(int)age.TotalHours} h ago"),
            _ => Invariant($"{(int)age.TotalDays} d ago"),
        };
    }

    private static string ThreeDigits(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                >= 100 => "0",
                >= 10 => "0.#",
                _ => "0.##",
            },
            CultureInfo.InvariantCulture
        );

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
