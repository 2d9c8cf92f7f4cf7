using NotionStyle.Blocks.DataSources.Queries;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Dates that are counted from today, in whole days of UTC. Past and next include today; a week begins on Sunday, as Notion's does unless somebody sets it otherwise.</summary>
/// <param name="now">The moment.</param>
internal sealed class RelativeDates(DateTimeOffset now)
{
    /// <summary>The names of spans.</summary>
    public static readonly IReadOnlyList<string> Spans =
    [
        "this_week",
        "past_week",
        "past_month",
        "past_year",
        "next_week",
        "next_month",
        "next_year",
    ];

    private readonly DateTimeOffset _today = new(now.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>From when until when a span goes.</summary>
    public FilterOperand.Between SpanOf(string name)
    {
        var tomorrow = _today.AddDays(1);
        var sunday = _today.AddDays(-(int)_today.DayOfWeek);
        return name switch
        {
            "this_week" => new(sunday, sunday.AddDays(7)),
            "past_week" => new(_today.AddDays(-7), tomorrow),
            "past_month" => new(_today.AddMonths(-1), tomorrow),
            "past_year" => new(_today.AddYears(-1), tomorrow),
            "next_week" => new(_today, tomorrow.AddDays(7)),
            "next_month" => new(_today, _today.AddMonths(1).AddDays(1)),
            "next_year" => new(_today, _today.AddYears(1).AddDays(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown span."),
        };
    }

    /// <summary>The day that a word names; null when it names none.</summary>
    public FilterOperand.Date? DayOf(string name)
    {
        DateTimeOffset? day = name switch
        {
            "today" => _today,
            "tomorrow" => _today.AddDays(1),
            "yesterday" => _today.AddDays(-1),
            "one_week_ago" => _today.AddDays(-7),
            "one_week_from_now" => _today.AddDays(7),
            "one_month_ago" => _today.AddMonths(-1),
            "one_month_from_now" => _today.AddMonths(1),
            _ => null,
        };
        return day is null ? null : new FilterOperand.Date(day.Value, HasTime: false);
    }
}
