using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>The list of traces as its address says it.</summary>
internal sealed record TraceListState
{
    /// <summary>How many traces a page has.</summary>
    public const int PageSize = 100;

    /// <summary>What is shown when the address does not say from when.</summary>
    public const string DefaultRange = "1h";

    // The list can be paged so far; what lies beyond is found by filters.
    private const int MaximumPage = 10_000;

    private static readonly string[] Orders = ["newest", "oldest", "longest", "shortest"];

    /// <summary>The filter, relative to the moment of <see cref="Parse" />.</summary>
    public required TraceFilter Filter { get; init; }

    /// <summary>The range as in the address.</summary>
    public required string Range { get; init; }

    /// <summary>The page, from 1.</summary>
    public required int Page { get; init; }

    /// <summary>What in the address could not be read and is left out, in whole sentences.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The name of an order in addresses; null for the newest first, which needs none.</summary>
    public static string? NameOf(TraceOrder order) => order == TraceOrder.Newest ? null : Orders[(int)order];

    /// <summary>Reads an address.</summary>
    public static TraceListState Parse(TraceListParameters parameters, DateTimeOffset now)
    {
        var problems = new List<string>();
        var range = string.IsNullOrWhiteSpace(parameters.Range) ? DefaultRange : parameters.Range.Trim();
        if (!RangeText.TryParse(range, now, out var times))
            problems.Add(
                $"'{range}' is no range of time. Write one like 15m, 6h, all, or FROM..TO with two moments in ISO 8601."
            );
        var order = Array.IndexOf(Orders, parameters.Order ?? Orders[0]);
        if (order < 0)
            problems.Add($"'{parameters.Order}' is no order. Write one of {string.Join(", ", Orders)}.");
        var page = Math.Clamp(Number(parameters.Page, "page", problems) ?? 1, 1, MaximumPage);
        var filters = ParseFilters(parameters.Filters, out var wrong);
        problems.AddRange(wrong);
        return new TraceListState
        {
            Range = range,
            Page = page,
            Problems = problems,
            Filter = new TraceFilter
            {
                Range = times,
                Run = Number(parameters.Run, "run", problems),
                Service = string.IsNullOrEmpty(parameters.Service) ? null : parameters.Service,
                MinDurationNano = Duration(parameters.Min, problems),
                MaxDurationNano = Duration(parameters.Max, problems),
                ErrorsOnly = parameters.Errors == "true",
                Text = (parameters.Text ?? "").Trim(),
                Attributes = filters,
                Order = order < 0 ? TraceOrder.Newest : (TraceOrder)order,
                Skip = (page - 1) * PageSize,
                Take = PageSize,
            },
        };
    }

    /// <summary>Reads filters; what is none of them is said in whole sentences.</summary>
    public static IReadOnlyList<AttributeFilter> ParseFilters(IReadOnlyList<string> texts, out List<string> problems)
    {
        var filters = new List<AttributeFilter>();
        problems = [];
        foreach (var text in texts)
            if (AttributeFilter.TryParse(text, out var filter))
                filters.Add(filter);
            else
                problems.Add($"'{text}' is no filter. Write one like http.route:eq:/v1/pages.");
        return filters;
    }

    private static int? Number(string? text, string name, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        problems.Add($"'{text}' is no number of a {name}. Write one like 1.");
        return null;
    }

    private static long? Duration(string? text, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DurationText.TryParse(text, out var nanoseconds))
            return nanoseconds;
        problems.Add($"'{text}' is no duration. Write one like 20ms, 1.5s or 2min.");
        return null;
    }
}
