using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Queries;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Tests.Support;

namespace NotionStyle.SearchService.Tests.Querying;

/// <summary>The contract of stage 1's search by title, kept by stage 2.</summary>
public sealed class ElasticTitleTests(SharedSearch search) : TitleSearchContract, IClassFixture<SharedSearch>
{
    protected override RunningStore Store => search.Stack.Store;

    protected override async Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query)
    {
        var ct = TestContext.Current.CancellationToken;
        await search.Stack.CatchUpAsync();
        var found = await search.Stack.Search.Titles.FindAsync(actor, query, ct);
        var placed = await Store.Blocks.ReadAsync(actor, found.Records, ct);
        return new RecordPage([.. placed.OfType<PlacedRecord>().Where(p => !p.IsTrashed)], found.NextCursor);
    }
}
