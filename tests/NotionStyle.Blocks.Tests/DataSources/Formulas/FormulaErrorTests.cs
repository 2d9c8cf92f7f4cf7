using NotionStyle.Blocks.DataSources.Formulas;
using static NotionStyle.Blocks.Tests.DataSources.Formulas.FormulaSample;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

public class FormulaErrorTests
{
    [Theory]
    [InlineData("", 0, "is empty")]
    [InlineData("1 +", 3, "found the end of the formula")]
    [InlineData("1 2", 2, "expected an operator or the end of the formula, found \"2\"")]
    [InlineData("(1", 2, "expected \")\"")]
    [InlineData("[1 2]", 3, "expected \",\"")]
    [InlineData("prop(\"Nme\")", 5, "there is no property \"Nme\". Did you mean \"Name\"?")]
    [InlineData("prop(Name)", 5, "the name of a property in double quotes")]
    [InlineData("1 + lenght(\"a\")", 4, "there is no function \"lenght\". Did you mean \"length\"?")]
    [InlineData("\"a\".lenght()", 4, "Did you mean \"length\"?")]
    [InlineData("Status", 0, "Did you mean \"Status\"?")]
    [InlineData("let(abc, 1, abd)", 12, "Did you mean \"abc\"?")]
    [InlineData("current + 1", 0, "known only inside of the functions that go through a list")]
    [InlineData("length", 0, "expected \"(\" after it, as in length(text or list)")]
    [InlineData("length()", 0, "it is used as length(text or list)")]
    [InlineData("round(1, 2, 3)", 0, "was given 3 arguments")]
    [InlineData("'a'", 0, "straight double quotes")]
    [InlineData("1 = 1", 2, "equality is \"==\"")]
    [InlineData("true & false", 5, "joined by \"and\"")]
    [InlineData("\"abc", 0, "has no end")]
    [InlineData("1 /* abc", 2, "a comment begins here")]
    [InlineData("1 ? 2", 5, "expected \":\"")]
    [InlineData("test(\"a\", \"(\")", 0, "is no regular expression")]
    [InlineData("test(\"a\", \"(?=b)\")", 0, "look-around")]
    [InlineData("dateAdd(now(), 1, \"fortnights\")", 0, "is no unit of time")]
    [InlineData("1e999", 0, "too large")]
    [InlineData("let(true, 1, 2)", 4, "cannot be called")]
    [InlineData("{{notion:block_property:zzzz:a:b}}", 0, "no property with the id \"zzzz\"")]
    [InlineData("a\0b", 1, "U+0000")]
    public void A_wrong_formula_is_refused_with_its_place_and_remedy(string expression, int position, string reason)
    {
        var refused = Assert.Throws<FormulaException>(() => Formula.Parse(expression, Schema));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(position, refused.Position);
        Assert.StartsWith($"character {position + 1}: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", 500_000)]
    [InlineData("(", 20_000)]
    [InlineData("-", 20_000)]
    [InlineData("not ", 5_000)]
    [InlineData("[", 20_000)]
    [InlineData("2^", 10_000)]
    [InlineData("abs(", 5_000)]
    [InlineData("true?", 4_000)]
    [InlineData("true?1:", 2_500)]
    [InlineData("let(a,", 3_000)]
    [InlineData("let(a,1,", 2_500)]
    [InlineData("[1].map(", 2_000)]
    public void Hostile_nesting_is_refused_and_not_followed(string opening, int times)
    {
        var refused = Assert.Throws<FormulaException>(() =>
            Formula.Parse(string.Concat(Enumerable.Repeat(opening, times)), Schema)
        );

        Assert.Matches("nests deeper|at most", refused.Message);
    }

    [Fact]
    public void A_long_row_of_operators_is_no_nesting()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("1", 2_000));

        Assert.Equal("2000", Show(Evaluate(sum)));
    }

    [Fact]
    public void A_formula_with_too_many_parts_is_refused()
    {
        var sum = string.Join("+", Enumerable.Repeat("1", 4_000));

        Assert.Contains(
            "more than 5000",
            Assert.Throws<FormulaException>(() => Formula.Parse(sum, Schema)).Message,
            StringComparison.Ordinal
        );
    }
}
