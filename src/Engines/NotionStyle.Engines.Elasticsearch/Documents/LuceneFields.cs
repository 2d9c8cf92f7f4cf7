using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>Collects the Lucene fields of one document.</summary>
internal sealed class LuceneFields
{
    /// <summary>The longest term that Lucene can index, in bytes of UTF-8.</summary>
    public const int MaxTermBytes = 32_766;

    private static readonly FieldType Name_ = Frozen(
        IndexOptions.DOCS_ONLY,
        omitNorms: true,
        store: false,
        numeric: false
    );
    private static readonly FieldType Keyword = Frozen(IndexOptions.DOCS_ONLY, true, false, false);
    private static readonly FieldType Number = Frozen(IndexOptions.DOCS_ONLY, true, false, numeric: true);
    private static readonly FieldType Meta = Frozen(IndexOptions.DOCS_ONLY, true, store: true, numeric: false);
    private readonly Document document = [];
    private readonly DocumentSource source;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<long>> numbers = new(StringComparer.Ordinal);
    private readonly HashSet<(string Field, string Value)> terms = [];

    /// <summary>Begins a document with what is known of it before its source is read.</summary>
    public LuceneFields(DocumentSource source)
    {
        this.source = source;
        document.Add(new Field(MetaFields.Id, source.Id, Meta));
        if (source.Routing is not null)
            document.Add(new Field(MetaFields.Routing, source.Routing, Meta));
        document.Add(new NumericDocValuesField(MetaFields.Version, source.Version));
        document.Add(new NumericDocValuesField(MetaFields.SeqNo, source.SeqNo));
        document.Add(new NumericDocValuesField(MetaFields.PrimaryTerm, source.PrimaryTerm));
    }

    /// <summary>The fields with a value.</summary>
    public IReadOnlyCollection<string> Names => names;

    private bool KeepSource { get; set; } = true;

    /// <summary>Notes that an object has a value.</summary>
    public void Name(string path) => names.Add(path);

    /// <summary>The whole document.</summary>
    public Document Finish()
    {
        foreach (var name in names)
            document.Add(new Field(MetaFields.FieldNames, name, Name_));
        foreach (var (field, values) in numbers)
        {
            values.Sort();
            document.Add(new NumericDocValuesField(field, values[0]));
            if (values.Count == 1)
                continue;
            var packed = new byte[values.Count * sizeof(long)];
            for (var index = 0; index < values.Count; index++)
                BinaryPrimitives.WriteInt64BigEndian(packed.AsSpan(index * sizeof(long)), values[index]);
            document.Add(new BinaryDocValuesField(field + MetaFields.AllSuffix, new BytesRef(packed)));
        }
        foreach (var (field, value) in terms)
            document.Add(new SortedSetDocValuesField(field, new BytesRef(value)));
        if (KeepSource)
        {
            var bytes = source.Source.ToArray();
            document.Add(new StoredField(MetaFields.Source, bytes));
        }
        return document;
    }

    /// <summary>Adds a value of a field. False if it counts as no value.</summary>
    public bool Add(IndexMapping mapping, MappedField field, JsonElement value)
    {
        KeepSource = mapping.SourceEnabled;
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (field.NullValue is null)
                return false;
            value = JsonSerializer.SerializeToElement(field.NullValue);
        }
        if (field.Kind == FieldKind.Flattened)
        {
            if (value.ValueKind != JsonValueKind.Object)
                throw Malformed(
                    field,
                    value,
                    $"Failed to parse object: expecting an object but got [{value.ValueKind}]"
                );
            Flatten(field, "", value, 0);
            return true;
        }
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            if (field.IgnoreMalformed && field.Kind != FieldKind.Text && field.Kind != FieldKind.Keyword)
                return false;
            throw Malformed(
                field,
                value,
                $"Can't get text on a {(value.ValueKind == JsonValueKind.Object ? "START_OBJECT" : "START_ARRAY")}"
            );
        }
        if (field.Kind.IsNumeric())
            return AddNumber(field, value);
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (field.Kind == FieldKind.Text)
            AddText(field, text);
        else
            AddKeyword(mapping, field, text);
        return true;
    }

    private void AddText(MappedField field, string text)
    {
        Seen(field.Path);
        if (field.Index)
            document.Add(new Field(field.Path, text, TextTypes.Get(field)));
        else if (field.Store)
            document.Add(new StoredField(field.Path, text));
    }

    private void AddKeyword(IndexMapping mapping, MappedField field, string text)
    {
        if (text.Length > field.IgnoreAbove)
            return;
        if (mapping.IndexAnalyzer(field) is { } normalizer)
            text = Tokens.Normalize(normalizer, field.Path, text);
        Term(field, field.Path, text);
        if (field.Store)
            document.Add(new StoredField(field.Path, text));
    }

    private void Term(MappedField field, string path, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > MaxTermBytes)
            throw DocumentBuilder.Refuse(
                $"failed to parse field [{field.Path}] of type [{field.Kind.Name()}] in document with id '{source.Id}'",
                $"Document contains at least one immense term in field=\"{field.Path}\" (whose UTF8 encoding is longer than the max length {MaxTermBytes}), all of which were skipped. It has [{bytes}] bytes. Set [ignore_above] on the field to leave such values out."
            );
        Seen(path);
        if (!terms.Add((path, text)))
            return;
        if (!field.DocValues)
            terms.Remove((path, text));
        if (field.Index)
            document.Add(new Field(path, text, Keyword));
    }

    private bool AddNumber(MappedField field, JsonElement value)
    {
        if (!FieldValues.TryEncode(field, value, out var encoded, out var error))
        {
            // An empty text counts as no value where texts may stand for numbers.
            if (
                value.ValueKind == JsonValueKind.String
                && value.GetString()!.Length == 0
                && field.Kind != FieldKind.Date
                && field.Coerce
            )
                return false;
            if (field.IgnoreMalformed)
                return false;
            throw Malformed(field, value, error);
        }
        Seen(field.Path);
        if (field.Index)
            document.Add(new Int64Field(field.Path, encoded, Number));
        if (field.DocValues)
        {
            if (!numbers.TryGetValue(field.Path, out var values))
                numbers[field.Path] = values = [];
            values.Add(encoded);
        }
        if (field.Store)
            document.Add(new StoredField(field.Path, encoded));
        return true;
    }

    private void Flatten(MappedField field, string key, JsonElement value, int depth)
    {
        if (depth > 20)
            throw Malformed(
                field,
                value,
                $"The provided [flattened] field [{field.Path}] exceeds the maximum depth limit of [20]."
            );
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    Flatten(
                        field,
                        key.Length == 0 ? property.Name : $"{key}.{property.Name}",
                        property.Value,
                        depth + 1
                    );
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Flatten(field, key, item, depth + 1);
                break;
            case JsonValueKind.Null:
                break;
            default:
                var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                if (text.Length > field.IgnoreAbove)
                    break;
                Term(field, field.Path, text);
                Term(field, field.Path + KeyedSuffix, $"{key}\0{text}");
                break;
        }
    }

    /// <summary>Follows a flattened field's name where its terms begin with their key.</summary>
    public const string KeyedSuffix = "._keyed";

    private void Seen(string path)
    {
        if (!names.Add(path))
            return;
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
            names.Add(path[..dot]);
    }

    private Errors.ElasticsearchException Malformed(MappedField field, JsonElement value, string cause)
    {
        var preview = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return DocumentBuilder.Refuse(
            $"failed to parse field [{field.Path}] of type [{field.Kind.Name()}] in document with id '{source.Id}'. Preview of field's value: '{(preview.Length > 100 ? preview[..100] + "..." : preview)}'",
            cause
        );
    }

    private static FieldType Frozen(IndexOptions options, bool omitNorms, bool store, bool numeric)
    {
        var type = new FieldType
        {
            IsIndexed = true,
            IsTokenized = numeric,
            OmitNorms = omitNorms,
            IndexOptions = options,
            IsStored = store,
        };
        if (numeric)
        {
            type.NumericType = NumericType.INT64;
            type.NumericPrecisionStep = TextTypes.PrecisionStep;
        }
        type.Freeze();
        return type;
    }
}
