using System.Collections.Concurrent;
using NotionStyle.Blocks;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Check.Model;

/// <summary>What a comparison found.</summary>
/// <param name="Records">Records that were read.</param>
/// <param name="Requests">Requests that this took.</param>
/// <param name="Differences">How many records differ.</param>
/// <param name="First">The first of them in words; null when none differs.</param>
/// <param name="FirstMisplaced">The first page whose reading order differs, in words; null when none does.</param>
internal sealed record Comparison(int Records, int Requests, int Differences, string? First, string? FirstMisplaced);

/// <summary>Reads a workspace and compares it with its model.</summary>
internal sealed class ModelReading(BlockClient client, WorkspaceModel model)
{
    private const int Concurrency = 8;

    private readonly ConcurrentQueue<string> _differences = new();
    private readonly ConcurrentQueue<string> _misplaced = new();
    private int _records;
    private int _requests;

    /// <summary>Reads page by page in chunks to the end, as a person would; notes the versions for later comparisons.</summary>
    public async Task<Comparison> ByPagesAsync(Action<int, int>? progress, CancellationToken ct)
    {
        await CompareRootsAsync(ct);
        var pages = model.Blocks.Values.Where(b => b is { Alive: true, Type: BlockTypes.Page }).ToList();
        var done = 0;
        await Parallel.ForEachAsync(
            pages,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct },
            async (page, token) =>
            {
                await ComparePageAsync(page.Id, token);
                progress?.Invoke(Interlocked.Increment(ref done), pages.Count);
            }
        );
        return Result();
    }

    /// <summary>Reads every record by its id through the version sync.</summary>
    public async Task<Comparison> BySyncAsync(Action<int, int>? progress, CancellationToken ct)
    {
        await CompareRootsAsync(ct);
        var done = 0;
        await Parallel.ForEachAsync(
            model.Blocks.Values.Chunk(StoreLimits.SyncMaximum),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct },
            async (some, token) =>
            {
                var answers = await client.SyncAsync("block", some.Select(b => (b.Id, -1L)), token);
                Interlocked.Increment(ref _requests);
                if (answers.Count != some.Length)
                    _differences.Enqueue($"{some.Length} records were asked for, and {answers.Count} came");
                foreach (var (block, answer) in some.Zip(answers))
                    Compare(block, answer.Value, answer.Status);
                progress?.Invoke(Interlocked.Add(ref done, some.Length), model.Blocks.Count);
            }
        );
        return Result();
    }

    private async Task CompareRootsAsync(CancellationToken ct)
    {
        var roots = await client.RootPagesAsync(model.SpaceId, ct);
        Interlocked.Increment(ref _requests);
        // Pages that other checks make for themselves may stand behind those of the model.
        if (!roots.Where(model.Blocks.ContainsKey).SequenceEqual(model.RootPages))
            _differences.Enqueue(
                $"the workspace's root pages are {string.Join(", ", roots)}, not {string.Join(", ", model.RootPages)}"
            );
    }

    private async Task ComparePageAsync(Guid pageId, CancellationToken ct)
    {
        // A limit that divides few pages evenly: the end of a chunk falls everywhere.
        var records = await client.ReadPageAsync(pageId, 100, ct);
        Interlocked.Add(ref _requests, 1 + records.Count / 100);
        var order = model.ReadingOrder(pageId);
        if (!records.Select(r => (r.Id, r.Depth)).SequenceEqual(order))
        {
            var at = records.Zip(order).TakeWhile(p => (p.First.Id, p.First.Depth) == p.Second).Count();
            _misplaced.Enqueue(
                $"page {pageId} is read as {records.Count} records, not {order.Count}, or in another order from record {at} on"
            );
        }

        foreach (var record in records)
        {
            if (model.Blocks.TryGetValue(record.Id, out var block))
            {
                // A page below this one is compared where it is read itself.
                if (record.Id == pageId || block.Type != BlockTypes.Page)
                    Compare(block, record, "newer");
            }
            else
            {
                _differences.Enqueue($"block {record.Id} on page {pageId} was never made");
            }
        }
    }

    private void Compare(ModelBlock block, RemoteRecord? record, string status)
    {
        Interlocked.Increment(ref _records);
        if (record is null)
        {
            _differences.Enqueue($"block {block.Id} ({block.Type}) is {status}");
            return;
        }

        if (block.DifferenceFrom(record) is { } difference)
            _differences.Enqueue(difference);
        else
            block.Version = record.Version;
    }

    private Comparison Result() =>
        new(
            _records,
            _requests,
            _differences.Count,
            _differences.TryPeek(out var first) ? first : null,
            _misplaced.TryPeek(out var misplaced) ? misplaced : null
        );
}
