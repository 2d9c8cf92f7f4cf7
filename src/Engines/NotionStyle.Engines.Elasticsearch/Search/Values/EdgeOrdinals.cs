using Lucene.Net.Index;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Shows the first or the last of a document's several terms as its only one, so that Lucene can sort by it.</summary>
internal sealed class EdgeOrdinals(SortedSetDocValues values, bool last) : SortedDocValues
{
    /// <inheritdoc/>
    public override int ValueCount => (int)values.ValueCount;

    /// <inheritdoc/>
    public override int GetOrd(int docID)
    {
        values.SetDocument(docID);
        var found = -1L;
        for (long ord; (ord = values.NextOrd()) != SortedSetDocValues.NO_MORE_ORDS; )
        {
            found = ord;
            if (!last)
                break;
        }
        return (int)found;
    }

    /// <inheritdoc/>
    public override void LookupOrd(int ord, BytesRef result) => values.LookupOrd(ord, result);
}
