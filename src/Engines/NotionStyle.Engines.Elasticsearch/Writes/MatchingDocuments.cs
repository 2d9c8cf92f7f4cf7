using Lucene.Net.Index;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>A document that a query found, as it was when the query ran.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Document">Its state, routing and source.</param>
internal sealed record MatchingDocument(string Id, StoredDocument Document);

/// <summary>Goes through all documents of a query in the order of the index; four bytes are kept for each, and the rest is read when it is its turn.</summary>
internal static class MatchingDocuments
{
    private static readonly HashSet<string> WithoutSource = [MetaFields.Id, MetaFields.Routing];

    /// <summary>Finds them.</summary>
    public static List<int> Find(IndexSearcher searcher, Query query, CancellationToken cancellationToken)
    {
        var collector = new DocumentNumbers(cancellationToken);
        searcher.Search(query, collector);
        return collector.Numbers;
    }

    /// <summary>Reads one.</summary>
    /// <param name="reader">The reader in which it was found.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="withSource">Whether its source is wanted.</param>
    public static MatchingDocument Read(DirectoryReader reader, int number, bool withSource)
    {
        var leaf = reader.Leaves[ReaderUtil.SubIndex(number, reader.Leaves)];
        var state = new DocumentState(
            Value(MetaFields.Version),
            Value(MetaFields.SeqNo),
            Value(MetaFields.PrimaryTerm),
            IsDeleted: false
        );
        var document = withSource ? reader.Document(number) : reader.Document(number, WithoutSource);
        var source = withSource ? document.GetBinaryValue(MetaFields.Source) : null;
        return new MatchingDocument(
            document.Get(MetaFields.Id),
            new StoredDocument(
                state,
                document.Get(MetaFields.Routing),
                source is null ? default : source.Bytes.AsMemory(source.Offset, source.Length)
            )
        );

        long Value(string field) => leaf.AtomicReader.GetNumericDocValues(field).Get(number - leaf.DocBase);
    }

    private sealed class DocumentNumbers(CancellationToken cancellationToken) : ICollector
    {
        private int _base;

        public List<int> Numbers { get; } = [];

        public bool AcceptsDocsOutOfOrder => false;

        public void SetScorer(Scorer scorer) { }

        public void Collect(int doc)
        {
            if ((Numbers.Count & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Numbers.Add(_base + doc);
        }

        public void SetNextReader(AtomicReaderContext context) => _base = context.DocBase;
    }
}
