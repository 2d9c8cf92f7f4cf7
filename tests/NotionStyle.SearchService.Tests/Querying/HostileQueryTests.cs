using System.Text;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Querying;

/// <summary>No text that somebody types is an error or keeps the service busy until its timeout; and none of it is an operator that nobody promised.</summary>
public sealed class HostileQueryTests(SharedSearch search) : IClassFixture<SharedSearch>
{
    private static readonly string[] Pieces =
    [
        "*",
        "?",
        "(a+)+$",
        ".*",
        "[a-",
        "{1,9999}",
        "~9",
        "^9",
        "\\",
        "\"",
        "--",
        " or ",
        " OR OR ",
        "AND",
        "NOT ",
        "!",
        "&",
        "|",
        "(",
        ")",
        "text:",
        "_exists_:",
        "<script>",
        "' or 1=1 --",
        "${jndi:x}",
        "%00",
        "\u0000",
        "\u0007",
        "\u001b[2J",
        "\u007f",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\ufffe",
        "\ud800",
        "\udfff",
        "e\u0301\u0301\u0301",
        "\U0001F926\U0001F3FC‍",
        "ﷺ",
        "İ",
        "ß",
        "漢字",
        "ก็็็",
        "a",
        "the",
        "heron",
        " ",
        "\t",
        "\n",
    ];

    [Theory]
    [InlineData(SearchMode.Words)]
    [InlineData(SearchMode.Any)]
    [InlineData(SearchMode.QuickFind)]
    public async Task Every_text_gets_an_answer(SearchMode mode)
    {
        var space = await SpaceAsync();
        foreach (var text in Pieces)
        {
            await AskAsync(space, text, mode);
            await AskAsync(space, text + "heron" + text, mode);
            await AskAsync(space, Repeated(text), mode);
        }

        await Seeds.ForEachAsync(25, seed => AskAsync(space, Shuffled(new Random(seed)), mode));
    }

    [Theory]
    [InlineData(SearchMode.Words)]
    [InlineData(SearchMode.Any)]
    [InlineData(SearchMode.QuickFind)]
    public async Task The_most_words_that_a_query_can_hold_get_an_answer(SearchMode mode)
    {
        var space = await SpaceAsync();
        // 1,000 characters: 500 words of one letter, and as many that differ as there is room for.
        await AskAsync(space, string.Join(' ', Enumerable.Range(0, 500).Select(i => (char)('a' + i % 26))), mode);
        await AskAsync(space, string.Join(' ', Enumerable.Range(100, 250)), mode);
        await AskAsync(space, string.Join(" or ", Enumerable.Range(100, 140)), mode);
        await AskAsync(space, string.Join(" -", Enumerable.Range(100, 200)), mode);
        await AskAsync(space, new string('x', StoreLimits.SearchQueryLengthMaximum), mode);
    }

    [Fact]
    public async Task Wildcards_and_expressions_are_looked_for_as_they_are_written()
    {
        var space = await SpaceAsync();

        Assert.Empty(await AskAsync(space, "her*", SearchMode.Words));
        Assert.Empty(await AskAsync(space, "h?ron", SearchMode.Words));
        Assert.Empty(await AskAsync(space, "/h.*n/", SearchMode.Words));
        Assert.Empty(await AskAsync(space, "herom~2", SearchMode.Words));
        Assert.Empty(await AskAsync(space, "text:heron", SearchMode.Words));
        Assert.Single(await AskAsync(space, "heron", SearchMode.Words));
    }

    [Fact]
    public async Task A_title_is_looked_for_letter_by_letter()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var pages = new Dictionary<string, Guid>();
        foreach (var title in (string[])["100% *sure*", "what? (a+)+", "back\\slash \"quoted\"", "under_score"])
            pages[title] = await space.AddPageAsync(title: title);
        await search.Stack.CatchUpAsync();

        Assert.Equal([pages["100% *sure*"]], await TitlesAsync(space, "*sure*"));
        Assert.Equal([pages["100% *sure*"]], await TitlesAsync(space, "0% *"));
        Assert.Equal([pages["what? (a+)+"]], await TitlesAsync(space, "? (a+)+"));
        Assert.Equal([pages["back\\slash \"quoted\""]], await TitlesAsync(space, "K\\SLASH \"q"));
        Assert.Equal([pages["under_score"]], await TitlesAsync(space, "r_s"));
        Assert.Empty(await TitlesAsync(space, "under?score"));
        foreach (var text in Pieces)
            await TitlesAsync(space, Repeated(text));
        await Seeds.ForEachAsync(25, seed => TitlesAsync(space, Shuffled(new Random(seed))));
    }

    private async Task<TestWorkspace> SpaceAsync()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        await space.AddTextAsync(await space.AddPageAsync(title: "p"), "a heron stands in the reeds");
        await search.Stack.CatchUpAsync();
        return space;
    }

    private async Task<IReadOnlyList<Guid>> AskAsync(TestWorkspace space, string text, SearchMode mode)
    {
        var request = new SearchRequest(text, 10) { Mode = mode };
        var found = await search.Stack.Search.Search.SearchAsync(
            space.Owner,
            request,
            TestContext.Current.CancellationToken
        );
        return [.. found.Hits.Select(h => h.BlockId)];
    }

    private async Task<IReadOnlyList<Guid>> TitlesAsync(TestWorkspace space, string text)
    {
        var found = await search.Stack.Search.Titles.FindAsync(
            space.Owner,
            new TitleQuery(text, null, false, new PageRequest(10, null)),
            TestContext.Current.CancellationToken
        );
        return [.. found.Records.Select(r => r.Id)];
    }

    private static string Repeated(string text) =>
        string.Concat(Enumerable.Repeat(text, StoreLimits.SearchQueryLengthMaximum / text.Length));

    private static string Shuffled(Random random)
    {
        var text = new StringBuilder();
        var length = random.Next(1, StoreLimits.SearchQueryLengthMaximum);
        while (text.Length < length)
            text.Append(
                random.Next(4) == 0 ? ((char)random.Next(char.MaxValue)).ToString() : random.GetItems(Pieces, 1)[0]
            );
        return text.ToString(0, Math.Min(text.Length, StoreLimits.SearchQueryLengthMaximum));
    }
}
