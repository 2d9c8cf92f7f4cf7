using Lucene.Net.Documents;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>The fields of a Lucene document that carry its order; its id, routing and source are the business of Documents/.</summary>
internal static class MetadataFields
{
    /// <summary>The version.</summary>
    public const string Version = "_version";

    /// <summary>The sequence number.</summary>
    public const string SequenceNumber = "_seq_no";

    /// <summary>The primary term.</summary>
    public const string PrimaryTerm = "_primary_term";

    /// <summary>Adds them.</summary>
    public static void Add(Document document, DocumentState state)
    {
        document.Add(new NumericDocValuesField(Version, state.Version));
        document.Add(new NumericDocValuesField(SequenceNumber, state.SequenceNumber));
        document.Add(new NumericDocValuesField(PrimaryTerm, state.PrimaryTerm));
    }
}
