using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// A document of Lucene's whose fields get new values for each one that is written, as Lucene's manual advises: a yardstick that makes its fields and their token streams anew is too
/// short. It belongs to one thread and to one kind of document, as the fields come in the same order each time.
/// </summary>
internal sealed class BareDocument
{
    private static readonly FieldType NumberType = Frozen(numeric: true);
    private static readonly FieldType PartsType = Frozen(numeric: false);

    private readonly Document _document = [];
    private readonly List<Field> _fields = [];
    private int _next;

    /// <summary>The document with the values of this one.</summary>
    public Document Fill(IndexDocument item, byte[] bytes)
    {
        _next = 0;
        Take("_id", static name => new StringField(name, "", Field.Store.YES)).SetStringValue(item.Id);
        Take("_routing", static name => new StringField(name, "", Field.Store.YES)).SetStringValue(item.Routing);
        Take("_version", static name => new NumericDocValuesField(name, 0)).SetInt64Value(1);
        Take("_source", static name => new StoredField(name, new BytesRef()))
            .SetBytesValue(new BytesRef(bytes, item.SourceAt.Begin, item.SourceAt.Length));
        Keyword("id", item.Id);
        foreach (var (name, values) in item.Keywords)
        foreach (var value in values)
            Keyword(name, value);
        // Lucene takes a number's terms and its doc value from one field.
        foreach (var (name, value) in item.Numbers)
            Take(name, static name => new Int64Field(name, 0, NumberType)).SetInt64Value(value);
        foreach (var (name, text) in item.Texts)
            Text(name, text);
        return _document;
    }

    private void Keyword(string name, string value)
    {
        if (name is not ("structure" or "digest"))
            Take(name, static name => new StringField(name, "", Field.Store.NO)).SetStringValue(value);
        Take(name, static name => new SortedSetDocValuesField(name, new BytesRef())).SetBytesValue(new BytesRef(value));
    }

    private void Text(string name, string text)
    {
        if (name == "title_folded")
        {
            Take(name, static name => new Field(name, "", PartsType)).SetStringValue(text);
            return;
        }

        Take(name, static name => new TextField(name, "", Field.Store.NO)).SetStringValue(text);
        Take($"{name}.plain", static name => new TextField(name, "", Field.Store.NO)).SetStringValue(text);
    }

    private Field Take(string name, Func<string, Field> make)
    {
        if (_next == _fields.Count)
        {
            _fields.Add(make(name));
            _document.Add(_fields[_next]);
        }

        return _fields[_next++];
    }

    private static FieldType Frozen(bool numeric)
    {
        var type = new FieldType
        {
            IsIndexed = true,
            IsTokenized = true,
            OmitNorms = true,
            IndexOptions = IndexOptions.DOCS_ONLY,
        };
        if (numeric)
        {
            type.NumericType = NumericType.INT64;
            // The engine's: four terms a number.
            type.NumericPrecisionStep = 16;
            type.DocValueType = DocValuesType.NUMERIC;
        }

        type.Freeze();
        return type;
    }
}
