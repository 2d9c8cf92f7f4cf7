using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

public class MarkdownProperties
{
    [Fact]
    public void Any_rich_text_survives_as_a_paragraph_a_heading_a_cell_and_an_item()
    {
        Properties.ForAllSeeds(
            2000,
            seed =>
            {
                var text = new DocumentMaker(seed).Rich();
                var row = new BlockNode(BlockTypes.TableRow);
                row.SetText("c0", text);
                row.SetText("c1", text);
                return Problem([
                    new BlockNode(BlockTypes.Paragraph, text),
                    new BlockNode(BlockTypes.Heading2, text),
                    new BlockNode(BlockTypes.BulletedListItem, text),
                    new BlockNode(BlockTypes.Quote, text),
                    new BlockNode(BlockTypes.Table, RichText.Empty, row, row),
                ]);
            }
        );
    }

    [Fact]
    public void Any_tree_of_blocks_survives_markdown() =>
        Properties.ForAllSeeds(2000, seed => Problem(new DocumentMaker(seed).Tree()));

    [Fact]
    public void Any_noise_reads_the_same_after_it_was_written()
    {
        Properties.ForAllSeeds(
            3000,
            seed =>
            {
                var noise = new DocumentMaker(seed).Noise();
                var read = MarkdownReader.Read(noise);
                var reread = MarkdownReader.Read(MarkdownWriter.Write(read));
                var problem = Equals(read.Title, reread.Title) ? null : "the title differs";
                problem ??= BlockNode.FirstDifference(read.Blocks, reread.Blocks);
                return problem is null ? null : $"{problem}\n{noise}";
            }
        );
    }

    [Fact]
    public void A_title_survives_and_a_first_heading_without_title_does_not_become_one()
    {
        Properties.ForAllSeeds(
            500,
            seed =>
            {
                var maker = new DocumentMaker(seed);
                var title = maker.Rich();
                var heading = new BlockNode(BlockTypes.Heading1, maker.Rich());
                var with = MarkdownReader.Read(MarkdownWriter.Write(title, [heading]));
                var without = MarkdownReader.Read(MarkdownWriter.Write(null, [heading]));
                return !title.Equals(with.Title) ? "the title is lost"
                    : without.Title is not null ? "the heading became the title"
                    : BlockNode.FirstDifference([heading], without.Blocks);
            }
        );
    }

    private static string? Problem(List<BlockNode> blocks)
    {
        var markdown = MarkdownWriter.Write(null, blocks);
        var page = MarkdownReader.Read(markdown);
        var problem = page.Title is null ? BlockNode.FirstDifference(blocks, page.Blocks) : "a title appeared";
        return problem is null ? null : $"{problem}\n{markdown}";
    }
}
