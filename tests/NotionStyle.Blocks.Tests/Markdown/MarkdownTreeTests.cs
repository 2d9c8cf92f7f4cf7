using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

public class MarkdownTreeTests
{
    private static readonly MarkdownFile[] Guide =
    [
        new("README.md", "# Home\n\nSee [start](guide/start.md#first), [the guide](guide/) and [nothing](gone.md).\n"),
        new(
            "guide/start.md",
            "## Start\n\n![shot](img/a b.png) [up](../README.md) [out](https://e.org) [self](#first)\n\n![shot](img/a%20b.png)\n"
        ),
        new("guide/deep/page one.md", "text [s](../start.md)\n"),
        new("guide/img/a b.png", null),
        new("notes.md", "# Notes\n"),
        new("notes/one.md", "# One\n\n[n](../notes.md) [book](one.html)\n"),
    ];

    [Fact]
    public void Folders_and_files_become_pages_with_titles_from_headings_or_names()
    {
        var import = MarkdownTree.Import(Guide);

        Assert.Equal(
            ["Home", "guide", "deep", "page one", "Start", "Notes", "One"],
            import
                .Root.SelfAndDescendants()
                .Where(node => node.Type == BlockTypes.Page)
                .Select(node => node.Title.PlainText)
        );
        Assert.Equal(7, import.PageCount);
        Assert.Equal(import.BlockCount, import.Root.SelfAndDescendants().Count());
        Assert.All(import.Root.SelfAndDescendants(), node => Assert.NotEqual(Guid.Empty, node.Id));
        Assert.Equal(import.BlockCount, import.Root.SelfAndDescendants().Select(node => node.Id).Distinct().Count());
    }

    [Fact]
    public void Links_between_files_become_page_links_and_broken_ones_are_reported_and_kept()
    {
        var import = MarkdownTree.Import(Guide, new MarkdownTreeOptions { FileAddress = path => "file://" + path });
        var pages = import
            .Root.SelfAndDescendants()
            .Where(node => node.Type == BlockTypes.Page)
            .ToDictionary(node => node.Title.PlainText);

        var links = pages["Home"].Children[0].Title.Runs.Select(run => run.Find("a")?.Argument).OfType<string>();
        Assert.Equal([$"/{pages["Start"].Id:N}#first", $"/{pages["guide"].Id:N}", "gone.md"], links);
        Assert.Equal([new BrokenLink("README.md", "gone.md")], import.BrokenLinks);
        Assert.Equal(["guide/img/a b.png"], import.Files);
        Assert.Equal("file://guide/img/a b.png", pages["Start"].Children[^1].GetText("source").PlainText);
        var one = pages["One"].Children[0].Title.Runs.Select(run => run.Find("a")?.Argument).OfType<string>();
        Assert.Equal([MarkdownTree.PageAddress(pages["Notes"].Id), MarkdownTree.PageAddress(pages["One"].Id)], one);
    }

    [Fact]
    public void An_export_writes_the_same_names_and_reads_as_the_same_pages()
    {
        var options = new MarkdownTreeOptions
        {
            FileAddress = path => "file://" + path,
            FilePath = address => address.StartsWith("file://", StringComparison.Ordinal) ? address[7..] : null,
        };
        var first = MarkdownTree.Import(Guide, options);

        var files = MarkdownTree.Export(first.Root, options);

        Assert.Equal(
            Guide.Where(file => file.Text is not null).Select(file => file.Path).Order(StringComparer.Ordinal),
            files.Select(file => file.Path).Order(StringComparer.Ordinal)
        );
        var second = MarkdownTree.Import([.. files, .. Guide.Where(file => file.Text is null)], options);
        Assert.Null(TreeComparison.FirstDifference(first.Root, second.Root));
    }

    [Fact]
    public void Pages_that_were_never_files_get_names_that_are_free()
    {
        var root = new BlockNode(BlockTypes.Page, RichText.FromPlain("Home")) { Id = Guid.NewGuid() };
        foreach (var title in (string[])["A / B?", "a b", "", "Ünï"])
        {
            root.Children.Add(new BlockNode(BlockTypes.Page, RichText.FromPlain(title)) { Id = Guid.NewGuid() });
        }

        root.Children[0]
            .Children.Add(new BlockNode(BlockTypes.Page, RichText.FromPlain("Inner")) { Id = Guid.NewGuid() });

        Assert.Equal(
            ["README.md", "a-b/README.md", "a-b/inner.md", "a-b.md", "untitled.md", "ünï.md"],
            MarkdownTree.Export(root).Select(file => file.Path)
        );
    }

    [Fact]
    public void A_page_that_was_renamed_is_written_with_its_new_title()
    {
        var import = MarkdownTree.Import([new MarkdownFile("a.md", "text\n")]);
        import.Root.Children[0].Title = RichText.FromPlain("New name");

        Assert.Equal([new MarkdownFile("a.md", "# New name\n\ntext\n")], MarkdownTree.Export(import.Root));
    }

    [Theory]
    [InlineData("../a.md")]
    [InlineData("a/../../b.md")]
    [InlineData("/etc/a.md")]
    [InlineData("C:\\a.md")]
    [InlineData("a//b.md")]
    [InlineData("a\0.md")]
    [InlineData("")]
    public void A_path_that_leads_out_of_the_tree_is_refused(string path) =>
        Assert.Throws<MarkdownException>(() => MarkdownTree.Import([new MarkdownFile(path, "")]));

    [Fact]
    public void A_stored_path_that_leads_out_of_the_tree_is_not_written_to()
    {
        var root = new BlockNode(BlockTypes.Page, RichText.FromPlain("Home"));
        root.SetFormat("source_path", "../../outside.md");

        Assert.Equal(["README.md"], MarkdownTree.Export(root).Select(file => file.Path));
    }

    [Fact]
    public void A_path_given_twice_is_refused() =>
        Assert.Throws<MarkdownException>(() => MarkdownTree.Import([new("a.md", "1"), new("a.md", "2")]));

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var error = Assert.Throws<MarkdownException>(() =>
            MarkdownTree.Import([new("a/deep.md", new string('>', 10_000) + "x")])
        );

        Assert.StartsWith("a/deep.md: ", error.Message, StringComparison.Ordinal);
    }
}
