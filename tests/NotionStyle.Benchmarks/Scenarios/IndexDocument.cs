namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>A document of the search service, taken apart into its fields.</summary>
internal sealed class IndexDocument(string id, string routing)
{
    public string Id { get; set; } = id;

    public string Routing { get; } = routing;

    public List<(string Name, string[] Values)> Keywords { get; } = [];

    public List<(string Name, long Value)> Numbers { get; } = [];

    public List<(string Name, string Text)> Texts { get; } = [];

    /// <summary>Where its JSON begins within the request, and its length.</summary>
    public (int Begin, int Length) SourceAt { get; set; }

    public IndexDocument Keyword(string name, params string[] values)
    {
        Keywords.Add((name, values));
        return this;
    }

    public IndexDocument Number(string name, long value)
    {
        Numbers.Add((name, value));
        return this;
    }

    public IndexDocument Text(string name, string text)
    {
        Texts.Add((name, text));
        return this;
    }
}
