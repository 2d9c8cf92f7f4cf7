using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Search;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Tests.Support;

namespace NotionStyle.SearchService.Tests.Querying;

/// <summary>The contract of stage 1, kept by stage 2.</summary>
public sealed class ElasticSearchTests(SharedSearch search) : SearchContract, IClassFixture<SharedSearch>
{
    protected override RunningStore Store => search.Stack.Store;

    protected override async Task<SearchResults> SearchAsync(Actor actor, SearchRequest request)
    {
        await search.Stack.CatchUpAsync();
        return await search.Stack.Search.Search.SearchAsync(actor, request, TestContext.Current.CancellationToken);
    }
}
