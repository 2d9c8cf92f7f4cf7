using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

public class MarkdownFixtureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("rust-book", 112, 6_000)]
    [InlineData("tldr", 6_643, 60_000)]
    public void Every_file_of_a_real_tree_reads_the_same_after_it_was_written(
        string name,
        int fileCount,
        int atLeastBlocks
    )
    {
        var files = MarkdownFixtures.Load(name).Where(file => file.Text is not null).ToList();
        var blocks = 0;
        foreach (var file in files)
        {
            var read = MarkdownReader.Read(file.Text!);
            var written = MarkdownWriter.Write(read);
            var reread = MarkdownReader.Read(written);

            Assert.True(Equals(read.Title, reread.Title), $"{file.Path}: the title differs");
            Assert.True(
                BlockNode.FirstDifference(read.Blocks, reread.Blocks, file.Path) is null,
                BlockNode.FirstDifference(read.Blocks, reread.Blocks, file.Path)
            );
            Assert.Equal(written, MarkdownWriter.Write(reread));
            blocks += read.Blocks.Sum(block => block.SelfAndDescendants().Count());
        }

        output.WriteLine($"{name}: {files.Count} files, {blocks} blocks");
        Assert.Equal(fileCount, files.Count);
        Assert.True(blocks > atLeastBlocks, $"{blocks} blocks");
    }

    [Theory]
    [InlineData("rust-book")]
    [InlineData("tldr")]
    public void No_word_of_a_real_tree_is_lost(string name)
    {
        foreach (var file in MarkdownFixtures.Load(name).Where(file => file.Text is not null))
        {
            var page = MarkdownReader.Read(file.Text!);
            var words = Words(page.Title?.PlainText ?? "")
                .Concat(
                    page.Blocks.SelectMany(block => block.SelfAndDescendants())
                        .SelectMany(block =>
                            Words((block.Properties?.ToJsonString(Relaxed) ?? "") + block.Format?.ToJsonString(Relaxed))
                        )
                );
            var kept = words.ToHashSet(StringComparer.OrdinalIgnoreCase);

            // Labels of reference links disappear, their links carry the address instead; entities are characters.
            var text = System.Text.RegularExpressions.Regex.Replace(
                file.Text!,
                @"(?m)^\[[^\]]+\]:.*$|\]\s?\[[^\]]*\]|&[a-z]+;",
                " "
            );
            var missing = Words(text).Where(word => !kept.Contains(word)).Distinct().ToList();
            Assert.True(missing.Count == 0, $"{file.Path}: {string.Join(", ", missing)}");
        }
    }

    [Theory]
    [InlineData("rust-book", 112)]
    [InlineData("tldr", 6_643)]
    public void A_real_tree_comes_back_from_pages_as_the_same_files(string name, int fileCount)
    {
        var options = new MarkdownTreeOptions
        {
            FileAddress = path => "file://" + path,
            FilePath = address => address.StartsWith("file://", StringComparison.Ordinal) ? address[7..] : null,
        };
        var files = MarkdownFixtures.Load(name);

        var first = MarkdownTree.Import(files, options);
        var exported = MarkdownTree.Export(first.Root, options);
        var second = MarkdownTree.Import([.. exported, .. files.Where(file => file.Text is null)], options);

        output.WriteLine(
            $"{name}: {first.PageCount} pages, {first.BlockCount} blocks, {first.BrokenLinks.Count} links outside the tree"
        );
        Assert.Equal(fileCount, exported.Count);
        Assert.Equal(
            files.Where(file => file.Text is not null).Select(file => file.Path).Order(StringComparer.Ordinal),
            exported.Select(file => file.Path).Order(StringComparer.Ordinal)
        );
        var difference = TreeComparison.FirstDifference(first.Root, second.Root);
        Assert.True(difference is null, difference);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static IEnumerable<string> Words(string text) =>
        System
            .Text.RegularExpressions.Regex.Matches(text.Replace("\\n", " ", StringComparison.Ordinal), @"\p{L}{3,}")
            .Select(match => match.Value);
}
