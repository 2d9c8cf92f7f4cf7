using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>The values of one field for aggregations, segment by segment. A field that is not mapped has none.</summary>
internal sealed class FieldReader(MappedField? mapped, long? missingNumber = null, string? missingTerm = null)
{
    private readonly List<long> numbers = [];
    private readonly List<string> texts = [];
    private readonly BytesRef bytes = new();
    private NumericValues? numeric;
    private SortedSetDocValues? terms;
    private string?[] known = [];

    /// <summary>The field.</summary>
    public MappedField? Field => mapped;

    /// <summary>Whether values are numbers.</summary>
    public bool IsNumeric => mapped is null || mapped.Kind.IsNumeric();

    /// <summary>The documents that follow are of this segment.</summary>
    public void SetSegment(AtomicReaderContext context)
    {
        if (mapped is null)
            return;
        if (mapped.Kind.IsNumeric())
        {
            numeric = new NumericValues(context.AtomicReader, mapped.Path);
            return;
        }
        terms = context.AtomicReader.GetSortedSetDocValues(mapped.Path);
        known = terms is null ? [] : new string?[Math.Min(terms.ValueCount, MaxKnown)];
    }

    /// <summary>The document's numbers in order, as the index encodes them. The list is used again for the next document.</summary>
    public List<long> Numbers(int doc)
    {
        numbers.Clear();
        numeric?.Read(doc, numbers);
        if (numbers.Count == 0 && missingNumber is { } missing)
            numbers.Add(missing);
        return numbers;
    }

    /// <summary>
    /// The document's terms in order. They are read before any is given out, for Lucene shares its iterator among all readers of a field on one thread. The list is used again.
    /// </summary>
    public List<string> Terms(int doc)
    {
        texts.Clear();
        if (terms is not null)
        {
            terms.SetDocument(doc);
            for (long ord; (ord = terms.NextOrd()) != SortedSetDocValues.NO_MORE_ORDS; )
                texts.Add(Text(ord));
        }
        if (texts.Count == 0 && missingTerm is not null)
            texts.Add(missingTerm);
        return texts;
    }

    /// <summary>Whether the document has any value.</summary>
    public bool Has(int doc)
    {
        if (numeric is not null)
            return numeric.Has(doc);
        if (terms is null)
            return false;
        terms.SetDocument(doc);
        return terms.NextOrd() != SortedSetDocValues.NO_MORE_ORDS;
    }

    /// <summary>The number that an encoded one stands for.</summary>
    public double Decode(long encoded) => FieldValues.Decode(mapped?.Kind ?? FieldKind.Long, encoded);

    /// <summary>Writes a number as a key.</summary>
    public void WriteKey(Utf8JsonWriter output, long encoded)
    {
        if (mapped is not null && mapped.Kind.IsFraction())
            output.WriteNumber("key", Decode(encoded));
        else
            output.WriteNumber("key", encoded);
        if (mapped?.Kind == FieldKind.Date)
            output.WriteString("key_as_string", DateFormats.Print(encoded, mapped.Format));
        else if (mapped?.Kind == FieldKind.Boolean)
            output.WriteString("key_as_string", encoded == 1 ? "true" : "false");
    }

    private const int MaxKnown = 100_000;

    private string Text(long ord)
    {
        if (ord < known.Length && known[ord] is { } text)
            return text;
        terms!.LookupOrd(ord, bytes);
        text = bytes.Utf8ToString();
        if (ord < known.Length)
            known[ord] = text;
        return text;
    }
}
