namespace NotionStyle.Lab.Load;

/// <summary>What a request of the load does.</summary>
internal enum LoadKind
{
    /// <summary>Sets the text of a block.</summary>
    Edit,

    /// <summary>Reads a page.</summary>
    Read,

    /// <summary>Searches the workspace.</summary>
    Search,
}

/// <summary>A load to make.</summary>
/// <param name="EditsPerSecond">Edits that arrive in a second, on average.</param>
/// <param name="ReadsPerSecond">Reads that arrive in a second, on average.</param>
/// <param name="SearchesPerSecond">Searches that arrive in a second, on average.</param>
/// <param name="Duration">How long they arrive.</param>
/// <param name="Clients">Requests in flight at once.</param>
/// <param name="Seed">Fixes when what arrives.</param>
internal sealed record LoadPlan(
    double EditsPerSecond,
    double ReadsPerSecond,
    double SearchesPerSecond,
    TimeSpan Duration,
    int Clients,
    int Seed
)
{
    /// <summary>All that arrives in a second, on average.</summary>
    public double PerSecond => EditsPerSecond + ReadsPerSecond + SearchesPerSecond;

    /// <summary>What arrives of one kind in a second, on average.</summary>
    public double Rate(LoadKind kind) =>
        kind switch
        {
            LoadKind.Edit => EditsPerSecond,
            LoadKind.Read => ReadsPerSecond,
            _ => SearchesPerSecond,
        };

    /// <summary>
    /// When what arrives, in order: independent arrivals, as those of many people are, so some come together and the server's queue is tried.
    /// </summary>
    public IEnumerable<Arrival> Arrivals()
    {
        var random = new Random(Seed);
        var rate = PerSecond;
        if (rate <= 0)
            yield break;
        var at = 0.0;
        while (true)
        {
            at += -Math.Log(1 - random.NextDouble()) / rate;
            if (at >= Duration.TotalSeconds)
                yield break;
            yield return new Arrival(TimeSpan.FromSeconds(at), Kind(random.NextDouble() * rate), random.Next());
        }
    }

    private LoadKind Kind(double place) =>
        place < EditsPerSecond ? LoadKind.Edit
        : place < EditsPerSecond + ReadsPerSecond ? LoadKind.Read
        : LoadKind.Search;
}

/// <summary>A request of the load.</summary>
/// <param name="At">When it arrives, from the start of the load. Its latency counts from here, however late it is sent.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Choice">Chooses on what it does it.</param>
internal readonly record struct Arrival(TimeSpan At, LoadKind Kind, int Choice);
