using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ResourceTelling;

/// <summary>A line of one instance's log.</summary>
internal readonly record struct InstanceLine(string Id, LogLine Line);

/// <summary>
/// One reader's lines between their writing and their reading. When the reader is so slow that
/// <see cref="MaximumPending"/> wait for it, the oldest are dropped and counted: the process that prints never waits.
/// </summary>
internal sealed class LogWatch(string? id, Action<LogWatch> end) : IDisposable
{
    public const int MaximumPending = 20_000;

    private readonly Lock _lock = new();
    private readonly Queue<InstanceLine> _pending = [];
    private TaskCompletionSource _some = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dropped;

    /// <summary>Whether the lines of an instance are wanted.</summary>
    public bool Wants(string instance) => id is null || string.Equals(id, instance, StringComparison.OrdinalIgnoreCase);

    public void Add(InstanceLine line)
    {
        lock (_lock)
        {
            _pending.Enqueue(line);
            if (_pending.Count > MaximumPending)
            {
                _pending.Dequeue();
                _dropped++;
            }

            _some.TrySetResult();
        }
    }

    /// <summary>Waits until there is a line, and takes some: at most <paramref name="maximum"/>, and how many were dropped before them.</summary>
    public async Task<(IReadOnlyList<InstanceLine> Lines, long Dropped)> TakeAsync(
        int maximum,
        CancellationToken cancellationToken
    )
    {
        Task some;
        lock (_lock)
            some = _some.Task;
        await some.WaitAsync(cancellationToken);
        lock (_lock)
        {
            List<InstanceLine> lines = new(Math.Min(maximum, _pending.Count));
            while (lines.Count < maximum && _pending.TryDequeue(out var line))
                lines.Add(line);
            var dropped = _dropped;
            _dropped = 0;
            if (_pending.Count == 0)
                _some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (lines, dropped);
        }
    }

    public void Dispose() => end(this);
}
