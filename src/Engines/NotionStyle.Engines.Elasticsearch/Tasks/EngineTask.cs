using System.Diagnostics;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Writes;

namespace NotionStyle.Engines.Elasticsearch.Tasks;

/// <summary>One piece of work.</summary>
internal sealed class EngineTask
{
    private readonly CancellationTokenSource _cancel;
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>Begins it.</summary>
    public EngineTask(
        long id,
        string action,
        string description,
        ByQueryStatus status,
        Func<CancellationToken, Task> work,
        CancellationToken stop
    )
    {
        Id = id;
        Action = action;
        Description = description;
        Status = status;
        Started = DateTimeOffset.UtcNow;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Completion = Task.Run(() => RunAsync(work), CancellationToken.None);
    }

    /// <summary>Its number.</summary>
    public long Id { get; }

    /// <summary>What it does, by Elasticsearch's name.</summary>
    public string Action { get; }

    /// <summary>What it does, in words.</summary>
    public string Description { get; }

    /// <summary>How far it is.</summary>
    public ByQueryStatus Status { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>How long it has run, or ran.</summary>
    public TimeSpan Running { get; private set; }

    /// <summary>Why it ended, when it failed.</summary>
    public ElasticsearchException? Error { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => Completion.IsCompleted;

    /// <summary>Ends when it has; never fails.</summary>
    public Task Completion { get; }

    /// <summary>How long it has run until now.</summary>
    public TimeSpan Elapsed => IsCompleted ? Running : Stopwatch.GetElapsedTime(_begun);

    /// <summary>Ends it after the document at hand.</summary>
    public void Cancel() => _cancel.Cancel();

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_cancel.Token);
        }
        catch (OperationCanceledException)
        {
            Status.IsCancelled = true;
        }
        catch (ElasticsearchException e)
        {
            Error = e;
        }
        catch (Exception e)
        {
            Error = new ElasticsearchException(500, "exception", e.Message, e);
        }

        Running = Stopwatch.GetElapsedTime(_begun);
    }
}
