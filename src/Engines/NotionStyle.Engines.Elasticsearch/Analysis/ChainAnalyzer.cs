using Lucene.Net.Analysis;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>An analyzer put together from its parts: filters of characters, a tokenizer, filters of tokens.</summary>
/// <param name="charFilters">In their order.</param>
/// <param name="tokenizer">Makes the tokenizer.</param>
/// <param name="filters">In their order.</param>
/// <param name="positionGap">How many positions lie between two values of one field.</param>
internal sealed class ChainAnalyzer(
    IReadOnlyList<Func<TextReader, TextReader>> charFilters,
    Func<TextReader, Tokenizer> tokenizer,
    IReadOnlyList<Func<TokenStream, TokenStream>> filters,
    int positionGap = ChainAnalyzer.UsualPositionGap
) : Analyzer
{
    /// <summary>Elasticsearch's gap, so wide that no phrase reaches from one value into the next.</summary>
    public const int UsualPositionGap = 100;

    /// <inheritdoc/>
    public override int GetPositionIncrementGap(string fieldName) => positionGap;

    /// <inheritdoc/>
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var source = tokenizer(reader);
        var stream = filters.Aggregate<Func<TokenStream, TokenStream>, TokenStream>(
            source,
            (inner, filter) => filter(inner)
        );
        return new TokenStreamComponents(source, stream);
    }

    /// <inheritdoc/>
    protected override TextReader InitReader(string fieldName, TextReader reader) =>
        charFilters.Aggregate(reader, (inner, filter) => filter(inner));
}
