using System.Runtime.CompilerServices;
using NotionStyle.Blocks.DataSources.Formulas;

namespace NotionStyle.Blocks.Tests.DataSources;

public class DataSourcesReadmeTests
{
    [Fact]
    public void The_readme_lists_the_functions_that_there_are()
    {
        var readme = File.ReadAllText(
            Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src/NotionStyle.Blocks/DataSources/README.md")
        );

        // When one is new: put what is expected between the marks.
        Assert.Equal(Lines(Formula.FunctionUsages), Between(readme, "formula functions"));
        Assert.Equal(Lines(Rollups.Functions), Between(readme, "rollup functions"));
    }

    [Theory]
    [InlineData(FormulaLimits.ExpressionMaximum)]
    [InlineData(FormulaLimits.NodesMaximum)]
    [InlineData(FormulaLimits.DepthMaximum)]
    [InlineData(FormulaLimits.TextMaximum)]
    [InlineData(FormulaLimits.WorkMaximum)]
    public void The_readme_names_the_limits_that_there_are(int limit) =>
        Assert.Contains(
            limit.ToString("N0", System.Globalization.CultureInfo.InvariantCulture),
            File.ReadAllText(
                Path.Combine(
                    Path.GetDirectoryName(ThisFile())!,
                    "../../../src/NotionStyle.Blocks/DataSources/README.md"
                )
            ),
            StringComparison.Ordinal
        );

    private static string Lines(IEnumerable<string> items) => string.Join(", ", items.Select(i => $"`{i}`"));

    private static string Between(string readme, string name)
    {
        var start = $"<!-- {name} -->";
        var from = readme.IndexOf(start, StringComparison.Ordinal);
        var until = readme.IndexOf($"<!-- end of {name} -->", StringComparison.Ordinal);
        Assert.True(from >= 0 && until > from, $"The readme has no marks of {name}.");
        return string.Join(
            ' ',
            readme[(from + start.Length)..until].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
