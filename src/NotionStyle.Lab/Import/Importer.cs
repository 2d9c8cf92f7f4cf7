using System.Diagnostics;
using System.Threading.Channels;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Import;

/// <summary>What an import did.</summary>
internal sealed record ImportReport(
    Guid RootPageId,
    int Files,
    int Pages,
    int Blocks,
    int Transactions,
    long Bytes,
    long Retries,
    TimeSpan Elapsed
)
{
    public double BlocksPerSecond => Blocks / Math.Max(Elapsed.TotalSeconds, 0.001);
}

/// <summary>
/// Brings pages into a workspace in two phases. First all pages, in order, so that every link has somewhere to lead; then what is on them, packed into
/// transactions of which a stated number is in flight. Different pages never wait for each other: the pages exist, and each has a content of its own.
/// </summary>
internal sealed class Importer(BlockClient client, Guid spaceId, int concurrency)
{
    private int _blocks;
    private int _transactions;
    private long _bytes;

    /// <summary>Imports a source; <paramref name="progress" /> hears of blocks done and blocks in all.</summary>
    public async Task<ImportReport> RunAsync(PageForest forest, Action<int, int>? progress, CancellationToken ct)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var retriesBefore = client.Transport.Retries;
        var total = forest.Pages.Count + forest.Pages.Sum(p => p.Blocks.Sum(b => b.SelfAndDescendants().Count()));
        void Sent() => progress?.Invoke(Volatile.Read(ref _blocks), total);
        await SendSkeletonAsync(forest, Sent, ct);
        await FillAsync(forest, Sent, ct);
        return new ImportReport(
            forest.Root.Id,
            forest.Files,
            forest.Pages.Count,
            _blocks,
            _transactions,
            _bytes,
            client.Transport.Retries - retriesBefore,
            Stopwatch.GetElapsedTime(startedAt)
        );
    }

    private async Task SendSkeletonAsync(PageForest forest, Action sent, CancellationToken ct)
    {
        var nodes = new Dictionary<Guid, BlockNode>(forest.Pages.Count);
        foreach (var page in forest.Pages)
            nodes[page.Page.Id] = Bare(page.Page);
        foreach (var page in forest.Pages)
            nodes[page.Page.Id].Children.AddRange(page.ChildPages.Select(id => nodes[id]));
        var tree = TreeTransactions.Below(RecordPointer.Space(spaceId), [nodes[forest.Root.Id]]);
        foreach (var transaction in tree.Split(TransactionSize.Largest))
        {
            using (transaction)
                await SendAsync(transaction, ct);
            sent();
        }
    }

    private async Task FillAsync(PageForest forest, Action sent, CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var packed = Channel.CreateBounded<Batch>(new BoundedChannelOptions(concurrency) { SingleWriter = true });
        Task[] steps =
        [
            Guarded(() => PackAsync(forest, packed.Writer, failed.Token), failed),
            .. Enumerable
                .Range(0, concurrency)
                .Select(_ => Guarded(() => SendAllAsync(packed.Reader, sent, failed.Token), failed)),
        ];
        await WhenAllAsync(steps, ct);
    }

    /// <summary>A page's block without what is below it. The JSON is shared: it is only written.</summary>
    private static BlockNode Bare(BlockNode page) => new(page.Type, page.Properties, page.Format) { Id = page.Id };

    /// <summary>The first failure ends the other steps, and is the one that is told.</summary>
    private static async Task WhenAllAsync(Task[] steps, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(steps);
        }
        catch (Exception)
        {
            ct.ThrowIfCancellationRequested();
            if (
                steps
                    .Where(s => s.IsFaulted)
                    .Select(s => s.Exception!.InnerException!)
                    .FirstOrDefault(e => e is not OperationCanceledException) is
                { } cause
            )
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static async Task Guarded(Func<Task> step, CancellationTokenSource failed)
    {
        try
        {
            await Task.Run(step, failed.Token);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private static async Task PackAsync(PageForest forest, ChannelWriter<Batch> packed, CancellationToken ct)
    {
        using var packer = new FillPacker(TransactionSize.Usual);
        foreach (var page in forest.Pages.Where(p => p.Blocks.Count > 0))
        {
            foreach (var batch in packer.Add(page))
                await packed.WriteAsync(batch, ct);
        }

        if (packer.Finish() is { } last)
            await packed.WriteAsync(last, ct);
        packed.Complete();
    }

    private async Task SendAllAsync(ChannelReader<Batch> packed, Action sent, CancellationToken ct)
    {
        await foreach (var batch in packed.ReadAllAsync(ct))
        {
            foreach (var transaction in batch.Transactions)
            {
                using (transaction)
                    await SendAsync(transaction, ct);
                sent();
            }
        }
    }

    private async Task SendAsync(OutgoingTransaction transaction, CancellationToken ct)
    {
        await client.CommitAsync(transaction, ct);
        Interlocked.Add(ref _blocks, transaction.Blocks);
        Interlocked.Increment(ref _transactions);
        Interlocked.Add(ref _bytes, transaction.Body.Length);
    }
}
