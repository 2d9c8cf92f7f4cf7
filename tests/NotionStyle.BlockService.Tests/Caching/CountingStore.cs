using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Counts the pages that are read from the store, and lets a test hold them up.</summary>
internal sealed class CountingStore(IBlockStore store) : IBlockStore
{
    private int _pagesRead;

    public int PagesRead => Volatile.Read(ref _pagesRead);

    /// <summary>What a read of a page waits for.</summary>
    public Func<Task> Before { get; set; } = static () => Task.CompletedTask;

    /// <summary>Puts it before the store that is registered.</summary>
    public static void Register(IServiceCollection services)
    {
        var inner = services.Single(s => s.ServiceType == typeof(IBlockStore));
        services.Remove(inner);
        services.AddSingleton(s => new CountingStore(
            (IBlockStore)ActivatorUtilities.CreateInstance(s, inner.ImplementationType!)
        ));
        services.AddSingleton<IBlockStore>(s => s.GetRequiredService<CountingStore>());
    }

    public async Task<PageChunk> ReadPageAsync(Actor actor, PageChunkRequest request, CancellationToken ct)
    {
        Interlocked.Increment(ref _pagesRead);
        await Before();
        return await store.ReadPageAsync(actor, request, ct);
    }

    public Task<TransactionResult> CommitAsync(Actor actor, Transaction transaction, CancellationToken ct) =>
        store.CommitAsync(actor, transaction, ct);

    public Task<IReadOnlyList<SyncResult>> SyncAsync(
        Actor actor,
        IReadOnlyList<RecordVersion> known,
        CancellationToken ct
    ) => store.SyncAsync(actor, known, ct);

    public Task<IReadOnlyList<PlacedRecord?>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    ) => store.ReadAsync(actor, pointers, ct);
}
