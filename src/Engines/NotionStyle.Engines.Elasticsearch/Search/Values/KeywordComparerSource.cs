using Lucene.Net.Index;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Sorts by the terms of a keyword.</summary>
/// <param name="useLast">Whether the last of several terms counts.</param>
/// <param name="missingAfter">Whether documents without a term come behind all others before the order is reversed.</param>
internal sealed class KeywordComparerSource(bool useLast, bool missingAfter) : FieldComparerSource
{
    /// <inheritdoc/>
    public override FieldComparer NewComparer(string fieldname, int numHits, int sortPos, bool reversed) =>
        new Comparer(numHits, fieldname, missingAfter, useLast);

    private sealed class Comparer(int numHits, string field, bool missingAfter, bool useLast)
        : FieldComparer.TermOrdValComparer(numHits, field, missingAfter)
    {
        protected override SortedDocValues GetSortedDocValues(AtomicReaderContext context, string field) =>
            context.AtomicReader.GetSortedSetDocValues(field) is { } values
                ? new EdgeOrdinals(values, useLast)
                : DocValues.EMPTY_SORTED;
    }
}
