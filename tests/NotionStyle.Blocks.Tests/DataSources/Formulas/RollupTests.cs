using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;
using static NotionStyle.Blocks.Tests.DataSources.Formulas.FormulaSample;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

public class RollupTests
{
    [Theory]
    [InlineData("count", "4")]
    [InlineData("count_values", "3")]
    [InlineData("empty", "1")]
    [InlineData("not_empty", "3")]
    [InlineData("unique", "2")]
    [InlineData("percent_empty", "0.25")]
    [InlineData("percent_not_empty", "0.75")]
    [InlineData("sum", "13")]
    [InlineData("average", "4.333333333333333")]
    [InlineData("median", "3")]
    [InlineData("min", "3")]
    [InlineData("max", "7")]
    [InlineData("range", "4")]
    [InlineData("show_original", "[3, -, 7, 3]")]
    [InlineData("show_unique", "[3, 7]")]
    [InlineData("earliest_date", "-")]
    [InlineData("nonsense", "-")]
    public void Numbers_are_rolled_up(string function, string expected) =>
        Assert.Equal(expected, Compute(function, Number(3), Value.Nothing, Number(7), Number(3)));

    [Theory]
    [InlineData("count", "0")]
    [InlineData("sum", "0")]
    [InlineData("average", "-")]
    [InlineData("median", "-")]
    [InlineData("min", "-")]
    [InlineData("range", "-")]
    [InlineData("percent_empty", "-")]
    [InlineData("percent_checked", "-")]
    [InlineData("latest_date", "-")]
    [InlineData("date_range", "-")]
    [InlineData("show_original", "[]")]
    public void Nothing_is_rolled_up_into_nothing_or_zero(string function, string expected) =>
        Assert.Equal(expected, Compute(function));

    [Theory]
    [InlineData("earliest_date", "2026-01-01")]
    [InlineData("latest_date", "2026-03-01")]
    [InlineData("date_range", "2026-01-01/2026-05-01")]
    public void Dates_are_rolled_up(string function, string expected) =>
        Assert.Equal(expected, Compute(function, Date(2), Date(1, 5), Value.Nothing, Date(3)));

    [Theory]
    [InlineData("checked", "1")]
    [InlineData("unchecked", "3")]
    [InlineData("percent_checked", "0.25")]
    [InlineData("percent_unchecked", "0.75")]
    public void Checkboxes_are_counted(string function, string expected) =>
        Assert.Equal(
            expected,
            Compute(function, new Value.Flag(true), new Value.Flag(false), Value.Nothing, new Value.Flag(false))
        );

    [Fact]
    public void Several_values_of_one_row_count_each()
    {
        Value[] tags =
        [
            new Value.Many([new Value.Choice("r", "red", 0), new Value.Choice("b", "blue", 1)]),
            new Value.Many([new Value.Choice("b", "blue", 1)]),
            new Value.Many([]),
        ];

        Assert.Equal("3", Compute("count_values", tags));
        Assert.Equal("2", Compute("unique", tags));
        Assert.Equal("1", Compute("empty", tags));
        Assert.Equal("[[<red>, <blue>], [<blue>]]", Compute("show_unique", tags));
    }

    [Fact]
    public void Every_group_of_a_status_has_its_count()
    {
        var status = Define("stat", "Status", PropertyType.Status) with
        {
            Options = [new("a", "Not started", "gray"), new("b", "Doing", "blue"), new("c", "Done", "green")],
            Groups =
            [
                new("g1", "To-do", "gray", ["a"]),
                new("g2", "Going on", "blue", ["b"]),
                new("g3", "Complete", "green", ["c"]),
            ],
        };
        Value[] values =
        [
            new Value.Choice("a", "Not started", 0),
            new Value.Choice("c", "Done", 2),
            new Value.Choice("c", "Done", 2),
            Value.Nothing,
        ];

        Assert.Equal("[1, 0, 2]", Show(Rollups.Compute("count_per_group", values, status)));
        Assert.Equal("[0.25, 0, 0.5]", Show(Rollups.Compute("percent_per_group", values, status)));
        Assert.Equal("[1, 0, 2]", Show(Rollups.Compute("count_per_group", values, status with { Groups = [] })));
    }

    [Fact]
    public void Every_function_gives_what_its_type_says_for_any_values()
    {
        Assert.Equal(24, Rollups.Functions.Count);
        Markdown.Properties.ForAllSeeds(
            500,
            seed =>
            {
                var maker = new FormulaMaker(seed);
                var values = Enumerable.Range(0, seed % 6).Select(_ => maker.Any()).ToList();
                foreach (var function in Rollups.Functions)
                {
                    var value = Rollups.Compute(function, values, seed % 2 == 0 ? Schema.ById("stat") : null);
                    var isFit = Rollups.TypeOf(function) switch
                    {
                        FormulaType.Number => value is Value.Number || value == Value.Nothing,
                        FormulaType.Date => value is Value.Date || value == Value.Nothing,
                        _ => value is Value.Many,
                    };
                    if (!isFit)
                        return $"{function} of {Show(new Value.Many(values))} gives {Show(value)}";
                }

                return null;
            }
        );
    }

    private static string Compute(string function, params Value[] values) =>
        Show(Rollups.Compute(function, values, Schema.ById("numb")));

    private static Value.Number Number(double amount) => new(amount);

    private static Value.Date Date(int month, int? end = null) =>
        new(
            new DateRange(
                new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.Zero),
                false,
                end is { } last ? new DateTimeOffset(2026, last, 1, 0, 0, 0, TimeSpan.Zero) : null
            )
        );
}
