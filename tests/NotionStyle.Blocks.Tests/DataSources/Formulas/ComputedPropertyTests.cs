using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using static NotionStyle.Blocks.Tests.DataSources.Formulas.FormulaSample;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

public class ComputedPropertyTests
{
    [Fact]
    public void A_sound_formula_and_a_sound_rollup_are_let_in()
    {
        var schema = Of(OfFormula("A", "prop(\"N\") * 2"), OfFormula("B", "prop(\"A\") + 1"), OfRollup("sum", "numb"));

        Assert.Null(ComputedProperties.FirstProblem(schema));
        Assert.All(schema.Properties, p => Assert.Null(ComputedProperties.Problem(schema, p, Schema)));
    }

    [Fact]
    public void A_formula_that_cannot_be_read_is_refused_in_the_words_of_the_reader()
    {
        var schema = Of(OfFormula("A", "lenght(\"x\")"));

        Assert.Contains(
            "Did you mean \"length\"?",
            ComputedProperties.Problem(schema, schema.ByName("A")!),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("prop(\"A\")", "1", "1", "\"A\", \"A\"")]
    [InlineData("prop(\"B\")", "prop(\"A\")", "1", "\"A\", \"B\", \"A\"")]
    [InlineData("prop(\"C\") + prop(\"B\")", "prop(\"C\")", "1 + prop(\"A\")", "\"C\", \"A\"")]
    public void A_formula_that_is_computed_from_itself_is_refused_with_the_way_round(
        string a,
        string b,
        string c,
        string way
    )
    {
        var schema = Of(OfFormula("A", a), OfFormula("B", b), OfFormula("C", c));

        var problem = ComputedProperties.Problem(schema, schema.ByName("A")!);

        Assert.Contains("computed from itself", problem, StringComparison.Ordinal);
        Assert.Contains(way, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_formulas_behind_one_another_are_refused()
    {
        var chain = Enumerable
            .Range(0, FormulaLimits.ChainMaximum + 2)
            .Select(i => OfFormula($"F{i}", i == 0 ? "1" : $"prop(\"F{i - 1}\")"))
            .ToArray();

        var refused = ComputedProperties.FirstProblem(Of(chain));

        Assert.Equal($"F{FormulaLimits.ChainMaximum + 1}", refused?.Property.Name);
        Assert.Contains("more than 10 formulas", refused?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_full_of_formulas_that_use_all_the_others_is_judged_in_no_time()
    {
        var all = string.Join(" + ", Enumerable.Range(0, 150).Select(i => $"prop(\"F{i}\")"));

        var problem = ComputedProperties.Problem(
            Of([.. Enumerable.Range(0, 150).Select(i => OfFormula($"F{i}", all))]),
            OfFormula("F0", all)
        );

        Assert.Matches("computed from itself|stand behind one another", problem);
    }

    [Theory]
    [InlineData("sums", "task", "numb", "Did you mean \"sum\"?")]
    [InlineData("sum", "zzzz", "numb", "no relation property with the id \"zzzz\"")]
    [InlineData("sum", "numb", "numb", "a rollup follows a relation, and \"N\" is none")]
    [InlineData("sum", "task", "zzzz", "has no property with the id \"zzzz\"")]
    [InlineData("sum", "task", "title", "needs numbers, which \"Name\" does not hold")]
    [InlineData("earliest_date", "task", "numb", "needs dates")]
    [InlineData("checked", "task", "numb", "needs checkboxes")]
    [InlineData("count_per_group", "task", "numb", "needs options")]
    public void A_rollup_that_leads_nowhere_is_refused(string function, string relation, string target, string reason)
    {
        var rollup = Define("roll", "Rollup", PropertyType.Rollup) with
        {
            Rollup = new RollupDefinition(relation, target, function),
        };

        Assert.Contains(reason, ComputedProperties.Problem(Of(rollup), rollup, Schema), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_property_takes_its_new_name_in_formulas()
    {
        var after = new DataSourceSchema([
            .. Schema.Properties.Select(p => p.Name == "N" ? p with { Name = "The \"new\" \\ N" } : p),
        ]);
        const string Expression =
            "prop( \"N\" ) + /* prop(\"N\") */ \"prop(\" + prop(\"Blank\") + prop(\"Tasks\").map(current.prop(\"N\"))";

        var renamed = Formula.Renamed(Expression, Schema, after);

        Assert.Equal(
            "prop( \"The \\\"new\\\" \\\\ N\" ) + /* prop(\"N\") */ \"prop(\" + prop(\"Blank\") + prop(\"Tasks\").map(current.prop(\"N\"))",
            renamed
        );
        Assert.Equal(["numb", "blnk", "task"], Formula.Parse(renamed, after).Properties.Select(p => p.Id));
        Assert.Equal("no formula", Formula.Renamed("no formula", Schema, after));
    }

    private static DataSourceSchema Of(params PropertyDefinition[] computed) =>
        new([.. Schema.Properties, .. computed]);

    private static PropertyDefinition OfFormula(string name, string expression) =>
        Define($"id{name}", name, PropertyType.Formula) with
        {
            Expression = expression,
        };

    private static PropertyDefinition OfRollup(string function, string target) =>
        Define("roll", "Rollup", PropertyType.Rollup) with
        {
            Rollup = new RollupDefinition("task", target, function),
        };
}
