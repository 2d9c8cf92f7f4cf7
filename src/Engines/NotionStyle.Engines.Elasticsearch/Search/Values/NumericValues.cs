using System.Buffers.Binary;
using Lucene.Net.Index;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Documents;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>The numbers of a field's documents in one segment, as the index encodes them, the least first.</summary>
internal sealed class NumericValues
{
    private readonly NumericDocValues? least;
    private readonly BinaryDocValues? all;
    private readonly IBits? present;
    private readonly IBits? several;
    private readonly BytesRef packed = new();

    /// <summary>Opens the field; a segment without it has no values.</summary>
    public NumericValues(AtomicReader reader, string field)
    {
        least = reader.GetNumericDocValues(field);
        if (least is null)
            return;
        present = reader.GetDocsWithField(field);
        all = reader.GetBinaryDocValues(field + MetaFields.AllSuffix);
        several = all is null ? null : reader.GetDocsWithField(field + MetaFields.AllSuffix);
    }

    /// <summary>Whether a document has a value.</summary>
    public bool Has(int doc) => present is not null && present.Get(doc);

    /// <summary>The least value of a document that has one.</summary>
    public long Least(int doc) => least!.Get(doc);

    /// <summary>Puts the document's values in order into the list.</summary>
    public void Read(int doc, List<long> into)
    {
        into.Clear();
        if (!Has(doc))
            return;
        if (several is null || !several.Get(doc))
        {
            into.Add(least!.Get(doc));
            return;
        }
        all!.Get(doc, packed);
        for (var at = 0; at < packed.Length; at += sizeof(long))
            into.Add(BinaryPrimitives.ReadInt64BigEndian(packed.Bytes.AsSpan(packed.Offset + at)));
    }
}
