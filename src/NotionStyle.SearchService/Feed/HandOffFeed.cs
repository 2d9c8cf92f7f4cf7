using System.Threading.Channels;

namespace NotionStyle.SearchService.Feed;

/// <summary>
/// What block services hand over after a commit. Fast, and not to be relied on: a service that is killed after a commit tells nobody, and what waits here is gone with this process. The
/// <see cref="Poller" /> finds both.
/// </summary>
internal sealed class HandOffFeed : IChangeFeed
{
    /// <summary>Commits that wait; a sender of more is told to come again, and keeps them.</summary>
    public const int CommitsMaximum = 10_000;

    /// <summary>Changes of all commits that wait, about 50 MB; a sender of more is told the same. A single commit is taken whatever it has: it will not get smaller.</summary>
    public const int ChangesMaximum = 500_000;

    /// <summary>Changes of one application.</summary>
    private const int BatchMaximum = 1_000;

    /// <summary>A large move holds up one of these, and not the rest.</summary>
    private const int Workers = 4;

    /// <summary>Batches of one worker whose pages wait for their turn; with so many, the worker waits for the oldest.</summary>
    private const int UnfinishedMaximum = 16;

    private readonly Channel<IReadOnlyList<Change>> _waiting = Channel.CreateBounded<IReadOnlyList<Change>>(
        new BoundedChannelOptions(CommitsMaximum) { FullMode = BoundedChannelFullMode.Wait }
    );

    private long _changes;

    public string Name => "hand-off";

    public long Depth => _waiting.Reader.Count;

    /// <summary>Takes the changes of a commit; false when there is no room.</summary>
    public bool TryAdd(IReadOnlyList<Change> changes)
    {
        var all = Interlocked.Add(ref _changes, changes.Count);
        if ((all <= ChangesMaximum || all == changes.Count) && _waiting.Writer.TryWrite(changes))
            return true;
        Interlocked.Add(ref _changes, -changes.Count);
        return false;
    }

    /// <summary>Ends with the first worker that does, and not with the last: one that is gone is missed.</summary>
    public Task RunAsync(IChangeSink sink, CancellationToken ct) =>
        Together.UntilOneEndsAsync(
            Enumerable.Repeat<Func<CancellationToken, Task>>(token => WorkAsync(sink, token), Workers),
            ct
        );

    private async Task WorkAsync(IChangeSink sink, CancellationToken ct)
    {
        var unfinished = new Queue<Task>();
        while (await _waiting.Reader.WaitToReadAsync(ct))
        {
            while (unfinished.TryPeek(out var oldest) && (oldest.IsCompleted || unfinished.Count >= UnfinishedMaximum))
                await unfinished.Dequeue();
            var batch = new List<Change>();
            while (batch.Count < BatchMaximum && _waiting.Reader.TryRead(out var changes))
            {
                Interlocked.Add(ref _changes, -changes.Count);
                batch.AddRange(changes);
            }

            unfinished.Enqueue(await sink.BeginAsync(Name, batch, ct));
        }
    }
}
