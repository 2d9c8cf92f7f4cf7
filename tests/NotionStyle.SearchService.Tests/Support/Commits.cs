using System.Collections.Concurrent;
using NotionStyle.Blocks.Ports;
using NotionStyle.SearchService.Feed;

namespace NotionStyle.SearchService.Tests.Support;

/// <summary>Keeps what the store tells after commits, until a test delivers it.</summary>
public sealed class Commits : ICommitListener
{
    private readonly ConcurrentQueue<CommittedChanges> _told = new();

    public void Committed(CommittedChanges changes) => _told.Enqueue(changes);

    /// <summary>Everything that was told and not taken yet.</summary>
    internal List<Change> Take()
    {
        var changes = new List<Change>();
        while (_told.TryDequeue(out var commit))
            changes.AddRange(commit.Records.Select(r => new Change(commit.SpaceId, r, commit.CommittedAt)));
        return changes;
    }
}
