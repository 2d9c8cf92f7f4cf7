using System.Globalization;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.DataSources.Values;
using static NotionStyle.Blocks.DataSources.Queries.FilterOperator;

namespace NotionStyle.Blocks.Tests.DataSources;

public sealed class FilterEvaluatorTests
{
    private static readonly Guid First = Guid.Parse("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Second = Guid.Parse("00000000-0000-0000-0000-000000000002");
    private static readonly Value.Choice Low = new("a", "Low", 0);
    private static readonly Value.Choice High = new("b", "High", 1);

    [Theory]
    [InlineData("Straße", FilterOperator.Equals, "Straße", true)]
    [InlineData("Straße", FilterOperator.Equals, "straße", false)]
    [InlineData("Straße", DoesNotEqual, "straße", true)]
    [InlineData("ÄRGER im Büro", Contains, "ärger", true)]
    [InlineData("ÄRGER im Büro", Contains, "BÜRO", true)]
    [InlineData("ÄRGER im Büro", DoesNotContain, "büro", false)]
    [InlineData("ÄRGER im Büro", StartsWith, "ärg", true)]
    [InlineData("ÄRGER im Büro", StartsWith, "büro", false)]
    [InlineData("ÄRGER im Büro", EndsWith, "ÜRO", true)]
    [InlineData("ÄRGER im Büro", EndsWith, "ärger", false)]
    [InlineData("100% _sure_", Contains, "%_", false)]
    [InlineData("100% _sure_", Contains, "% _", true)]
    [InlineData("", FilterOperator.Equals, "", true)]
    [InlineData("", FilterOperator.Equals, "x", false)]
    [InlineData("", DoesNotEqual, "x", true)]
    [InlineData("", DoesNotContain, "x", true)]
    [InlineData("", Contains, "", true)]
    [InlineData("5", GreaterThan, "4", false)]
    public void Text_equals_exactly_and_contains_in_any_case(
        string content,
        FilterOperator how,
        string operand,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            Holds(content.Length == 0 ? Value.Nothing : new Value.Text(content), how, new FilterOperand.Text(operand))
        );

    [Theory]
    [InlineData(5, FilterOperator.Equals, 5, true)]
    [InlineData(-0.0, FilterOperator.Equals, 0, true)]
    [InlineData(5, FilterOperator.Equals, 5.5, false)]
    [InlineData(5, DoesNotEqual, 5.5, true)]
    [InlineData(5, GreaterThan, 5, false)]
    [InlineData(5, GreaterThan, 4.9, true)]
    [InlineData(5, LessThan, 5, false)]
    [InlineData(5, LessThan, 5.1, true)]
    [InlineData(5, GreaterThanOrEqualTo, 5, true)]
    [InlineData(5, LessThanOrEqualTo, 5, true)]
    [InlineData(5, LessThanOrEqualTo, 4, false)]
    [InlineData(5, Contains, 5, false)]
    public void Numbers_compare_by_amount(double amount, FilterOperator how, double than, bool expected) =>
        Assert.Equal(expected, Holds(new Value.Number(amount), how, new FilterOperand.Number(than)));

    [Theory]
    [InlineData(FilterOperator.Equals, false)]
    [InlineData(LessThan, false)]
    [InlineData(GreaterThanOrEqualTo, false)]
    [InlineData(DoesNotEqual, true)]
    public void Without_a_number_only_does_not_equal_holds(FilterOperator how, bool expected) =>
        Assert.Equal(expected, Holds(Value.Nothing, how, new FilterOperand.Number(0)));

    [Theory]
    [InlineData("2026-03-10", FilterOperator.Equals, "2026-03-10", true)]
    [InlineData("2026-03-10T00:00:00Z", FilterOperator.Equals, "2026-03-10", true)]
    [InlineData("2026-03-10T23:59:59.999Z", FilterOperator.Equals, "2026-03-10", true)]
    [InlineData("2026-03-10T23:30:00-02:00", FilterOperator.Equals, "2026-03-10", false)]
    [InlineData("2026-03-10T23:30:00-02:00", FilterOperator.Equals, "2026-03-11", true)]
    [InlineData("2026-03-10T12:00:00.1239Z", FilterOperator.Equals, "2026-03-10T12:00:00.123Z", true)]
    [InlineData("2026-03-10T12:00:00.124Z", FilterOperator.Equals, "2026-03-10T12:00:00.123Z", false)]
    [InlineData("2026-03-10T12:00:00Z", FilterOperator.Equals, "2026-03-10T13:00:00+01:00", true)]
    [InlineData("2026-03-10", FilterOperator.Equals, "2026-03-10T12:00:00Z", false)]
    [InlineData("2026-03-09T23:59:59Z", Before, "2026-03-10", true)]
    [InlineData("2026-03-10T00:00:00Z", Before, "2026-03-10", false)]
    [InlineData("2026-03-10T23:59:59Z", After, "2026-03-10", false)]
    [InlineData("2026-03-11", After, "2026-03-10", true)]
    [InlineData("2026-03-10T23:59:59Z", OnOrBefore, "2026-03-10", true)]
    [InlineData("2026-03-11", OnOrBefore, "2026-03-10", false)]
    [InlineData("2026-03-10", OnOrAfter, "2026-03-10", true)]
    [InlineData("2026-03-09", OnOrAfter, "2026-03-10", false)]
    [InlineData("9999-12-31T23:59:59.9999999Z", FilterOperator.Equals, "9999-12-31", true)]
    [InlineData("9999-12-31T23:59:59.9999999Z", After, "9999-12-31", false)]
    [InlineData("0001-01-01", After, "0001-01-01", false)]
    public void A_day_is_the_whole_of_it_in_utc_and_a_moment_its_millisecond(
        string start,
        FilterOperator how,
        string operand,
        bool expected
    )
    {
        Assert.True(DateText.TryParse(operand, out var moment, out var hasTime, out _));
        Assert.Equal(expected, Holds(Date(start), how, new FilterOperand.Date(moment, hasTime)));
        Assert.Equal(how == DoesNotEqual, Holds(Value.Nothing, how, new FilterOperand.Date(moment, hasTime)));
    }

    [Fact]
    public void A_range_compares_by_its_start()
    {
        var range = new Value.Date(new DateRange(Moment("2026-03-10"), false, Moment("2026-03-20")));
        Assert.True(Holds(range, FilterOperator.Equals, new FilterOperand.Date(Moment("2026-03-10"), false)));
        Assert.False(Holds(range, FilterOperator.Equals, new FilterOperand.Date(Moment("2026-03-15"), false)));
        Assert.False(Holds(range, After, new FilterOperand.Date(Moment("2026-03-10"), false)));
    }

    [Fact]
    public void Within_includes_its_first_moment_and_not_its_last()
    {
        var between = new FilterOperand.Between(Moment("2026-03-10"), Moment("2026-03-12"));
        Assert.True(Holds(Date("2026-03-10"), Within, between));
        Assert.True(Holds(Date("2026-03-11T23:59:59Z"), Within, between));
        Assert.False(Holds(Date("2026-03-12"), Within, between));
        Assert.False(Holds(Value.Nothing, Within, between));
    }

    [Fact]
    public void A_checkbox_without_a_value_is_no()
    {
        Assert.True(Holds(Value.Nothing, FilterOperator.Equals, new FilterOperand.Flag(false)));
        Assert.False(Holds(Value.Nothing, FilterOperator.Equals, new FilterOperand.Flag(true)));
        Assert.True(Holds(new Value.Flag(false), DoesNotEqual, new FilterOperand.Flag(true)));
        Assert.True(Holds(new Value.Flag(true), FilterOperator.Equals, new FilterOperand.Flag(true)));
    }

    [Fact]
    public void Options_are_meant_by_id_or_by_name()
    {
        Assert.True(Holds(High, FilterOperator.Equals, new FilterOperand.Option("b"), PropertyType.Select));
        Assert.True(Holds(High, FilterOperator.Equals, new FilterOperand.Text("b"), PropertyType.Select));
        Assert.True(Holds(High, FilterOperator.Equals, new FilterOperand.Text("High"), PropertyType.Status));
        Assert.False(Holds(High, FilterOperator.Equals, new FilterOperand.Text("high"), PropertyType.Status));
        Assert.True(Holds(Value.Nothing, DoesNotEqual, new FilterOperand.Text("High"), PropertyType.Select));
    }

    [Fact]
    public void An_option_that_the_schema_does_not_know_is_no_rows_value()
    {
        foreach (var value in new[] { Value.Nothing, High })
        {
            Assert.False(Holds(value, FilterOperator.Equals, new FilterOperand.Text(""), PropertyType.Select));
            Assert.True(Holds(value, DoesNotEqual, new FilterOperand.Text("Gone"), PropertyType.Select));
        }
    }

    [Fact]
    public void A_list_contains_each_of_its_items()
    {
        var options = new Value.Many([Low, High]);
        Assert.True(Holds(options, Contains, new FilterOperand.Option("b"), PropertyType.MultiSelect));
        Assert.True(Holds(options, Contains, new FilterOperand.Text("Low"), PropertyType.MultiSelect));
        Assert.False(Holds(options, DoesNotContain, new FilterOperand.Option("b"), PropertyType.MultiSelect));
        Assert.True(Holds(new Value.Many([Low]), DoesNotContain, new FilterOperand.Option("b")));
        Assert.True(Holds(Value.Nothing, DoesNotContain, new FilterOperand.Option("b")));

        var people = new Value.Many([new Value.Person(First)]);
        Assert.True(Holds(people, Contains, new FilterOperand.Id(First)));
        Assert.False(Holds(people, Contains, new FilterOperand.Id(Second)));
        Assert.True(Holds(new Value.Many([new Value.Row(Second)]), Contains, new FilterOperand.Id(Second)));
        Assert.True(Holds(new Value.Person(First), Contains, new FilterOperand.Id(First)));
        Assert.True(Holds(new Value.Person(First), DoesNotContain, new FilterOperand.Id(Second)));
    }

    [Fact]
    public void Empty_is_what_has_no_value()
    {
        foreach (var empty in new[] { Value.Nothing, new Value.Text(""), new Value.Many([]) })
        {
            Assert.True(Holds(empty, IsEmpty, null));
            Assert.False(Holds(empty, IsNotEmpty, null));
        }

        foreach (var value in new Value[] { Low, new Value.Number(0), new Value.Flag(false), new Value.Many([Low]) })
        {
            Assert.False(Holds(value, IsEmpty, null));
            Assert.True(Holds(value, IsNotEmpty, null));
        }
    }

    [Fact]
    public void A_formula_is_compared_by_the_kind_of_its_value()
    {
        Assert.True(Holds(new Value.Number(3), GreaterThan, new FilterOperand.Number(2), PropertyType.Formula));
        Assert.False(Holds(new Value.Text("3"), GreaterThan, new FilterOperand.Number(2), PropertyType.Formula));
        Assert.False(Holds(new Value.Number(3), Contains, new FilterOperand.Text("3"), PropertyType.Formula));
        Assert.True(Holds(new Value.Number(3), DoesNotContain, new FilterOperand.Text("3"), PropertyType.Formula));
    }

    [Theory]
    [InlineData(RollupQuantifier.Any, new[] { 1.0, 5.0 }, true)]
    [InlineData(RollupQuantifier.Any, new[] { 1.0 }, false)]
    [InlineData(RollupQuantifier.Any, new double[0], false)]
    [InlineData(RollupQuantifier.Every, new[] { 1.0, 5.0 }, false)]
    [InlineData(RollupQuantifier.Every, new[] { 5.0, 6.0 }, true)]
    [InlineData(RollupQuantifier.Every, new double[0], true)]
    [InlineData(RollupQuantifier.None, new[] { 1.0, 5.0 }, false)]
    [InlineData(RollupQuantifier.None, new[] { 1.0 }, true)]
    [InlineData(RollupQuantifier.None, new double[0], true)]
    public void A_quantifier_says_how_many_items_of_a_rollup_must_satisfy(
        RollupQuantifier quantifier,
        double[] amounts,
        bool expected
    )
    {
        var value = new Value.Many([.. amounts.Select(a => new Value.Number(a))]);
        var condition = new RowFilter.Condition(Key(PropertyType.Rollup), GreaterThan, new FilterOperand.Number(4))
        {
            Quantifier = quantifier,
        };
        Assert.Equal(expected, FilterEvaluator.Matches(condition, _ => value));
        if (amounts.Length == 0)
            Assert.Equal(expected, FilterEvaluator.Matches(condition, _ => Value.Nothing));
    }

    [Fact]
    public void And_needs_all_and_or_needs_one()
    {
        var yes = new RowFilter.Condition(Key(PropertyType.Number), IsEmpty, null);
        var no = yes with { Operator = IsNotEmpty };
        Assert.True(Matches(new RowFilter.And([])));
        Assert.False(Matches(new RowFilter.Or([])));
        Assert.True(Matches(new RowFilter.And([yes, yes])));
        Assert.False(Matches(new RowFilter.And([yes, no])));
        Assert.True(Matches(new RowFilter.Or([no, new RowFilter.And([yes])])));
        Assert.False(Matches(new RowFilter.Or([no, no])));

        static bool Matches(RowFilter filter) => FilterEvaluator.Matches(filter, _ => Value.Nothing);
    }

    private static bool Holds(
        Value value,
        FilterOperator how,
        FilterOperand? operand,
        PropertyType type = PropertyType.RichText
    ) => FilterEvaluator.Matches(new RowFilter.Condition(Key(type), how, operand), _ => value);

    private static RowKey.Property Key(PropertyType type) =>
        new(
            new PropertyDefinition
            {
                Id = "abcd",
                Name = "X",
                Type = type,
                Options = [new PropertyOption("a", "Low", "red"), new PropertyOption("b", "High", "blue")],
            }
        );

    private static Value.Date Date(string text)
    {
        Assert.True(DateText.TryParse(text, out var start, out var hasTime, out _));
        return new Value.Date(new DateRange(start, hasTime));
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
