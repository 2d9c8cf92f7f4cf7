using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Querying;

/// <summary>What stage 2 offers beyond stage 1.</summary>
public sealed class ExtendedSearchTests(SharedSearch search) : IClassFixture<SharedSearch>
{
    [Fact]
    public async Task Quick_find_takes_the_last_word_for_a_beginning()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var title = await space.AddPageAsync(title: "Quarterly planning meeting");
        var text = await space.AddTextAsync(title, "we plan the quarterly numbers");

        Assert.Equal(title, (await FindAsync(space, Quick("quarterly plan")))[0]);
        Assert.Equal([title], await FindAsync(space, Quick("Quarterly planning mee")));
        Assert.Equal([text], await FindAsync(space, Quick("numb")));
        Assert.Empty(await FindAsync(space, Quick("numb ")));
        Assert.Empty(await FindAsync(space, Quick("--- !")));
    }

    [Fact]
    public async Task Quick_find_forgives_a_letter_only_when_nothing_is_written_so()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var page = await space.AddPageAsync(title: "Elasticsearch");
        var other = await space.AddPageAsync(title: "contact");
        await space.AddPageAsync(title: "contract");

        Assert.Equal([page], await FindAsync(space, Quick("elastcisearch ")));
        Assert.Equal([other], await FindAsync(space, Quick("contact")));
        Assert.Empty(await FindAsync(space, Quick("completelyelse")));
    }

    [Fact]
    public async Task Any_finds_pages_by_all_that_is_on_them_then_blocks_and_more_words_are_better()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var page = await space.AddPageAsync(title: "p");
        var both = await space.AddTextAsync(page, "a heron and an egret together");
        var one = await space.AddTextAsync(page, "a heron alone with nobody near");

        Assert.Equal(
            [page, both, one],
            await FindAsync(space, new SearchRequest("what of heron or egret?", 10) { Mode = SearchMode.Any })
        );
    }

    [Theory]
    [InlineData(SearchOrder.Relevance)]
    [InlineData(SearchOrder.LastEditedDescending)]
    [InlineData(SearchOrder.CreatedAscending)]
    public async Task A_cursor_goes_on_without_a_gap_and_is_good_for_its_question_alone(SearchOrder order)
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var page = await space.AddPageAsync(title: "p");
        var ids = await space.AddManyAsync(page, 130, i => i % 3 == 0 ? "stork stork" : "stork");
        var request = new SearchRequest("stork", 20) { Order = order };

        var found = new List<Guid>();
        string? cursor = null;
        string? first = null;
        do
        {
            var answer = await SearchAsync(space.Owner, request with { Cursor = cursor });
            found.AddRange(answer.Hits.Select(h => h.BlockId));
            Assert.Equal(answer.HasMore, answer.NextCursor is not null);
            cursor = answer.NextCursor;
            first ??= cursor;
        } while (cursor is not null);

        Assert.Equal(ids.Order(), found.Order());
        foreach (
            var other in new[]
            {
                request with
                {
                    Query = "storks",
                    Cursor = first,
                },
                request with
                {
                    Types = ["page"],
                    Cursor = first,
                },
                request with
                {
                    Cursor = "AAAA",
                },
                request with
                {
                    Cursor = "?",
                },
            }
        )
        {
            var refusal = await Assert.ThrowsAsync<BlockStoreException>(() => SearchAsync(space.Owner, other));
            Assert.Equal(ErrorCode.ValidationError, refusal.Code);
        }
    }

    [Fact]
    public async Task Facets_count_what_the_actor_may_read_by_type_editor_page_and_month()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var writer = await space.AddMemberAsync(Role.Editor);
        var page = await space.AddPageAsync(title: "curlew");
        var closed = await space.AddPageAsync(title: "curlew closed");
        await space.AddTextAsync(page, "curlew");
        var edited = await space.AddTextAsync(page, "curlew");
        await space.RestrictAsync(closed);
        await space.CommitAsAsync(writer, Build.Set(Build.Block(edited), "format/x", 1));
        var request = new SearchRequest("curlew", 1)
        {
            Facets = [SearchFacet.Type, SearchFacet.LastEditedBy, SearchFacet.PageId, SearchFacet.LastEditedMonth],
        };

        var facets = (await SearchAsync(writer, request)).Facets.ToDictionary(f => f.Facet, f => f.Values);

        Assert.Equal([new("paragraph", 2), new("page", 1)], facets[SearchFacet.Type]);
        Assert.Equal(
            [new(space.Owner.UserId.ToString(), 2), new(writer.UserId.ToString(), 1)],
            facets[SearchFacet.LastEditedBy]
        );
        Assert.Equal([new(page.ToString(), 3)], facets[SearchFacet.PageId]);
        Assert.Equal(3, Assert.Single(facets[SearchFacet.LastEditedMonth]).Count);
        Assert.Equal(
            $"{(await space.BlockAsync(page)).LastEditedTime.UtcDateTime:yyyy-MM}",
            Assert.Single(facets[SearchFacet.LastEditedMonth]).Value
        );
        var stranger = new Actor(space.SpaceId, Guid.NewGuid());
        Assert.All((await SearchAsync(stranger, request)).Facets, f => Assert.Empty(f.Values));
    }

    [Fact]
    public async Task What_the_index_has_not_heard_of_yet_is_judged_by_the_database()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var pages = new List<Guid>();
        for (var i = 0; i < 40; i++)
            pages.Add(await space.AddPageAsync(title: $"wren {i}"));
        await search.Stack.CatchUpAsync();
        // Nobody is told of what happens from here on; the index still shows all of them to the member.
        foreach (var page in pages.Take(20))
            await space.RestrictAsync(page);
        foreach (var page in pages.Skip(20).Take(10))
            await space.TrashAsync(page, space.Space);
        var request = new SearchRequest("wren", 100);
        var ct = TestContext.Current.CancellationToken;
        var instance = search.Stack.Search;

        var found = await instance.Search.SearchAsync(member, request, ct);
        Assert.Equal(pages.Skip(30).Order(), found.Hits.Select(h => h.BlockId).Order());
        Assert.False(found.HasMore);
        var counted = await instance.Search.SearchAsync(
            member,
            request with
            {
                Facets = [SearchFacet.PageId, SearchFacet.Type],
            },
            ct
        );
        Assert.Equal(
            pages.Skip(30).Select(p => new FacetCount(p.ToString(), 1)).OrderBy(c => c.Value),
            counted.Facets.Single(f => f.Facet == SearchFacet.PageId).Values.OrderBy(c => c.Value)
        );
        var titles = await instance.Titles.FindAsync(
            member,
            new TitleQuery("wren", null, false, new PageRequest(100, null)),
            ct
        );
        Assert.Equal(pages.Skip(30).Order(), titles.Records.Select(r => r.Id).Order());
    }

    [Fact]
    public async Task Nothing_is_counted_below_what_the_actor_may_not_read_whatever_the_index_says()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var closed = await space.AddPageAsync(title: "closed");
        var trashed = await space.AddPageAsync(title: "trashed");
        var open = await space.AddPageAsync(title: "open");
        foreach (var page in new[] { closed, trashed, open })
            await space.AddTextAsync(page, "dipper");
        await search.Stack.CatchUpAsync();
        // Nobody is told of it.
        await space.RestrictAsync(closed);
        await space.TrashAsync(trashed, space.Space);

        async Task<IEnumerable<int>> CountAsync(Guid ancestor)
        {
            var request = new SearchRequest("dipper", 5, AncestorId: ancestor)
            {
                Facets = [SearchFacet.Type, SearchFacet.PageId, SearchFacet.LastEditedBy, SearchFacet.LastEditedMonth],
            };
            var ct = TestContext.Current.CancellationToken;
            var found = await search.Stack.Search.Search.SearchAsync(member, request, ct);
            return found.Facets.Select(f => f.Values.Count);
        }

        Assert.Equal([1, 1, 1, 1], await CountAsync(open));
        foreach (var page in new[] { closed, trashed, Guid.NewGuid() })
            Assert.Equal([0, 0, 0, 0], await CountAsync(page));
        Assert.Equal([1, 1, 1, 1], await CountAsync(space.SpaceId));
    }

    private static SearchRequest Quick(string text) => new(text, 10) { Mode = SearchMode.QuickFind };

    private async Task<List<Guid>> FindAsync(TestWorkspace space, SearchRequest request) =>
        [.. (await SearchAsync(space.Owner, request)).Hits.Select(h => h.BlockId)];

    private async Task<SearchResults> SearchAsync(Actor actor, SearchRequest request)
    {
        await search.Stack.CatchUpAsync();
        return await search.Stack.Search.Search.SearchAsync(actor, request, TestContext.Current.CancellationToken);
    }
}
