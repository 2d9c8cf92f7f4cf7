using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Querying;

/// <summary>Who has no role on the workspace and is shared some of its pages; and what comes after everything that was looked at for one answer.</summary>
public sealed class GuestSearchTests(SharedSearch search) : IClassFixture<SharedSearch>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_finds_and_counts_what_is_shared_with_them_and_nothing_else()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var guest = await space.AddMemberAsync(Role.None);
        var shared = await space.AddPageAsync(title: "curlew shared");
        await space.AddPageAsync(title: "curlew of the members");
        await space.CommitAsync(Build.Grant(Build.Block(shared), guest.UserId, "reader"));
        await search.Stack.CatchUpAsync();

        var found = await SearchAsync(
            guest,
            new SearchRequest("curlew", 10) { Facets = [SearchFacet.Type, SearchFacet.PageId] }
        );

        Assert.Equal(shared, Assert.Single(found.Hits).BlockId);
        Assert.False(found.HasMore);
        Assert.Equal(
            [
                [new("page", 1)],
                [new FacetCount(shared.ToString(), 1)],
            ],
            found.Facets.Select(f => f.Values)
        );
        Assert.Equal([shared], await TitlesAsync(guest, "curlew"));

        // A role on the workspace makes a guest a member.
        await space.CommitAsync(Build.Grant(space.Space, guest.UserId, "reader"));
        Assert.Equal(2, (await SearchAsync(guest, new SearchRequest("curlew", 10))).Hits.Count);
        Assert.Equal(2, (await TitlesAsync(guest, "curlew")).Count);
    }

    [Fact]
    public async Task What_comes_after_thousands_of_hits_that_the_actor_may_not_read_is_found()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var (guest, member) = (await space.AddMemberAsync(Role.None), await space.AddMemberAsync(Role.Reader));
        var shared = await space.AddPageAsync(title: "dotterel");
        await space.CommitAsync(Build.Grant(Build.Block(shared), guest.UserId, "reader"));
        var other = await space.AddPageAsync(title: "page");
        // More than is looked at for one answer.
        await space.AddManyAsync(other, 5_000, _ => "dotterel");
        await search.Stack.CatchUpAsync();
        var request = new SearchRequest("dotterel", 10) { Order = SearchOrder.LastEditedDescending };

        // For the guest they are not even candidates.
        var found = await SearchAsync(guest, request);
        Assert.Equal(shared, Assert.Single(found.Hits).BlockId);
        Assert.False(found.HasMore);

        // Nobody told the index of this: the member's windows run out before the page comes, and the answer says where to go on.
        await space.RestrictAsync(other);
        found = await SearchAsync(member, request);
        Assert.Empty(found.Hits);
        Assert.True(found.HasMore);
        found = await SearchAsync(member, request with { Cursor = found.NextCursor });
        Assert.Equal(shared, Assert.Single(found.Hits).BlockId);
        Assert.Equal((false, null), (found.HasMore, found.NextCursor));
    }

    private Task<SearchResults> SearchAsync(Actor actor, SearchRequest request) =>
        search.Stack.Search.Search.SearchAsync(actor, request, Ct);

    private async Task<List<Guid>> TitlesAsync(Actor actor, string text)
    {
        var query = new TitleQuery(text, null, false, new PageRequest(10, null));
        return [.. (await search.Stack.Search.Titles.FindAsync(actor, query, Ct)).Records.Select(r => r.Id)];
    }
}
