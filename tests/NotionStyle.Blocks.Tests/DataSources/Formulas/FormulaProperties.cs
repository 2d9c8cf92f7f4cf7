using System.Globalization;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Tests.Markdown;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

public class FormulaProperties
{
    [Fact]
    public void Any_formula_gives_a_value_for_any_row_and_the_same_one_again()
    {
        Properties.ForAllSeeds(
            3000,
            seed =>
            {
                var maker = new FormulaMaker(seed);
                var expression = maker.Expression(4);
                Formula formula;
                try
                {
                    formula = Formula.Parse(expression, FormulaSample.Schema);
                }
                catch (FormulaException refused)
                {
                    return
                        refused.Reason.Contains("unit of time", StringComparison.Ordinal)
                        || refused.Reason.Contains("regular expression", StringComparison.Ordinal)
                        ? null
                        : $"{expression}: {refused.Message}";
                }

                var values = FormulaSample.Schema.Properties.ToDictionary(p => p.Id, p => maker.Of(p.Type));
                var context = new FormulaContext { ValueOf = p => values[p.Id], Now = FormulaSample.Now };
                var value = formula.Evaluate(context);
                return value.Equals(formula.Evaluate(context)) && IsFit(value, formula.Type)
                    ? null
                    : $"{expression} gives {FormulaSample.Show(value)}, which is no {formula.Type}";
            }
        );
    }

    [Fact]
    public void Any_text_is_a_formula_or_is_refused_at_a_place_inside_of_it()
    {
        Properties.ForAllSeeds(
            5000,
            seed =>
            {
                var text = new FormulaMaker(seed).Noise();
                try
                {
                    Formula.Parse(text, FormulaSample.Schema).Evaluate(FormulaSample.Context());
                    return null;
                }
                catch (FormulaException refused)
                {
                    return refused.Position >= 0 && refused.Position <= text.Length
                        ? null
                        : $"{refused.Position} in {text}";
                }
            }
        );
    }

    [Theory]
    [InlineData("prop(\"N\") + 0 == prop(\"N\")")]
    [InlineData("prop(\"N\") * 1 == prop(\"N\")")]
    [InlineData("-(-prop(\"N\")) == prop(\"N\")")]
    [InlineData("prop(\"N\") - prop(\"N\") == 0")]
    [InlineData("prop(\"N\") + prop(\"Blank\") == prop(\"Blank\") + prop(\"N\")")]
    [InlineData("prop(\"N\") * prop(\"Blank\") == prop(\"Blank\") * prop(\"N\")")]
    [InlineData("(prop(\"N\") < prop(\"Blank\")) == (prop(\"Blank\") > prop(\"N\"))")]
    [InlineData(
        "(prop(\"N\") < prop(\"Blank\") or prop(\"N\") == prop(\"Blank\")) == (prop(\"N\") <= prop(\"Blank\"))"
    )]
    [InlineData("max(prop(\"N\"), prop(\"Blank\")) >= min(prop(\"N\"), prop(\"Blank\"))")]
    [InlineData("sum(prop(\"N\"), prop(\"Blank\")) == prop(\"N\") + prop(\"Blank\")")]
    [InlineData("toNumber(format(prop(\"N\"))) == prop(\"N\")")]
    [InlineData("floor(prop(\"N\")) <= prop(\"N\") and prop(\"N\") <= ceil(prop(\"N\"))")]
    [InlineData("[prop(\"N\"), prop(\"Blank\")].sort().first() == min(prop(\"N\"), prop(\"Blank\"))")]
    public void The_laws_of_numbers_hold(string law)
    {
        var formula = Formula.Parse(law, FormulaSample.Schema);
        Properties.ForAllSeeds(
            500,
            seed =>
            {
                var maker = new FormulaMaker(seed);
                var (n, m) = (maker.Number() / 4, maker.Number() / 4);
                var value = formula.Evaluate(
                    new FormulaContext
                    {
                        ValueOf = p => new Value.Number(p.Name == "N" ? n : m),
                        Now = FormulaSample.Now,
                    }
                );

                // A product or a sum may lie outside of what a double holds: then both sides have no value, and are equal.
                return value is Value.Flag { IsTrue: true } ? null : $"{law} with {n:R} and {m:R}";
            }
        );
    }

    [Theory]
    [InlineData("length(prop(\"Text\") + prop(\"Name\")) == length(prop(\"Text\")) + length(prop(\"Name\"))")]
    [InlineData("contains(prop(\"Text\") + prop(\"Name\"), prop(\"Name\"))")]
    [InlineData("split(prop(\"Text\"), \"\").join(\"\") == prop(\"Text\")")]
    [InlineData("prop(\"Text\").substring(0, 3) + prop(\"Text\").substring(3) == prop(\"Text\")")]
    [InlineData("prop(\"Tags\").reverse().reverse() == prop(\"Tags\")")]
    [InlineData("prop(\"Tags\").sort().sort() == prop(\"Tags\").sort()")]
    [InlineData("prop(\"Tags\").unique().unique() == prop(\"Tags\").unique()")]
    [InlineData("prop(\"Tags\").map(current) == prop(\"Tags\")")]
    [InlineData("prop(\"Tags\").filter(true) == prop(\"Tags\") and prop(\"Tags\").filter(false) == []")]
    [InlineData("prop(\"Tags\").some(current == \"a\") == prop(\"Tags\").includes(\"a\")")]
    [InlineData(
        "prop(\"Tags\").length() == prop(\"Tags\").filter(empty(current)).length() + prop(\"Tags\").filter(not empty(current)).length()"
    )]
    public void The_laws_of_texts_and_lists_hold(string law)
    {
        var formula = Formula.Parse(law, FormulaSample.Schema);
        Properties.ForAllSeeds(
            500,
            seed =>
            {
                var random = new Random(seed);
                var maker = new FormulaMaker(seed);
                string Text() =>
                    string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(3) == 0 ? "a" : "é1,"));
                var (text, name) = (new Value.Text(Text()), new Value.Text(Text()));
                var tags = new Value.Many([.. Enumerable.Range(0, random.Next(6)).Select(_ => maker.Any(0))]);
                var value = formula.Evaluate(
                    new FormulaContext
                    {
                        ValueOf = p =>
                            p.Name == "Text" ? text
                            : p.Name == "Name" ? name
                            : tags,
                        Now = FormulaSample.Now,
                    }
                );
                return value is Value.Flag { IsTrue: true }
                    ? null
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{law} with {text} {name} {FormulaSample.Show(tags)}"
                    );
            }
        );
    }

    private static bool IsFit(Value value, FormulaType type) =>
        value.IsEmpty
        || type switch
        {
            FormulaType.Number => value is Value.Number,
            FormulaType.Flag => value is Value.Flag,
            FormulaType.Date => value is Value.Date,
            FormulaType.Text => value is Value.Text or Value.Choice,
            FormulaType.List => value is Value.Many,
            _ => true,
        };
}
