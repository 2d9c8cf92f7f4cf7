using System.Text.Json;
using NotionStyle.Blocks.Tests.Markdown;

namespace NotionStyle.Blocks.Tests.RichTexts;

public class RichTextProperties
{
    [Fact]
    public void Any_rich_text_survives_json_as_nodes_and_as_bytes()
    {
        Properties.ForAllSeeds(
            2000,
            seed =>
            {
                var text = new DocumentMaker(seed).Rich();
                var read = RichText.Parse(text.ToJson());
                using var document = JsonDocument.Parse(text.ToJson().ToJsonString());
                var reread = RichText.Parse(document.RootElement);
                return read.Equals(text) && reread.Equals(text) ? null : text.ToJson().ToJsonString();
            }
        );
    }

    [Fact]
    public void Cutting_a_text_into_runs_and_putting_it_together_gives_the_same_value()
    {
        Properties.ForAllSeeds(
            2000,
            seed =>
            {
                var text = new DocumentMaker(seed).Rich();
                var cut = text.Runs.SelectMany(run =>
                    run.IsAtomic || run.Text.Any(char.IsSurrogate)
                        ? [run]
                        : run.Text.Select(c => new RichTextRun(c.ToString(), [.. run.Marks.Reverse()]))
                );
                return RichText.FromRuns(cut).Equals(text) ? null : text.ToJson().ToJsonString();
            }
        );
    }
}
