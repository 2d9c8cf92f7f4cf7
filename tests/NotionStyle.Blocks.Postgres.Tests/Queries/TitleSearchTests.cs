using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>The contract, kept by stage 1.</summary>
public sealed class TitleSearchTests(PostgresServers servers) : TitleSearchContract
{
    protected override RunningStore Store => servers.Store;

    protected override Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query) =>
        Store.Queries.FindByTitleAsync(actor, query, TestContext.Current.CancellationToken);
}
