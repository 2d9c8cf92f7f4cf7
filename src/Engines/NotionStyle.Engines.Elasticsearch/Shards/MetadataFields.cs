using Lucene.Net.Documents;
using NotionStyle.Engines.Elasticsearch.Documents;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>The fields of a Lucene document that carry its order; its id, routing and source are the business of Documents/.</summary>
internal static class MetadataFields
{
    /// <summary>Writes them; a document is made before its place in the order is known.</summary>
    public static void Set(Document document, DocumentState state)
    {
        Set(document, MetaFields.Version, state.Version);
        Set(document, MetaFields.SeqNo, state.SequenceNumber);
        Set(document, MetaFields.PrimaryTerm, state.PrimaryTerm);
    }

    private static void Set(Document document, string name, long value)
    {
        if (document.GetField(name) is Field field)
            field.SetInt64Value(value);
        else
            document.Add(new NumericDocValuesField(name, value));
    }
}
