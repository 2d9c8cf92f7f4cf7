using System.Globalization;
using System.Text;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Dates as text, in English, by the clock that the date was given in.</summary>
internal static class DateFormat
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>The tokens of Moment's language that <c>formatDate</c> knows; of several that fit, the longest is meant.</summary>
    private static readonly (string Token, Func<DateTimeOffset, string> Write)[] Tokens =
    [
        ("YYYY", d => Digits(d.Year, 4)),
        ("YY", d => Digits(d.Year % 100, 2)),
        ("Y", d => Digits(d.Year, 1)),
        ("yyyy", d => Digits(d.Year, 4)),
        ("yy", d => Digits(d.Year % 100, 2)),
        ("y", d => Digits(d.Year, 1)),
        ("GGGG", d => Digits(ISOWeek.GetYear(d.DateTime), 4)),
        ("gggg", d => Digits(ISOWeek.GetYear(d.DateTime), 4)),
        ("Qo", d => Ordinal(Quarter(d))),
        ("Q", d => Digits(Quarter(d), 1)),
        ("MMMM", d => d.ToString("MMMM", English)),
        ("MMM", d => d.ToString("MMM", English)),
        ("MM", d => Digits(d.Month, 2)),
        ("Mo", d => Ordinal(d.Month)),
        ("M", d => Digits(d.Month, 1)),
        ("WW", d => Digits(ISOWeek.GetWeekOfYear(d.DateTime), 2)),
        ("Wo", d => Ordinal(ISOWeek.GetWeekOfYear(d.DateTime))),
        ("W", d => Digits(ISOWeek.GetWeekOfYear(d.DateTime), 1)),
        ("ww", d => Digits(ISOWeek.GetWeekOfYear(d.DateTime), 2)),
        ("wo", d => Ordinal(ISOWeek.GetWeekOfYear(d.DateTime))),
        ("w", d => Digits(ISOWeek.GetWeekOfYear(d.DateTime), 1)),
        ("DDDD", d => Digits(d.DayOfYear, 3)),
        ("DDDo", d => Ordinal(d.DayOfYear)),
        ("DDD", d => Digits(d.DayOfYear, 1)),
        ("DD", d => Digits(d.Day, 2)),
        ("Do", d => Ordinal(d.Day)),
        ("D", d => Digits(d.Day, 1)),
        ("dddd", d => d.ToString("dddd", English)),
        ("ddd", d => d.ToString("ddd", English)),
        ("dd", d => d.ToString("ddd", English)[..2]),
        ("do", d => Ordinal((int)d.DayOfWeek)),
        ("d", d => Digits((int)d.DayOfWeek, 1)),
        ("E", d => Digits(DateParts.Weekday(d), 1)),
        ("e", d => Digits((int)d.DayOfWeek, 1)),
        ("HH", d => Digits(d.Hour, 2)),
        ("H", d => Digits(d.Hour, 1)),
        ("hh", d => Digits(Hour12(d), 2)),
        ("h", d => Digits(Hour12(d), 1)),
        ("kk", d => Digits(d.Hour == 0 ? 24 : d.Hour, 2)),
        ("k", d => Digits(d.Hour == 0 ? 24 : d.Hour, 1)),
        ("mm", d => Digits(d.Minute, 2)),
        ("m", d => Digits(d.Minute, 1)),
        ("ss", d => Digits(d.Second, 2)),
        ("s", d => Digits(d.Second, 1)),
        ("SSS", d => Digits(d.Millisecond, 3)),
        ("SS", d => Digits(d.Millisecond / 10, 2)),
        ("S", d => Digits(d.Millisecond / 100, 1)),
        ("A", d => d.Hour < 12 ? "AM" : "PM"),
        ("a", d => d.Hour < 12 ? "am" : "pm"),
        ("ZZ", d => Offset(d, "")),
        ("Z", d => Offset(d, ":")),
        ("X", d => d.ToUnixTimeSeconds().ToString(English)),
        ("x", d => d.ToUnixTimeMilliseconds().ToString(English)),
        ("LTS", d => d.ToString("h:mm:ss tt", English)),
        ("LT", d => d.ToString("h:mm tt", English)),
        ("LLLL", d => d.ToString("dddd, MMMM d, yyyy h:mm tt", English)),
        ("LLL", d => d.ToString("MMMM d, yyyy h:mm tt", English)),
        ("LL", d => d.ToString("MMMM d, yyyy", English)),
        ("L", d => d.ToString("MM/dd/yyyy", English)),
    ];

    /// <summary>A date as Notion shows it: <c>June 20, 2022</c>, with a time <c>June 20, 2022 2:23 PM</c>, as a range <c>June 20, 2022 → June 23, 2022</c>.</summary>
    public static string Of(DateRange date)
    {
        var form = date.HasTime ? "LLL" : "LL";
        return date.End is { } end ? $"{Format(date.Start, form)} → {Format(end, form)}" : Format(date.Start, form);
    }

    /// <summary>A date by a format: tokens are replaced, text in square brackets and everything else stays.</summary>
    public static string Format(DateTimeOffset date, string format)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; )
        {
            if (format[at] == '[' && format.IndexOf(']', at) is var end and > 0)
            {
                text.Append(format, at + 1, end - at - 1);
                at = end + 1;
                continue;
            }

            var longest = -1;
            for (var i = 0; i < Tokens.Length; i++)
            {
                var token = Tokens[i].Token;
                if (
                    token[0] == format[at]
                    && format.AsSpan(at).StartsWith(token, StringComparison.Ordinal)
                    && (longest < 0 || token.Length > Tokens[longest].Token.Length)
                )
                    longest = i;
            }

            if (longest < 0)
            {
                text.Append(format[at++]);
                continue;
            }

            text.Append(Tokens[longest].Write(date));
            at += Tokens[longest].Token.Length;
        }

        return text.ToString();
    }

    private static string Digits(int number, int length) => number.ToString($"D{length}", English);

    private static int Quarter(DateTimeOffset date) => ((date.Month - 1) / 3) + 1;

    private static int Hour12(DateTimeOffset date) => date.Hour % 12 == 0 ? 12 : date.Hour % 12;

    private static string Offset(DateTimeOffset date, string separator)
    {
        var offset = date.Offset;
        return $"{(offset < TimeSpan.Zero ? "-" : "+")}{Math.Abs(offset.Hours):00}{separator}{Math.Abs(offset.Minutes):00}";
    }

    private static string Ordinal(int number) =>
        number
        + (
            number % 100 is >= 11 and <= 13
                ? "th"
                : (number % 10) switch
                {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                }
        );
}
