using System.Buffers.Binary;
using Lucene.Net.Documents;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>The numbers of one field in one document: nearly always one, for which no list is made.</summary>
internal struct NumberValues
{
    private long first;
    private bool isThere;
    private List<long>? all;

    /// <summary>Adds one.</summary>
    public void Add(long value)
    {
        if (isThere)
            (all ??= [first]).Add(value);
        else
            (first, isThere) = (value, true);
    }

    /// <summary>Adds what Lucene indexes and keeps of them.</summary>
    public readonly void AddTo(Document document, MappedField field)
    {
        if (all is null)
        {
            document.Add(new NumberField(field.Path, first, NumberField.TypeOf(field.Index, field.DocValues)!));
            return;
        }

        all.Sort();
        // The least one is what sorts see; the others are found.
        document.Add(new NumberField(field.Path, all[0], NumberField.TypeOf(field.Index, field.DocValues)!));
        if (field.Index)
            foreach (var value in all.Skip(1))
                document.Add(new NumberField(field.Path, value, NumberField.TypeOf(indexed: true, docValues: false)!));
        if (!field.DocValues)
            return;
        var packed = new byte[all.Count * sizeof(long)];
        for (var index = 0; index < all.Count; index++)
            BinaryPrimitives.WriteInt64BigEndian(packed.AsSpan(index * sizeof(long)), all[index]);
        document.Add(new BinaryDocValuesField(field.Path + MetaFields.AllSuffix, new BytesRef(packed)));
    }
}
