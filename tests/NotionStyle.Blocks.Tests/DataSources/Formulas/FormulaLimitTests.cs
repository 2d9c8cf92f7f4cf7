using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;
using static NotionStyle.Blocks.Tests.DataSources.Formulas.FormulaSample;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

public class FormulaLimitTests
{
    /// <summary>Each of these would take hours, or more memory than there is, if it were computed to its end.</summary>
    [Theory]
    [InlineData("\"a\".repeat(1e9)")]
    [InlineData("\"a\".padStart(1e9)")]
    [InlineData("\"a\".repeat(1e5).repeat(10)")]
    [InlineData("replaceAll(\"a\".repeat(1e5), \"\", \"b\".repeat(1e5))")]
    [InlineData("replace(\"a\".repeat(1e5), \"a+\", \"$&\".repeat(5e4))")]
    [InlineData("let(l, \"a\".repeat(5000).split(\"\"), l.map(l.map(l.map(1))))")]
    [InlineData("let(l, \"a\".repeat(9999).split(\"\"), l.map(l))")]
    [InlineData("let(l, \"a\".repeat(5000).split(\"\"), l.map(\"b\".repeat(1e5)).sort())")]
    [InlineData("let(l, \"a\".repeat(5000).split(\"\"), l.map(\"b\".repeat(1e5)).unique())")]
    [InlineData("let(l, \"a\".repeat(5000).split(\"\"), l.map(\"b\".repeat(1e5)).join(\"\"))")]
    [InlineData("formatDate(now(), \"LLLL\".repeat(25000))")]
    public void What_needs_too_much_has_no_value(string expression) => Assert.Equal("-", Show(Evaluate(expression)));

    [Theory]
    [InlineData("[a, a]", "a == a ? 1 : 2")]
    [InlineData("[a, a]", "format(a)")]
    [InlineData("[a, a]", "a.flat()")]
    [InlineData("[a, a]", "a")]
    [InlineData("a + a", "a")]
    [InlineData("a.padStart(length(a) + 1) + a", "a")]
    public void What_doubles_with_every_level_has_no_value(string doubled, string used)
    {
        var opening = string.Concat(Enumerable.Repeat($"let(a, {doubled}, ", 60));
        var expression = $"let(a, \"x\", {opening}{used}{new string(')', 61)}";

        Assert.Equal("-", Show(Evaluate(expression)));
    }

    [Theory]
    [InlineData("contains")]
    [InlineData("padStart")]
    [InlineData("join")]
    [InlineData("replaceAll")]
    [InlineData("concat")]
    public void No_function_computes_an_argument_twice(string function)
    {
        var asked = 0;
        var opening = string.Concat(Enumerable.Repeat($"{function}(", 15));
        var rest = function switch
        {
            "padStart" => ", 1)",
            "replaceAll" => ", \"a\", \"b\")",
            _ => ", \"-\")",
        };
        var formula = Formula.Parse($"{opening}prop(\"Text\"){string.Concat(Enumerable.Repeat(rest, 15))}", Schema);

        formula.Evaluate(
            new FormulaContext
            {
                ValueOf = _ =>
                {
                    asked++;
                    return new Value.Text("a");
                },
                Now = Now,
            }
        );

        Assert.Equal(1, asked);
    }

    [Fact]
    public void Of_a_long_property_only_so_much_is_seen()
    {
        var context = new FormulaContext
        {
            ValueOf = property =>
                property.Type == PropertyType.RichText
                    ? new Value.Text(new string('a', 200_000))
                    : new Value.Many([.. Enumerable.Range(0, 20_000).Select(n => new Value.Number(n))]),
            Now = Now,
        };

        Assert.Equal(
            "[100000, 10000]",
            Show(Formula.Parse("[length(prop(\"Text\")), length(prop(\"Tags\"))]", Schema).Evaluate(context))
        );
    }

    [Theory]
    [InlineData(FormulaLimits.ListDepthMaximum, "1")]
    [InlineData(FormulaLimits.ListDepthMaximum + 1, "-")]
    public void Lists_nest_so_deep_and_no_deeper(int depth, string expected) =>
        Assert.Equal(expected, Show(Evaluate($"{new string('[', depth)}7{new string(']', depth)}.flat().length()")));

    [Theory]
    [InlineData(12_000, "0")]
    [InlineData(100_000, "-")]
    public void All_matches_are_replaced_or_there_is_no_value(int length, string left) =>
        Assert.Equal(left, Show(Evaluate($"replaceAll(\"a\".repeat({length}), \"a\", \"\").length()")));

    [Fact]
    public void Nobody_waits_for_a_formula_that_was_cancelled()
    {
        var formula = Formula.Parse("\"a\".repeat(5000).split(\"\").map(current + 1).length()", Schema);

        Assert.Equal("5000", Show(formula.Evaluate(Context(TestContext.Current.CancellationToken))));
        Assert.Throws<OperationCanceledException>(() => formula.Evaluate(Context(new CancellationToken(true))));
    }
}
