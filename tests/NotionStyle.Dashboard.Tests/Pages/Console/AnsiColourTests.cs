using System.Globalization;
using System.Text.RegularExpressions;

namespace NotionStyle.Dashboard.Tests.Pages.Console;

/// <summary>Reads the shades from the style sheets and computes their contrast (WCAG 2.2).</summary>
public sealed partial class AnsiColourTests
{
    private const double Readable = 4.5;

    [Theory]
    [InlineData(0, "#ffffff")]
    [InlineData(0, "#f3f3f3")]
    [InlineData(1, "#242424")]
    [InlineData(1, "#2e2e2e")]
    public void Every_colour_can_be_read_on_the_page_and_on_every_background(int theme, string page)
    {
        var css = File.ReadAllText(
            Path.Combine(SourceRoot(), "src/NotionStyle.Dashboard/Components/Pages/Console/ConsoleLineView.razor.css")
        );
        var shades = Shade().Matches(css).Select(m => (Name: m.Groups[1].Value, Value: m.Groups[2].Value)).ToList();
        Assert.Equal(48, shades.Count);
        var own = shades.Skip(theme * 24).Take(24).ToList();
        var letters = own.Where(s => !s.Name.StartsWith("bg", StringComparison.Ordinal)).ToList();
        var backgrounds = own.Except(letters).Append(("page", page)).ToList();

        foreach (var letter in letters)
        foreach (var (name, background) in backgrounds)
        {
            var contrast = Contrast(letter.Value, background);
            Assert.True(contrast >= Readable, $"colour {letter.Name} on {name}: {contrast:0.00}");
        }
    }

    private static double Contrast(string a, string b)
    {
        var (first, second) = (Luminance(a), Luminance(b));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5);
    }

    private static string SourceRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NotionStyle.sln")))
            folder =
                Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No solution above the tests.");
        return folder;
    }

    [GeneratedRegex("--ansi-((?:bg-)?[0-9]+): (#[0-9a-f]{6});")]
    private static partial Regex Shade();
}
