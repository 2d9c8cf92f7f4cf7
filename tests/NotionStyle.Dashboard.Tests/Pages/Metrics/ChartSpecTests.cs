using NotionStyle.Dashboard.Components.Pages.Metrics;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Metrics;

public sealed class ChartSpecTests
{
    [Fact]
    public void Every_chart_can_be_read_from_its_own_text()
    {
        const string Letters = "ab/;=%&+ .é<\"";
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            string Word() => new(random.GetItems(Letters.AsSpan(), random.Next(1, 6)));
            var spec = new ChartSpec(random.Next(2) == 0 ? null : Word(), Word(), Word())
            {
                GroupBy = random.Next(2) == 0 ? null : Word(),
                Statistic = random.Next(2) == 0 ? null : Word(),
                IsTable = random.Next(2) == 0,
                Dimensions =
                [
                    .. Enumerable
                        .Range(0, random.Next(4))
                        .Select(_ => KeyValuePair.Create(Word(), random.Next(5) == 0 ? "" : Word())),
                ],
            };

            var read = ChartSpec.Parse(spec.ToString());

            Assert.NotNull(read);
            Assert.Equal((spec.Service, spec.Meter, spec.Instrument), (read.Service, read.Meter, read.Instrument));
            Assert.Equal((spec.GroupBy, spec.Statistic, spec.IsTable), (read.GroupBy, read.Statistic, read.IsTable));
            Assert.Equal(spec.Dimensions, read.Dimensions);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("instrument")]
    [InlineData("M/")]
    [InlineData("/M/i")]
    [InlineData("a/b/c/d")]
    [InlineData("M/i;unknown")]
    [InlineData("M/i;g=")]
    [InlineData("M/i;d=k")]
    public void What_is_no_chart_is_refused(string? text) => Assert.Null(ChartSpec.Parse(text));

    [Theory]
    [InlineData("s", false, 0.25, "250 ms")]
    [InlineData("ms", false, 1.5, "1.5 ms")]
    [InlineData("By", false, 1_572_864, "1.5 MiB")]
    [InlineData("By", true, 2_048, "2 KiB/s")]
    [InlineData("{request}", true, 12.34, "12.3 request/s")]
    [InlineData("{connection}", false, 7, "7 connection")]
    [InlineData("s", true, 0.5, "0.5 s/s")]
    [InlineData("1", false, 0.25, "0.25")]
    [InlineData("s", false, double.NaN, "–")]
    [InlineData("s", false, 1e300, "150000000 min 0 s")]
    public void Values_are_written_in_the_unit_that_a_person_reads(
        string unit,
        bool isRate,
        double value,
        string expected
    ) => Assert.Equal(expected, UnitScale.Of(unit, isRate).Text(value));

    [Fact]
    public void A_distribution_shows_its_quantiles_together_or_one_for_each_group()
    {
        var alone = ChartData.Of(Distribution(""), new ChartSpec(null, "M", "i"));
        var grouped = ChartData.Of(Distribution("a", "b"), new ChartSpec(null, "M", "i") { GroupBy = "k" });
        var rate = ChartData.Of(
            Distribution("a", ""),
            new ChartSpec(null, "M", "i") { GroupBy = "k", Statistic = "rate" }
        );

        Assert.Equal(["p50", "p90", "p99"], alone.Curves.Select(c => c.Name));
        Assert.Equal(["a", "b"], grouped.Curves.Select(c => c.Name));
        Assert.Equal("p99", grouped.Statistic);
        Assert.Equal(["a", "(none)"], rate.Curves.Select(c => c.Name));
        Assert.Equal("10 /s", rate.Scale.Text(rate.Curves[0].Latest));
    }

    [Fact]
    public void The_figures_of_a_curve_leave_gaps_out()
    {
        var curve = new DrawnCurve("c", "", [1, null, 3, null]);
        var empty = new DrawnCurve("c", "", [null, null]);

        Assert.Equal((3, 2, 3), (curve.Latest, curve.Mean, curve.Highest));
        Assert.Equal((null, null, null), (empty.Latest, empty.Mean, empty.Highest));
    }

    private static MetricChart Distribution(params string[] groups) =>
        new(
            new Instrument("s", "M", "i", "", "s", InstrumentKind.Histogram, 1, []),
            [new Timestamp(1)],
            [
                .. groups.SelectMany(g =>
                    new[] { ("p50", 1), ("p90", 2), ("p99", 3), ("rate", 10) }.Select(c => new MetricCurve(
                        g,
                        c.Item1,
                        [c.Item2]
                    ))
                ),
            ],
            [],
            false
        );
}
