using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Ports;

/// <summary>
/// Is told of what was committed, right after the commit. For what may lose a word now and then: a process that is killed between the commit and the call tells nobody.
/// </summary>
/// <remarks>The caller is an edit that has been committed and is not answered yet: a listener returns at once, keeps a bounded number of changes, and never throws.</remarks>
public interface ICommitListener
{
    /// <summary>Takes note of a commit. The same commit may be told twice.</summary>
    void Committed(CommittedChanges changes);
}

/// <summary>What one commit changed.</summary>
/// <param name="SpaceId">The workspace.</param>
/// <param name="Records">The records, with the versions that they have now.</param>
/// <param name="CommittedAt">The moment that the records bear as their last edit.</param>
public sealed record CommittedChanges(Guid SpaceId, IReadOnlyList<RecordVersion> Records, DateTimeOffset CommittedAt);
