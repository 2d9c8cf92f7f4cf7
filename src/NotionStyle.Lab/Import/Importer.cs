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
/// Brings a source into a workspace in two phases. First all pages, so that every link has somewhere to lead; then what is on them: files are read, packed and
/// sent side by side, each step at most a stated number ahead of the next.
/// </summary>
internal sealed class Importer(BlockClient client, Guid spaceId, ImportLimits limits, int concurrency)
{
    /// <summary>Pages that are read and wait to be packed; empties as fast as the service takes them.</summary>
    private const int PagesWaitingMaximum = 256;

    private int _blocks;
    private int _transactions;
    private int _files;
    private long _bytes;

    /// <summary>Told of every page and block that is about to be sent; called from several threads.</summary>
    public Action<ImportPlan>? OnPlanned { get; init; }

    /// <summary>Told of what is on a page, before it is sent; called from several threads.</summary>
    public Action<PageFill>? OnPage { get; init; }

    /// <summary>Imports a source; <paramref name="progress" /> hears of files done and files in all.</summary>
    public async Task<ImportReport> RunAsync(MarkdownSource source, Action<int, int>? progress, CancellationToken ct)
    {
        if (source.Files.Count == 0)
            throw new LabException(
                "There is no Markdown file (.md, .markdown) to import. " + string.Join(" ", source.Skipped.Lines())
            );
        var clock = TimeProvider.System;
        var startedAt = clock.GetTimestamp();
        var retriesBefore = client.Transport.Retries;
        var plan = ImportPlan.Create(source);
        OnPlanned?.Invoke(plan);
        await SendSkeletonAsync(plan, ct);
        await FillAsync(source, plan, progress, ct);
        return new ImportReport(
            plan.Root.Id,
            _files,
            plan.Pages.Count,
            _blocks,
            _transactions,
            _bytes,
            client.Transport.Retries - retriesBefore,
            clock.GetElapsedTime(startedAt)
        );
    }

    private async Task SendSkeletonAsync(ImportPlan plan, CancellationToken ct)
    {
        var nodes = new Dictionary<Guid, BlockNode>(plan.Pages.Count);
        foreach (var page in plan.Pages)
            nodes[page.Id] = page.ToBlock();
        foreach (var page in plan.Pages)
            nodes[page.Id].Children.AddRange(page.Children.Select(c => nodes[c.Id]));
        var tree = TreeTransactions.Below(RecordPointer.Space(spaceId), [nodes[plan.Root.Id]]);
        foreach (var transaction in tree.Split(TransactionSize.Largest))
        {
            using (transaction)
                await SendAsync(transaction, ct);
        }
    }

    private async Task FillAsync(
        MarkdownSource source,
        ImportPlan plan,
        Action<int, int>? progress,
        CancellationToken ct
    )
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var filled = Channel.CreateBounded<PageFill>(
            new BoundedChannelOptions(PagesWaitingMaximum) { SingleReader = true }
        );
        var packed = Channel.CreateBounded<Batch>(new BoundedChannelOptions(concurrency) { SingleWriter = true });
        var done = 0;
        Task[] steps =
        [
            Guarded(() => ReadAsync(source, plan, filled.Writer, failed.Token), failed),
            Guarded(() => PackAsync(filled.Reader, packed.Writer, failed.Token), failed),
            .. Enumerable
                .Range(0, concurrency)
                .Select(_ =>
                    Guarded(
                        () =>
                            SendAllAsync(
                                packed.Reader,
                                pages => progress?.Invoke(Interlocked.Add(ref done, pages), source.Files.Count),
                                failed.Token
                            ),
                        failed
                    )
                ),
        ];
        await WhenAllAsync(steps, ct);
    }

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

    private async Task ReadAsync(
        MarkdownSource source,
        ImportPlan plan,
        ChannelWriter<PageFill> filled,
        CancellationToken ct
    )
    {
        var reading = new PageReading(source, plan, limits);
        await Parallel.ForEachAsync(
            plan.Pages,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            async (page, token) =>
            {
                if (reading.Read(page) is not { } fill)
                    return;
                Interlocked.Increment(ref _files);
                OnPage?.Invoke(fill);
                await filled.WriteAsync(fill, token);
            }
        );
        filled.Complete();
    }

    private static async Task PackAsync(
        ChannelReader<PageFill> filled,
        ChannelWriter<Batch> packed,
        CancellationToken ct
    )
    {
        using var packer = new FillPacker(TransactionSize.Usual);
        await foreach (var page in filled.ReadAllAsync(ct))
        {
            foreach (var batch in packer.Add(page))
                await packed.WriteAsync(batch, ct);
        }

        if (packer.Finish() is { } last)
            await packed.WriteAsync(last, ct);
        packed.Complete();
    }

    private async Task SendAllAsync(ChannelReader<Batch> packed, Action<int> sent, CancellationToken ct)
    {
        await foreach (var batch in packed.ReadAllAsync(ct))
        {
            foreach (var transaction in batch.Transactions)
            {
                using (transaction)
                    await SendAsync(transaction, ct);
            }

            sent(batch.Pages);
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
