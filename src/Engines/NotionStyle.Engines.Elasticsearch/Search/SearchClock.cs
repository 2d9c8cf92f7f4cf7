namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Says when a search has to end: by its caller or by its <c>timeout</c>. Loops over terms and documents ask it.</summary>
/// <param name="cancellation">The caller's.</param>
/// <param name="timeout">The request's <c>timeout</c>; null for none.</param>
internal sealed class SearchClock(CancellationToken cancellation, TimeSpan? timeout = null)
{
    private const int Every = 1024;
    private readonly long began = Environment.TickCount64;
    private int calls;
    private bool collected;

    /// <summary>Whether the time ran out before everything was seen.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>How long the search has run.</summary>
    public long Milliseconds => Environment.TickCount64 - began;

    /// <summary>From here on only the caller ends the search: what was found is written, whatever the timeout.</summary>
    public void Collected() => collected = true;

    /// <summary>Asks now and then, cheaply enough for each term or document.</summary>
    public void Tick()
    {
        if ((++calls & (Every - 1)) == 0)
            Check();
    }

    /// <summary>Throws when the search has to end.</summary>
    /// <exception cref="TimeExceededException">The request's own time is up; what was found so far is the answer.</exception>
    public void Check()
    {
        cancellation.ThrowIfCancellationRequested();
        if (!collected && timeout is { } limit && Milliseconds >= limit.TotalMilliseconds)
        {
            TimedOut = true;
            throw new TimeExceededException();
        }
    }
}

/// <summary>The search's own time is up.</summary>
internal sealed class TimeExceededException : Exception;
