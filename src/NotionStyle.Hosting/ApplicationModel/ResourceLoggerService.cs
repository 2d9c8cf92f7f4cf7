using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ResourceTelling;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One line of a resource's log.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage)
{
    /// <summary>When the host read it.</summary>
    internal DateTimeOffset Time { get; init; }
}

/// <summary>The logs of the resources: what their processes print and what the host has to say about them.</summary>
public sealed class ResourceLoggerService
{
    // As many lines per resource stay in memory; the log file has more.
    private const int MaximumBacklog = 10_000;
    private const int MaximumPendingPerWatcher = 10_000;

    private readonly Lock _lock = new();
    private readonly List<LogWatch> _watches = [];
    private readonly Dictionary<string, Log> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called with every line: resource id, text, whether it is an error.</summary>
    internal Action<string, string, bool>? LineWritten { get; set; }

    /// <summary>How many read along.</summary>
    internal int WatchCount
    {
        get
        {
            lock (_lock)
                return _watches.Count;
        }
    }

    /// <summary>Writes into a resource's log (of each of its processes).</summary>
    public ILogger GetLogger(IResource resource) => new ResourceLogger(this, resource.GetResourceIds());

    /// <summary>Writes into the log of one process.</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger(this, [resourceName]);

    /// <summary>The log of a resource: what there is, then what comes.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) =>
        WatchAsync(resource.GetResourceIds()[0]);

    /// <summary>The log of one process: what there is, then what comes.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        string resourceName,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var log = Get(resourceName);
        var channel = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(MaximumPendingPerWatcher) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        LogLine[] backlog;
        lock (_lock)
        {
            backlog = [.. log.Lines];
            log.Watchers.Add(channel);
        }

        try
        {
            if (backlog.Length > 0)
                yield return backlog;
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
                yield return [line];
        }
        finally
        {
            lock (_lock)
                log.Watchers.Remove(channel);
        }
    }

    /// <summary>What the log of a resource has so far.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource)
    {
        foreach (var id in resource.GetResourceIds())
        {
            LogLine[] backlog;
            lock (_lock)
                backlog = [.. Get(id).Lines];
            yield return backlog;
            await Task.CompletedTask;
        }
    }

    /// <summary>The last lines of one instance, or of each, in the order of time; and what comes after them, without a gap.</summary>
    internal (IReadOnlyList<InstanceLine> Replay, LogWatch Watch) Watch(string? id, int tail)
    {
        var watch = new LogWatch(id, End);
        lock (_lock)
        {
            _watches.Add(watch);
            InstanceLine[] replay =
            [
                .. _logs
                    .Where(log => watch.Wants(log.Key))
                    .SelectMany(log =>
                        log.Value.Lines.Skip(Math.Max(0, log.Value.Lines.Count - Math.Max(0, tail)))
                            .Select(line => new InstanceLine(log.Key, line))
                    )
                    // Stable, so that the lines of one instance keep their order.
                    .OrderBy(line => line.Line.Time),
            ];
            return (replay, watch);
        }

        void End(LogWatch ended)
        {
            lock (_lock)
                _watches.Remove(ended);
        }
    }

    internal void Write(string id, string text, bool isError)
    {
        lock (_lock)
        {
            var log = Get(id);
            var line = new LogLine(++log.LastNumber, text, isError) { Time = DateTimeOffset.UtcNow };
            log.Lines.Enqueue(line);
            if (log.Lines.Count > MaximumBacklog)
                log.Lines.Dequeue();
            foreach (var watcher in log.Watchers)
                watcher.Writer.TryWrite(line);
            foreach (var watch in _watches)
                if (watch.Wants(id))
                    watch.Add(new InstanceLine(id, line));
        }

        LineWritten?.Invoke(id, text, isError);
    }

    private Log Get(string id)
    {
        lock (_lock)
        {
            if (!_logs.TryGetValue(id, out var log))
                _logs[id] = log = new Log();
            return log;
        }
    }

    private sealed class Log
    {
        public Queue<LogLine> Lines { get; } = [];
        public List<Channel<LogLine>> Watchers { get; } = [];
        public int LastNumber { get; set; }
    }

    private sealed class ResourceLogger(ResourceLoggerService service, IReadOnlyList<string> ids) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            var text = formatter(state, exception) + (exception is null ? "" : $" ({exception.Message})");
            foreach (var id in ids)
                service.Write(id, text, logLevel >= LogLevel.Error);
        }
    }
}
