using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Metrics;

/// <summary>A curve ready to be drawn.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Colour">Its colour, a CSS value.</param>
/// <param name="Values">Its values, one for each time.</param>
public sealed record DrawnCurve(string Name, string Colour, IReadOnlyList<double?> Values)
{
    /// <summary>Its newest value; null when it has none.</summary>
    public double? Latest => Values.LastOrDefault(v => v is not null);

    /// <summary>Its highest value.</summary>
    public double? Highest => Values.Max();

    /// <summary>The mean of its values.</summary>
    public double? Mean => Values.Average();
}

/// <summary>What a panel draws of a chart.</summary>
/// <param name="Chart">The chart as it was queried.</param>
/// <param name="Statistics">The statistics that there are to choose from.</param>
/// <param name="Statistic">The one that is drawn; null for all quantiles together.</param>
/// <param name="Scale">How its values are written.</param>
/// <param name="Curves">The curves.</param>
public sealed record ChartData(
    MetricChart Chart,
    IReadOnlyList<string> Statistics,
    string? Statistic,
    UnitScale Scale,
    IReadOnlyList<DrawnCurve> Curves
)
{
    private const string Rate = "rate";
    private const int Colours = 12;

    // Few points do not make a line: they are dots.
    private const int FewPoints = 3;

    /// <summary>Chooses what to draw: of a distribution its quantiles together, when it is grouped the 99th, or what was asked for.</summary>
    public static ChartData Of(MetricChart chart, ChartSpec spec)
    {
        var statistics = chart.Curves.Select(c => c.Statistic).Distinct(StringComparer.Ordinal).ToList();
        var isGrouped = chart.Curves.Select(c => c.Group).Distinct(StringComparer.Ordinal).Count() > 1;
        var statistic =
            spec.Statistic is { } asked && statistics.Contains(asked) ? asked
            : statistics.Count == 1 ? statistics[0]
            : isGrouped ? statistics.Find(s => s == "p99") ?? statistics.FirstOrDefault()
            : null;
        var drawn = chart
            .Curves.Where(c => statistic is null ? c.Statistic != Rate : c.Statistic == statistic)
            .ToList();
        return new ChartData(
            chart,
            statistics,
            statistic,
            statistic == Rate && chart.Instrument.Kind != InstrumentKind.Counter
                ? UnitScale.PerSecond
                : UnitScale.Of(chart.Instrument.Unit, statistic == Rate),
            [.. drawn.Select((c, i) => new DrawnCurve(Name(c, spec, statistic), $"var(--c{i % Colours})", c.Values))]
        );
    }

    /// <summary>The option of the chart.</summary>
    public object Option() =>
        new
        {
            tooltip = new { trigger = "axis", format = Scale.AxisFormat },
            xAxis = new { type = "time" },
            yAxis = new
            {
                type = "value",
                format = Scale.AxisFormat,
                name = Scale.Suffix,
                nameGap = 10,
                splitNumber = 4,
                scale = false,
            },
            grid = new
            {
                left = 8,
                right = 16,
                top = Scale.Suffix.Length > 0 ? 28 : 14,
                bottom = 4,
                containLabel = true,
            },
            series = (object[])[.. Curves.Select(Line), .. Exemplars()],
        };

    private object Line(DrawnCurve curve) =>
        new
        {
            name = curve.Name,
            type = "line",
            showSymbol = curve.Values.Count(v => v is not null) <= FewPoints,
            symbolSize = 5,
            lineStyle = new { width = 1.8 },
            itemStyle = new { color = curve.Colour },
            data = Chart
                .Times.Select((t, i) => new object?[] { Milliseconds(t), curve.Values[i] * Scale.Factor })
                .ToArray(),
        };

    private IEnumerable<object> Exemplars() =>
        Statistic == Rate || Chart.Exemplars.Count == 0
            ? []
            :
            [
                new
                {
                    name = MetricPanel.ExemplarSeries,
                    type = "scatter",
                    symbolSize = 8,
                    symbol = "diamond",
                    cursor = "pointer",
                    itemStyle = new { color = "var(--text-2)", opacity = 0.75 },
                    data = Chart
                        .Exemplars.Select(e => new
                        {
                            value = new object[] { Milliseconds(e.Time), e.Value * Scale.Factor },
                            id = e.TraceId.ToString(),
                        })
                        .ToArray(),
                },
            ];

    private static string Name(MetricCurve curve, ChartSpec spec, string? statistic)
    {
        var group = curve.Group.Length > 0 ? curve.Group : "(none)";
        return spec.GroupBy is null ? curve.Statistic
            : statistic is null ? $"{group} {curve.Statistic}"
            : group;
    }

    private static long Milliseconds(Timestamp time) => time.UnixNano / 1_000_000;
}
