using Lucene.Net.Analysis;
using NotionStyle.Engines.Elasticsearch.Analysis;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>
/// The analyzer for an index writer: each field goes through the analyzer that the mapping of this moment names. A field's analyzer never changes, so what Lucene keeps per field and
/// thread stays right when the mapping grows. The mapping with a document's new fields must be in place before the document is written.
/// </summary>
/// <param name="mapping">The mapping of this moment.</param>
internal sealed class MappingAnalyzer(Func<IndexMapping> mapping) : AnalyzerWrapper(PER_FIELD_REUSE_STRATEGY)
{
    private static readonly Analyzer Whole = new ChainAnalyzer(
        [],
        reader => new Lucene.Net.Analysis.Core.KeywordTokenizer(reader),
        []
    );

    /// <inheritdoc/>
    public override int GetPositionIncrementGap(string fieldName) =>
        mapping().Leaf(fieldName)?.PositionGap ?? GetWrappedAnalyzer(fieldName).GetPositionIncrementGap(fieldName);

    /// <inheritdoc/>
    protected override Analyzer GetWrappedAnalyzer(string fieldName)
    {
        var current = mapping();
        return current.Leaf(fieldName) is { } field ? current.IndexAnalyzer(field) ?? Whole : Whole;
    }
}
