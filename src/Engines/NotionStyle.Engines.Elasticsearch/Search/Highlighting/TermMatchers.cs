namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>What of a field's tokens a query matches.</summary>
internal sealed class TermMatchers
{
    /// <summary>Whole terms.</summary>
    public HashSet<string> Terms { get; } = new(StringComparer.Ordinal);

    /// <summary>Tests of terms, of prefixes and patterns.</summary>
    public List<Func<string, bool>> Tests { get; } = [];

    /// <summary>Phrases: a test for each position, and how far words may be from their places.</summary>
    public List<(IReadOnlyList<(int Position, Func<string, bool> Test)> Words, int Slop)> Phrases { get; } = [];

    /// <summary>Adds what another field's query matches.</summary>
    public void Add(TermMatchers other)
    {
        Terms.UnionWith(other.Terms);
        Tests.AddRange(other.Tests);
        Phrases.AddRange(other.Phrases);
    }

    /// <summary>Whether a token matches by itself.</summary>
    public bool IsMatch(string term) => Terms.Contains(term) || Tests.Exists(test => test(term));
}
