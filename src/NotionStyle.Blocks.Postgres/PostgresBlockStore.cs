using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Pages;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres;

/// <summary>The block store over 480 logical shards on PostgreSQL.</summary>
internal sealed class PostgresBlockStore(
    TransactionCommitter committer,
    PageReader pages,
    RecordSync sync,
    RecordsById records
) : IBlockStore
{
    public Task<TransactionResult> CommitAsync(Actor actor, Transaction transaction, CancellationToken ct) =>
        committer.CommitAsync(actor, transaction, ct);

    public Task<PageChunk> ReadPageAsync(Actor actor, PageChunkRequest request, CancellationToken ct) =>
        pages.ReadAsync(actor, request, ct);

    public Task<IReadOnlyList<SyncResult>> SyncAsync(
        Actor actor,
        IReadOnlyList<RecordVersion> known,
        CancellationToken ct
    ) => sync.ReadAsync(actor, known, ct);

    public Task<IReadOnlyList<PlacedRecord?>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    ) => records.ReadAsync(actor, pointers, ct);
}
