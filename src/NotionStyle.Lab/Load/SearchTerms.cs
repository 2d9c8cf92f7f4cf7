using System.Text.RegularExpressions;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Load;

/// <summary>
/// What the load searches for: a word or two that stand together in a block of the workspace, as somebody asks who remembers it. Words of the load's own would find the
/// load's own blocks, in the trash of earlier loads, too, so every run would search for more than the one before it.
/// </summary>
internal sealed partial class SearchTerms
{
    private const int PagesMaximum = 50;
    private const int BlocksOfPage = 100;

    /// <summary>A word that more than one in so many blocks has is a word like "with", which nobody looks for.</summary>
    private const int CommonIn = 50;

    private readonly string[][] _wordsByText;

    private SearchTerms(string[][] wordsByText) => _wordsByText = wordsByText;

    /// <summary>Reads up to 50 pages of the workspace, 100 blocks of each, from its root pages downward.</summary>
    public static async Task<IReadOnlyList<string>> SampleAsync(BlockClient client, Guid spaceId, CancellationToken ct)
    {
        var texts = new List<string>();
        var left = PagesMaximum;
        var level = await client.RootPagesAsync(spaceId, ct);
        while (left > 0 && level.Count > 0)
        {
            var below = new List<Guid>();
            foreach (var page in Spread(level, left))
            {
                left--;
                foreach (var record in await RecordsAsync(client, page, ct))
                {
                    // A page's title counts when it is read itself.
                    if (record.Type == BlockTypes.Page && record.Id != page)
                        below.Add(record.Id);
                    else if (record.Properties is { } properties)
                        texts.Add(SearchText.Of(properties));
                }
            }

            level = below;
        }

        return texts;
    }

    /// <summary>The terms of some texts; common ones where all their words are common, and of the other text where they have no words.</summary>
    public static SearchTerms Of(IEnumerable<string> texts, string otherwise)
    {
        var words = texts.Select(WordsOf).Where(w => w.Length > 0).ToArray();
        if (words.Length == 0)
            words = [WordsOf(otherwise)];
        var most = Math.Max(1, words.Length / CommonIn);
        var common = words.SelectMany(w => w).CountBy(w => w).Where(c => c.Value > most).Select(c => c.Key).ToHashSet();
        var telling = words.Select(w => w.Where(t => !common.Contains(t)).ToArray()).Where(w => w.Length > 0).ToArray();
        return new SearchTerms(telling.Length > 0 ? telling : words);
    }

    /// <summary>One or two words of a text, the same for the same choice.</summary>
    public string Query(int choice)
    {
        var random = new Random(choice);
        var words = _wordsByText[random.Next(_wordsByText.Length)];
        var first = random.Next(words.Length);
        if (words.Length == 1 || random.Next(2) == 0)
            return words[first];
        var second = (first + 1 + random.Next(words.Length - 1)) % words.Length;
        return $"{words[first]} {words[second]}";
    }

    /// <summary>The blocks of a page; one that cannot be read has none.</summary>
    private static async Task<IReadOnlyList<RemoteRecord>> RecordsAsync(
        BlockClient client,
        Guid page,
        CancellationToken ct
    )
    {
        try
        {
            return (await client.ReadChunkAsync(page, BlocksOfPage, null, ct)).Records;
        }
        catch (ApiException e) when (e.Status == 404)
        {
            // Trashed or closed since its parent was read.
            return [];
        }
    }

    private static string[] WordsOf(string text) =>
        [.. Words().Matches(text).Select(m => m.Value.ToLowerInvariant()).Distinct()];

    /// <summary>At most so many of the pages, evenly from first to last.</summary>
    private static IEnumerable<Guid> Spread(IReadOnlyList<Guid> pages, int most) =>
        pages.Count <= most ? pages : Enumerable.Range(0, most).Select(i => pages[(int)((long)i * pages.Count / most)]);

    // Letters alone, and no very long ones: how an engine cuts code and addresses into words is its own matter.
    [GeneratedRegex(@"(?<![\w-])\p{L}{4,20}(?![\w-])")]
    private static partial Regex Words();
}
