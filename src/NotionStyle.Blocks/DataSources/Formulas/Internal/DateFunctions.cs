using System.Globalization;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>
/// Dates. Parts of a date are read by the clock that it was given in (its offset); <c>now</c> and <c>today</c> are in UTC, for the service knows no reader's time zone. Of a
/// range the start counts. What is given something that is no date has no value.
/// </summary>
internal static class DateFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        Date("now", 0, 0, "now()", static call => new DateRange(call.Evaluation.Context.Now.ToUniversalTime(), true)),
        Date("today", 0, 0, "today()", static call => new DateRange(Midnight(call.Evaluation.Context.Now), false)),
        Part("minute", static date => date.Minute),
        Part("hour", static date => date.Hour),
        Part("day", static date => DateParts.Weekday(date)),
        Part("date", static date => date.Day),
        Part("week", static date => ISOWeek.GetWeekOfYear(date.DateTime)),
        Part("month", static date => date.Month),
        Part("year", static date => date.Year),
        Part("timestamp", static date => date.ToUnixTimeMilliseconds()),
        Date("dateAdd", 3, 3, "dateAdd(date, amount, \"days\")", static call => Move(call, 1)) with
        {
            Check = static nodes => CheckUnit(nodes, 2),
        },
        Date("dateSubtract", 3, 3, "dateSubtract(date, amount, \"days\")", static call => Move(call, -1)) with
        {
            Check = static nodes => CheckUnit(nodes, 2),
        },
        new("dateBetween", 3, 3, "dateBetween(date, date, \"days\")", static _ => FormulaType.Number, Between)
        {
            Check = static nodes => CheckUnit(nodes, 2),
        },
        Date("dateRange", 2, 2, "dateRange(start, end)", Range),
        Date("dateStart", 1, 1, "dateStart(range)", Start),
        Date("dateEnd", 1, 1, "dateEnd(range)", End),
        Date("start", 1, 1, "start(range)", Start),
        Date("end", 1, 1, "end(range)", End),
        Date("fromTimestamp", 1, 1, "fromTimestamp(milliseconds)", FromTimestamp),
        TextFunctions.Text("formatDate", 2, 2, "formatDate(date, \"MMMM D, YYYY\")", FormatDate),
        Date("parseDate", 1, 1, "parseDate(\"2026-01-31\")", static call => DateParts.Parse(call.Text(0))),
    ];

    private static Function Date(string name, int minimum, int maximum, string usage, Func<Call, DateRange?> apply) =>
        new(
            name,
            minimum,
            maximum,
            usage,
            static _ => FormulaType.Date,
            call => apply(call) is { } date ? new Value.Date(date) : Value.Nothing
        );

    private static Function Part(string name, Func<DateTimeOffset, double> part) =>
        new(
            name,
            1,
            1,
            $"{name}(date)",
            static _ => FormulaType.Number,
            call => call.Date(0) is { } date ? Evaluation.Number(part(date.Start)) : Value.Nothing
        );

    private static string? CheckUnit(Node[] arguments, int at) =>
        arguments[at] is ConstantNode { Value: Value.Text { Content: var unit } } && DateParts.Unit(unit) is null
            ? $"\"{unit}\" is no unit of time; expected \"years\", \"quarters\", \"months\", \"weeks\", \"days\", \"hours\", \"minutes\", \"seconds\" or \"milliseconds\"."
            : null;

    private static DateTimeOffset Midnight(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    private static DateRange? Move(Call call, int direction) =>
        call.Date(0) is { } date && call.Number(1) is { } amount && DateParts.Unit(call.Text(2)) is { } unit
            ? DateParts.Add(date, direction * amount, unit)
            : null;

    private static Value Between(Call call) =>
        call.Date(0) is { } first && call.Date(1) is { } second && DateParts.Unit(call.Text(2)) is { } unit
            ? Evaluation.Number(DateParts.Between(first.Start, second.Start, unit))
            : Value.Nothing;

    /// <summary>The other way round when the end comes first, so that what is made is always a range.</summary>
    private static DateRange? Range(Call call)
    {
        if (call.Date(0) is not { } start || call.Date(1) is not { } end)
            return null;
        if (end.Start < start.Start)
            (start, end) = (end, start);
        return new DateRange(start.Start, start.HasTime || end.HasTime, end.Start, start.TimeZone);
    }

    private static DateRange? Start(Call call) => call.Date(0) is { } date ? date with { End = null } : null;

    private static DateRange? End(Call call) =>
        call.Date(0) is { } date ? date with { Start = date.End ?? date.Start, End = null } : null;

    private static DateRange? FromTimestamp(Call call)
    {
        if (call.Number(0) is not { } milliseconds)
            return null;
        var first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        var last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return milliseconds >= first && milliseconds <= last
            ? new DateRange(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds), true)
            : null;
    }

    private static string FormatDate(Call call)
    {
        if (call.Date(0) is not { } date)
            return "";
        var format = call.Text(1);
        Evaluation.RequireLength(format.Length * 10L);
        call.Evaluation.Charge(format.Length);
        return DateFormat.Format(date.Start, format);
    }
}
