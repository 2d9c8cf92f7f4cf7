using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Writes;

namespace NotionStyle.Engines.Elasticsearch.Tasks;

/// <summary>Work that goes on after its request was answered. Its results are in memory: a restart forgets them, and the work itself is for the caller to begin again.</summary>
internal sealed class TaskRegistry : IAsyncDisposable
{
    /// <summary>Pieces of work at once.</summary>
    private const int RunningMaximum = 20;

    /// <summary>Results kept; the oldest go first.</summary>
    private const int KeptMaximum = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, EngineTask> _tasks = [];
    private readonly CancellationTokenSource _stop = new();
    private long _last;

    /// <summary>The name of the one node in the ids of tasks.</summary>
    public const string Node = "notionstyle-1";

    /// <summary>Begins work.</summary>
    public EngineTask Start(string action, string description, ByQueryStatus status, Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (_tasks.Values.Count(t => !t.IsCompleted) >= RunningMaximum)
                throw new ElasticsearchException(
                    429,
                    "es_rejected_execution_exception",
                    $"[{RunningMaximum}] tasks run already; wait for one of them"
                );
            foreach (var old in _tasks.Values.Where(t => t.IsCompleted).OrderBy(t => t.Id).ToArray())
                if (_tasks.Count >= KeptMaximum)
                    _tasks.Remove(old.Id);
            var task = new EngineTask(++_last, action, description, status, work, _stop.Token);
            _tasks[task.Id] = task;
            return task;
        }
    }

    /// <summary>The task of an id such as <c>notionstyle-1:7</c>.</summary>
    public EngineTask Find(string id)
    {
        lock (_lock)
            if (
                id.StartsWith(Node + ":", StringComparison.Ordinal)
                && long.TryParse(id.AsSpan(Node.Length + 1), null, out var number)
                && _tasks.TryGetValue(number, out var task)
            )
                return task;
        throw new ElasticsearchException(
            404,
            "resource_not_found_exception",
            $"task [{id}] isn't running and hasn't stored its results"
        );
    }

    /// <summary>Ends all work.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        EngineTask[] tasks;
        lock (_lock)
            tasks = [.. _tasks.Values];
        foreach (var task in tasks)
            await task.Completion;
        _stop.Dispose();
    }
}
