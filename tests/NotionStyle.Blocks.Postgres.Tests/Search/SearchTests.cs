using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.Blocks.Postgres.Tests.Search;

/// <summary>The contract, kept by stage 1: the index beside the blocks.</summary>
public sealed class SearchTests(PostgresServers servers) : SearchContract
{
    protected override RunningStore Store => servers.Store;

    [Fact]
    public async Task What_needs_a_later_stage_is_refused_by_name()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var plain = new SearchRequest("x", 1);
        foreach (
            var (request, what) in new[]
            {
                (plain with { Mode = SearchMode.QuickFind }, "mode 'quick_find'"),
                (plain with { Mode = SearchMode.Any }, "mode 'any'"),
                (plain with { Facets = [SearchFacet.Type] }, "facets"),
                (plain with { Cursor = "x" }, "start_cursor"),
            }
        )
        {
            var refusal = await Assert.ThrowsAsync<BlockStoreException>(() => SearchAsync(space.Owner, request));
            Assert.Equal(ErrorCode.ValidationError, refusal.Code);
            Assert.StartsWith(what + " needs the search of stage 2", refusal.Message, StringComparison.Ordinal);
        }
    }

    protected override Task<SearchResults> SearchAsync(Actor actor, SearchRequest request) =>
        Store.Search.SearchAsync(actor, request, TestContext.Current.CancellationToken);
}
