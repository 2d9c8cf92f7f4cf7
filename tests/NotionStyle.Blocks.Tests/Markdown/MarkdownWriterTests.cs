using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

public class MarkdownWriterTests
{
    [Theory]
    [InlineData("# T\n\ntext\n")]
    [InlineData("---\nkey: value\n---\n\n# T\n")]
    [InlineData("- a\n- b\n  - c\n  - d\n\n    e\n- [x] f\n\n1. g\n2. h\n")]
    [InlineData("1. a\n\n1) b\n")]
    [InlineData("> a\n>\n> b\n>\n> - c\n")]
    [InlineData("```rust,ignore\nlet x = `y`;\n```\n")]
    [InlineData("````md\n```\n````\n")]
    [InlineData("| a | b |\n| :--- | ---: |\n| `x|y` | 1 \\| 2 |\n")]
    [InlineData("**bold** and _italic_ and ~~gone~~ and `code` and [link](https://e.org/a_b) and $x^2$.\n")]
    [InlineData("**bold with _italic_ inside**\n")]
    [InlineData(
        "snake\\_\\_case and snake_case, 2 \\* 3 < 4 & 5; \\# no heading\n",
        "snake\\_\\_case and snake_case, 2 \\* 3 < 4 & 5; # no heading\n"
    )]
    [InlineData("\\# not a heading\n")]
    [InlineData("1\\. not a list\n")]
    [InlineData("see[^n]\n\n[^n]: note\n\n    more\n")]
    [InlineData("Term\n:   one\n\n    two\n")]
    [InlineData("<div>\n\n**a**\n\n</div>\n")]
    [InlineData("![alt](a.png \"t\")\n")]
    [InlineData("line\\\nbreak\n")]
    [InlineData("$$\nx\n$$\n\n---\n\n<br>\n")]
    public void Markdown_in_the_writers_own_style_is_written_as_it_was_read(string markdown, string? expected = null) =>
        Assert.Equal(expected ?? markdown, MarkdownWriter.Write(MarkdownReader.Read(markdown)));

    [Fact]
    public void Emphasis_that_delimiters_cannot_express_is_written_as_elements()
    {
        var text = RichText.FromRuns(
            new RichTextRun("in"),
            new RichTextRun("side", RichTextMark.Bold),
            new RichTextRun(" and"),
            new RichTextRun(" edge ", RichTextMark.Italic),
            new RichTextRun("x")
        );

        Assert.Equal(
            "in<b>side</b> and<i> edge </i>x\n",
            MarkdownWriter.Write(null, [new BlockNode(BlockTypes.Paragraph, text)])
        );
    }

    [Fact]
    public void A_toggle_is_an_item_under_a_comment_and_keeps_its_children()
    {
        var toggle = new BlockNode(
            BlockTypes.Toggle,
            RichText.FromPlain("more"),
            new BlockNode(BlockTypes.Paragraph, RichText.FromPlain("inside"))
        );

        Assert.Equal(
            "<!-- notion {\"type\":\"toggle\"} -->\n\n- more\n\n  inside\n",
            MarkdownWriter.Write(null, [toggle])
        );
    }

    [Fact]
    public void A_bookmark_shows_a_link_to_programs_that_do_not_know_it()
    {
        var bookmark = new BlockNode(BlockTypes.Bookmark);
        bookmark.SetText("source", RichText.FromPlain("https://e.org"));

        var markdown = MarkdownWriter.Write(null, [bookmark]);

        Assert.EndsWith("\n\n<https://e.org>\n", markdown, StringComparison.Ordinal);
        Assert.Null(BlockNode.FirstDifference([bookmark], MarkdownReader.Read(markdown).Blocks));
    }

    [Fact]
    public void A_mention_and_a_colour_come_back_as_the_same_marks()
    {
        var text = RichText.FromRuns(
            new RichTextRun(RichText.MentionText, RichTextMark.User("u-1")),
            new RichTextRun(RichText.MentionText, RichTextMark.User("u-1")),
            new RichTextRun("red", RichTextMark.Colour("red"))
        );
        List<BlockNode> blocks = [new(BlockTypes.Paragraph, text)];

        Assert.Null(BlockNode.FirstDifference(blocks, MarkdownReader.Read(MarkdownWriter.Write(null, blocks)).Blocks));
    }

    [Fact]
    public void Pages_inside_a_page_are_left_out_because_they_are_files_of_their_own() =>
        Assert.Equal("", MarkdownWriter.Write(null, [new BlockNode(BlockTypes.Page, RichText.FromPlain("child"))]));

    [Fact]
    public void Blocks_that_nest_deeper_than_the_limit_are_refused_by_name_and_those_at_the_limit_are_read_back()
    {
        Assert.Throws<MarkdownException>(() => MarkdownWriter.Write(null, [Nested(MarkdownLimits.MaximumDepth)]));

        List<BlockNode> deepest = [Nested(MarkdownLimits.MaximumDepth - 1)];
        Assert.Null(
            BlockNode.FirstDifference(deepest, MarkdownReader.Read(MarkdownWriter.Write(null, deepest)).Blocks)
        );
    }

    private static BlockNode Nested(int levels)
    {
        var node = new BlockNode(BlockTypes.BulletedListItem, RichText.FromPlain("x"));
        for (var i = 1; i < levels; i++)
        {
            node = new BlockNode(BlockTypes.BulletedListItem, RichText.FromPlain("x"), node);
        }

        return node;
    }
}
