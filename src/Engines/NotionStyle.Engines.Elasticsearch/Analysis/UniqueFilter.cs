using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>Leaves out tokens that came before. It remembers at most <see cref="MaxRemembered"/> of them, so that a long text cannot fill the memory.</summary>
internal sealed class UniqueFilter : TokenFilter
{
    private const int MaxRemembered = 100_000;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly bool samePositionOnly;
    private readonly ICharTermAttribute term;
    private readonly IPositionIncrementAttribute increment;

    /// <summary>Makes the filter over another stream.</summary>
    public UniqueFilter(TokenStream input, bool samePositionOnly)
        : base(input)
    {
        this.samePositionOnly = samePositionOnly;
        term = AddAttribute<ICharTermAttribute>();
        increment = AddAttribute<IPositionIncrementAttribute>();
    }

    /// <inheritdoc/>
    public override bool IncrementToken()
    {
        while (m_input.IncrementToken())
        {
            if ((samePositionOnly && increment.PositionIncrement > 0) || seen.Count >= MaxRemembered)
                seen.Clear();
            if (seen.Add(term.ToString()!))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        seen.Clear();
    }
}
