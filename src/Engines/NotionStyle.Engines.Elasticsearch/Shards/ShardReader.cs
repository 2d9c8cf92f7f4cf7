using System.Collections.Concurrent;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Documents;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>One point in time of a shard: a reader that lives until nobody holds it, and finds documents by id.</summary>
internal sealed class ShardReader(DirectoryReader reader, string idField)
{
    private readonly ConcurrentBag<TermsEnum?[]> _enums = [];

    /// <summary>The reader.</summary>
    public DirectoryReader Reader { get; } = reader;

    /// <summary>Holds it; false when it is closed already.</summary>
    public bool TryAcquire() => Reader.TryIncRef();

    /// <summary>Lets it go.</summary>
    public void Release() => Reader.DecRef();

    /// <summary>The state of a document, and where it is; null when it is not there.</summary>
    public (DocumentState State, int DocumentId)? Find(string id)
    {
        // Seeking is cheap, and making the thing that seeks is not; one document writer uses it after the other.
        var leaves = Reader.Leaves;
        if (!_enums.TryTake(out var enums))
            enums = new TermsEnum?[leaves.Count];
        try
        {
            var term = new BytesRef(id);
            for (var i = leaves.Count - 1; i >= 0; i--)
                if (
                    !LastIds.IsBeyond(leaves[i].AtomicReader, idField, term)
                    && Find(leaves[i], ref enums[i], term) is { } found
                )
                    return found;
            return null;
        }
        finally
        {
            _enums.Add(enums);
        }
    }

    /// <summary>A searcher over it, as long as it is held.</summary>
    public IndexSearcher Searcher() => new(Reader);

    private (DocumentState, int)? Find(AtomicReaderContext leaf, ref TermsEnum? cached, BytesRef term)
    {
        var segment = leaf.AtomicReader;
        if (cached is null)
        {
            var terms = segment.GetTerms(idField);
            if (terms is null)
                return null;
            cached = terms.GetEnumerator();
        }

        if (!cached.SeekExact(term))
            return null;
        var documents = cached.Docs(segment.LiveDocs, null, DocsFlags.NONE);
        var document = documents.NextDoc();
        if (document == DocIdSetIterator.NO_MORE_DOCS)
            return null;
        var state = new DocumentState(
            Value(MetaFields.Version),
            Value(MetaFields.SeqNo),
            Value(MetaFields.PrimaryTerm),
            IsDeleted: false
        );
        return (state, leaf.DocBase + document);

        long Value(string field) => segment.GetNumericDocValues(field).Get(document);
    }
}
