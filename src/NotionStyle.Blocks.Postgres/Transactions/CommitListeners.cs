using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Transactions;

/// <summary>Tells every listener of a commit. A listener that breaks its promise and throws does not make a committed edit look refused.</summary>
internal sealed partial class CommitListeners(IEnumerable<ICommitListener> listeners, ILogger<CommitListeners> logger)
{
    private readonly ICommitListener[] _listeners = [.. listeners];

    public void Tell(Guid spaceId, IReadOnlyList<RecordVersion> records, DateTimeOffset committedAt)
    {
        if (_listeners.Length == 0 || records.Count == 0)
            return;
        var changes = new CommittedChanges(spaceId, records, committedAt);
        foreach (var listener in _listeners)
        {
            try
            {
                listener.Committed(changes);
            }
            catch (Exception e)
            {
                LogFailure(e, listener.GetType().Name);
            }
        }
    }

    [LoggerMessage(1200, LogLevel.Error, "{Listener} failed on a commit; the commit stands.")]
    private partial void LogFailure(Exception exception, string listener);
}
