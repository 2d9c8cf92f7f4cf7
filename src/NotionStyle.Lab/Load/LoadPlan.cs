namespace NotionStyle.Lab.Load;

/// <summary>What a request of the load does.</summary>
internal enum LoadKind
{
    /// <summary>Sets the text of a block.</summary>
    Edit,

    /// <summary>Reads a page.</summary>
    Read,
}

/// <summary>A load to make.</summary>
/// <param name="EditsPerSecond">Edits that arrive in a second, on average.</param>
/// <param name="ReadsPerSecond">Reads that arrive in a second, on average.</param>
/// <param name="Duration">How long they arrive.</param>
/// <param name="Clients">Requests in flight at once.</param>
/// <param name="Seed">Fixes when what arrives.</param>
internal sealed record LoadPlan(double EditsPerSecond, double ReadsPerSecond, TimeSpan Duration, int Clients, int Seed)
{
    /// <summary>
    /// When what arrives, in order: independent arrivals, as those of many people are, so some come together and the server's queue is tried.
    /// </summary>
    public IEnumerable<Arrival> Arrivals()
    {
        var random = new Random(Seed);
        var rate = EditsPerSecond + ReadsPerSecond;
        if (rate <= 0)
            yield break;
        var at = 0.0;
        while (true)
        {
            at += -Math.Log(1 - random.NextDouble()) / rate;
            if (at >= Duration.TotalSeconds)
                yield break;
            var kind = random.NextDouble() * rate < EditsPerSecond ? LoadKind.Edit : LoadKind.Read;
            yield return new Arrival(TimeSpan.FromSeconds(at), kind, random.Next());
        }
    }
}

/// <summary>A request of the load.</summary>
/// <param name="At">When it arrives, from the start of the load. Its latency counts from here, however late it is sent.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Choice">Chooses on what it does it.</param>
internal readonly record struct Arrival(TimeSpan At, LoadKind Kind, int Choice);
