namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>The Lucene fields that every document has next to those of its mapping.</summary>
internal static class MetaFields
{
    /// <summary>The document's id: one indexed term, stored.</summary>
    public const string Id = "_id";

    /// <summary>The document as it was sent, stored.</summary>
    public const string Source = "_source";

    /// <summary>The routing: one indexed term, stored.</summary>
    public const string Routing = "_routing";

    /// <summary>The version, in doc values.</summary>
    public const string Version = "_version";

    /// <summary>The number of the operation within the shard, in doc values.</summary>
    public const string SeqNo = "_seq_no";

    /// <summary>The term of the shard's primary, in doc values.</summary>
    public const string PrimaryTerm = "_primary_term";

    /// <summary>The names of the fields and objects with a value, unless doc values tell: terms that <c>exists</c> looks up.</summary>
    public const string FieldNames = "_field_names";

    /// <summary>
    /// Follows a field's name where its doc values of several numbers are. Lucene 4.8 has doc values for one number only: that one is the least, and all of them lie here if there are more.
    /// </summary>
    public const string AllSuffix = "#all";

    /// <summary>Whether a name in a document would meet one of these.</summary>
    public static bool IsReserved(string name) =>
        name
            is Id
                or Source
                or Routing
                or Version
                or SeqNo
                or PrimaryTerm
                or FieldNames
                or "_index"
                or "_type"
                or "_ignored";
}
