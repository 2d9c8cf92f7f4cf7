using System.Diagnostics;
using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

/// <summary>
/// Files that nobody writes by hand. Each either converts or is refused by name; none ends the process. The bound on
/// time is three orders of magnitude above what such a file takes: it catches quadratic growth, not a slow machine.
/// </summary>
public class HostileMarkdownTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string> Documents =>
        new()
        {
            { "10,000 quotations in each other", new string('>', 10_000) + " x" },
            { "10,000 quotations with spaces", string.Concat(Enumerable.Repeat("> ", 10_000)) + "x" },
            { "5,000 lists in each other", string.Concat(Enumerable.Repeat("- ", 5_000)) + "x" },
            { "1 MB in one line", new string('x', 1 << 20) },
            { "1 MB of words in one line", string.Concat(Enumerable.Repeat("word ", 1 << 18)) },
            { "opening brackets", new string('[', 50_000) },
            { "image openings", string.Concat(Enumerable.Repeat("![", 20_000)) },
            { "asterisks", new string('*', 50_000) },
            { "emphasis that never closes", string.Concat(Enumerable.Repeat("*a ", 5_000)) },
            {
                "emphasis that nests",
                string.Concat(Enumerable.Repeat("*a _b ", 2_000)) + string.Concat(Enumerable.Repeat("_ *", 2_000))
            },
            {
                "backticks of growing length",
                string.Concat(Enumerable.Range(1, 400).Select(n => new string('`', n) + " "))
            },
            { "elements that never close", string.Concat(Enumerable.Repeat("<b>", 50_000)) },
            {
                "elements that nest",
                string.Concat(Enumerable.Repeat("<b>", 20_000)) + "x" + string.Concat(Enumerable.Repeat("</b>", 20_000))
            },
            { "angle brackets", new string('<', 50_000) },
            { "pipes", new string('|', 2_000) + "\n|-|\n" },
            { "dollars", string.Concat(Enumerable.Repeat("$a ", 5_000)) },
            { "ampersands", new string('&', 100_000) },
            { "backslashes", new string('\\', 100_001) },
            { "footnotes in footnotes", string.Concat(Enumerable.Range(0, 500).Select(n => $"[^{n}]: ")) + "x" },
            { "terms of definitions", string.Concat(Enumerable.Repeat("a\n:   b\n\n", 5_000)) },
            { "100,000 empty lines", new string('\n', 100_000) },
            { "an unfinished fence", "```\n" + new string('x', 100_000) },
            { "an unfinished comment", "<!-- " + new string('-', 100_000) },
            { "links that never close", string.Concat(Enumerable.Repeat("[a](", 5_000)) },
            { "carriage returns alone", "a\rb\r\rc" },
        };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_hostile_document_is_read_and_written_or_refused_in_bounded_time(string name, string markdown)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var page = MarkdownReader.Read(markdown);
            var reread = MarkdownReader.Read(MarkdownWriter.Write(page));
            Assert.Null(BlockNode.FirstDifference(page.Blocks, reread.Blocks));
        }
        catch (MarkdownException exception)
        {
            Assert.Contains("nest", exception.Message, StringComparison.Ordinal);
        }

        Assert.True(watch.Elapsed < Bound, $"{name} took {watch.Elapsed}");
    }

    [Fact]
    public void NUL_and_lone_surrogates_become_the_replacement_character()
    {
        var page = MarkdownReader.Read("\uFEFFa\0b\uD800c\uDC00d🎉 &#0; &#xD800;\n\n```\n\0\uD800\n```");

        Assert.Equal("a\uFFFDb\uFFFDc\uFFFDd🎉 \uFFFD \uFFFD", page.Blocks[0].Title.PlainText);
        Assert.Equal("\uFFFD\uFFFD", page.Blocks[1].Title.PlainText);
    }

    [Theory]
    [InlineData("[a](", "link openings")]
    [InlineData("[a]: b\n", "start with a bracket")]
    public void Shapes_that_would_take_the_parser_hours_are_refused_at_once(string shape, string reason)
    {
        var error = Assert.Throws<MarkdownException>(() =>
            MarkdownReader.Read(string.Concat(Enumerable.Repeat(shape, 1_000_000)))
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_above_the_limit_is_refused_by_its_size()
    {
        var error = Assert.Throws<MarkdownException>(() =>
            MarkdownReader.Read(new string('x', MarkdownLimits.MaximumCharacters + 1))
        );

        Assert.Contains("16777217", error.Message, StringComparison.Ordinal);
    }
}
