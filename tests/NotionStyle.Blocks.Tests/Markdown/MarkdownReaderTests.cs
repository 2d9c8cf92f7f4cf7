using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

public class MarkdownReaderTests
{
    [Theory]
    [InlineData("text", """paragraph {"title":[["text"]]} {}""")]
    [InlineData("soft\nbreak", """paragraph {"title":[["soft break"]]} {}""")]
    [InlineData("hard\\\nbreak  \nagain", """paragraph {"title":[["hard\nbreak\nagain"]]} {}""")]
    [InlineData("## two", """heading_2 {"title":[["two"]]} {}""")]
    [InlineData("##### five", """heading_3 {"title":[["five"]]} {"markdown_level":5}""")]
    [InlineData("- item", """bulleted_list_item {"title":[["item"]]} {}""")]
    [InlineData("7. item", """numbered_list_item {"title":[["item"]]} {"start_index":7}""")]
    [InlineData("- [x] done", """to_do {"title":[["done"]],"checked":[["Yes"]]} {}""")]
    [InlineData("- [ ] open", """to_do {"title":[["open"]]} {}""")]
    [InlineData("- see [x](u)", """bulleted_list_item {"title":[["see "],["x",[["a","u"]]]]} {}""")]
    [InlineData("> quote", """quote {"title":[["quote"]]} {}""")]
    [InlineData("***", "divider {} {}")]
    [InlineData("<br>", "paragraph {} {}")]
    [InlineData(
        "```rust,ignore\nlet x;\n\n```",
        """code {"title":[["let x;\n"]],"language":[["rust"]]} {"markdown_info":"rust,ignore"}"""
    )]
    [InlineData("    indented", """code {"title":[["indented"]]} {}""")]
    [InlineData("$$\nx^2\n$$", """equation {"title":[["x^2"]]} {}""")]
    [InlineData("$$x^2$$", """equation {"title":[["x^2"]]} {}""")]
    [InlineData("a $x^2$", """paragraph {"title":[["a "],["\u204D",[["e","x^2"]]]]} {}""")]
    [InlineData("![alt](a.png \"t\")", """image {"source":[["a.png"]],"caption":[["alt"]]} {"markdown_title":"t"}""")]
    [InlineData(
        "<img src=\"a.png\"\n  width=\"3\">",
        """image {"source":[["a.png"]]} {"markdown_html":"<img src=\"\"\nwidth=\"3\">"}"""
    )]
    [InlineData("a ![alt](a.png)", """paragraph {"title":[["a "],["alt",[["img","a.png"]]]]} {}""")]
    [InlineData(
        "**b** _i_ ~~s~~ `c` <u>u</u>",
        """paragraph {"title":[["b",[["b"]]],[" "],["i",[["i"]]],[" "],["s",[["s"]]],[" "],["c",[["c"]]],[" "],["u",[["_"]]]]} {}"""
    )]
    [InlineData("**a [_b_](u)**", """paragraph {"title":[["a ",[["b"]]],["b",[["a","u"],["b"],["i"]]]]} {}""")]
    [InlineData("<https://e.org>", """paragraph {"title":[["https://e.org",[["a","https://e.org"]]]]} {}""")]
    [InlineData("https://e.org", """paragraph {"title":[["https://e.org",[["a","https://e.org"]]]]} {}""")]
    [InlineData("[t][r]\n\n[r]: u", """paragraph {"title":[["t",[["a","u"]]]]} {}""")]
    [InlineData("[](u)", """paragraph {"title":[["u",[["a","u"]]]]} {}""")]
    [InlineData("a<!-- ignore -->", """paragraph {"title":[["a"],["<!-- ignore -->",[["html"]]]]} {}""")]
    [InlineData("<!-- note -->", """unsupported {"title":[["<!-- note -->"]]} {"markdown_html":true}""")]
    [InlineData("{{#include a.rs}}", """paragraph {"title":[["{{#include a.rs}}"]]} {}""")]
    [InlineData("[^a]: note", """paragraph {"title":[["note"]]} {"markdown_footnote":"a"}""")]
    public void Each_construct_becomes_its_block(string markdown, string expected)
    {
        var block = Assert.Single(MarkdownReader.Read(markdown).Blocks);

        var parts = expected.Split(' ', 2);
        var wanted = new BlockNode(parts[0]);
        var reader = new System.Text.Json.Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(parts[1]));
        wanted.Properties = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(ref reader)!;
        wanted.Format = (System.Text.Json.Nodes.JsonObject)
            System.Text.Json.Nodes.JsonNode.Parse(parts[1][(int)reader.BytesConsumed..])!;
        Assert.Null(BlockNode.FirstDifference([wanted], [block]));
    }

    [Fact]
    public void A_table_keeps_its_header_its_alignment_and_the_marks_in_its_cells()
    {
        var table = Assert.Single(MarkdownReader.Read("| a | **b** |\n|:-:|--:|\n| `x|y` | c\\|d |\n| 1 |").Blocks);

        Assert.Equal(
            """{"table_width":2,"has_column_header":true,"table_alignment":["center","right"]}""",
            table.Format!.ToJsonString()
        );
        Assert.Equal(
            [
                """{"c0":[["a"]],"c1":[["b",[["b"]]]]}""",
                """{"c0":[["x|y",[["c"]]]],"c1":[["c|d"]]}""",
                """{"c0":[["1"]]}""",
            ],
            table.Children.Select(row => row.Properties!.ToJsonString())
        );
    }

    [Fact]
    public void Nested_lists_and_code_in_lists_become_children()
    {
        var item = Assert.Single(
            MarkdownReader.Read("- a\n  1. b\n\n     ```make\n     x:\n     \ty\n      z\n     ```\n\n  para").Blocks
        );

        Assert.Equal(["numbered_list_item", "paragraph"], item.Children.Select(child => child.Type));
        Assert.Equal("x:\n\ty\n z", item.Children[0].Children[0].Title.PlainText);
    }

    [Fact]
    public void A_quotation_of_several_paragraphs_has_the_first_as_its_text_and_the_others_as_children()
    {
        var quote = Assert.Single(MarkdownReader.Read("> a\n>\n> b\n>\n> > c").Blocks);

        Assert.Equal("a", quote.Title.PlainText);
        Assert.Equal(["paragraph", "quote"], quote.Children.Select(child => child.Type));
    }

    [Fact]
    public void A_definition_list_becomes_terms_with_their_definitions_as_children()
    {
        var term = Assert.Single(MarkdownReader.Read("Term\n:   one\n:   two").Blocks);

        Assert.Equal("Term", term.Title.PlainText);
        Assert.Equal(["one", "two"], term.Children.Select(child => child.Title.PlainText));
    }

    [Fact]
    public void Footnotes_that_nothing_refers_to_are_kept_where_they_stand()
    {
        var page = MarkdownReader.Read("a\n\n[^n]: note\n\n    more\n\nb");

        Assert.Equal(["a", "note", "b"], page.Blocks.Select(block => block.Title.PlainText));
        Assert.Equal("more", Assert.Single(page.Blocks[1].Children).Title.PlainText);
    }

    [Fact]
    public void The_first_heading_is_the_title_and_front_matter_stands_before_it()
    {
        var page = MarkdownReader.Read("---\nkey: value\n---\n# The `title`\n\ntext");

        Assert.Equal("key: value", page.FrontMatter);
        Assert.Equal("The title", page.Title!.PlainText);
        Assert.Equal("text", Assert.Single(page.Blocks).Title.PlainText);
    }

    [Fact]
    public void A_heading_that_is_not_first_is_no_title()
    {
        Assert.Null(MarkdownReader.Read("text\n\n# heading").Title);
        Assert.Null(MarkdownReader.Read("## heading").Title);
    }

    [Fact]
    public void Links_and_images_go_through_their_resolvers_and_bare_links_do_not()
    {
        var options = new MarkdownReadOptions
        {
            ResolveLink = target => target == "a.md" ? "/id" : null,
            ResolveImage = target => "file:" + target,
        };

        var page = MarkdownReader.Read(
            "[a](a.md) [b](b.md) https://e.org\n\n![i](i.png)\n\n<img src=\"j.png\">",
            options
        );

        Assert.Equal(
            ["/id", "b.md", "https://e.org"],
            page.Blocks[0].Title.Runs.Select(run => run.Find("a")?.Argument).OfType<string>()
        );
        Assert.Equal(
            ["file:i.png", "file:j.png"],
            page.Blocks.Skip(1).Select(block => block.GetText("source").PlainText)
        );
    }

    [Fact]
    public void A_comment_of_the_writer_changes_the_block_after_it_and_any_other_comment_is_html()
    {
        var page = MarkdownReader.Read(
            "<!-- notion {\"type\":\"toggle\",\"format\":{\"block_color\":\"red\"}} -->\n\n- a\n\n  b\n\n"
                + "<!-- notion {\"type\":\"page\"} -->\n\n<!-- notion {\"properties\":{\"title\":7}} -->\n\n<!-- notion {} -->"
        );

        Assert.Equal(["toggle", "unsupported", "unsupported", "unsupported"], page.Blocks.Select(block => block.Type));
        Assert.Equal("b", page.Blocks[0].Children[0].Title.PlainText);
    }
}
