using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Lucene.Net.Documents;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>Collects the Lucene fields of one document.</summary>
internal sealed class LuceneFields
{
    /// <summary>The longest term that Lucene can index, in bytes of UTF-8.</summary>
    public const int MaxTermBytes = 32_766;

    /// <summary>Room that is made at once, as most documents have about as many; more grows.</summary>
    private const int UsualFields = 24;

    private readonly Document document = [];
    private readonly DocumentSource source;
    private readonly HashSet<string> names = new(UsualFields, StringComparer.Ordinal);
    private readonly Dictionary<string, (MappedField Field, NumberValues Values)> numbers = new(StringComparer.Ordinal);
    private readonly List<string> listed = [];

    /// <summary>Begins a document with what is known of it before its source is read.</summary>
    public LuceneFields(DocumentSource source)
    {
        this.source = source;
        document.Add(new TermField(MetaFields.Id, source.Id));
        if (source.Routing is not null)
            document.Add(new TermField(MetaFields.Routing, source.Routing));
        document.Add(new NumericDocValuesField(MetaFields.Version, source.Version));
        document.Add(new NumericDocValuesField(MetaFields.SeqNo, source.SeqNo));
        document.Add(new NumericDocValuesField(MetaFields.PrimaryTerm, source.PrimaryTerm));
    }

    /// <summary>The fields with a value.</summary>
    public IReadOnlyCollection<string> Names => names;

    private bool KeepSource { get; set; } = true;

    /// <summary>Notes that an object has a value.</summary>
    public void Name(string path) => List(path);

    /// <summary>The whole document.</summary>
    public Document Finish()
    {
        foreach (var name in listed)
            document.Add(new TermField(MetaFields.FieldNames, new BytesRef(name), TermField.Indexed));
        foreach (var (field, values) in numbers.Values)
            values.AddTo(document, field);
        if (KeepSource)
        {
            // Lucene copies it, and the shard keeps the same bytes.
            document.Add(
                MemoryMarshal.TryGetArray(source.Source, out var bytes)
                    ? new StoredField(MetaFields.Source, bytes.Array, bytes.Offset, bytes.Count)
                    : new StoredField(MetaFields.Source, source.Source.ToArray())
            );
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
        if (field is { Kind: FieldKind.Keyword, Store: false, Normalizer: null } && Plain(field, value) is { } plain)
        {
            Term(field, field.Path, plain);
            return true;
        }
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (field.Kind == FieldKind.Text)
            AddText(field, text);
        else
            AddKeyword(mapping, field, text);
        return true;
    }

    // A term is UTF-8, and so is the source: what has no escapes needs no text in between.
    private static BytesRef? Plain(MappedField field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        var quoted = JsonMarshal.GetRawUtf8Value(value);
        var bytes = quoted[1..^1];
        return bytes.Length <= field.IgnoreAbove && !bytes.Contains((byte)'\\') && Utf8.IsValid(bytes)
            ? new BytesRef(bytes.ToArray())
            : null;
    }

    private void AddText(MappedField field, string text)
    {
        Seen(field.Path, isListed: true);
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

    private void Term(MappedField field, string path, string text) => Term(field, path, new BytesRef(text));

    private void Term(MappedField field, string path, BytesRef term)
    {
        if (term.Length > MaxTermBytes)
            throw DocumentBuilder.Refuse(
                $"failed to parse field [{field.Path}] of type [{field.Kind.Name()}] in document with id '{source.Id}'",
                $"Document contains at least one immense term in field=\"{field.Path}\" (whose UTF8 encoding is longer than the max length {MaxTermBytes}), all of which were skipped. It has [{term.Length}] bytes. Set [ignore_above] on the field to leave such values out."
            );
        Seen(path, isListed: !field.DocValues);
        if (TermField.TypeOf(field) is { } type)
            document.Add(new TermField(path, term, type));
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
        Seen(field.Path, isListed: !field.DocValues);
        if (field.Index || field.DocValues)
        {
            // By its name: a field that this document brings may be made anew while the mapping grows.
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, field.Path, out _);
            place.Field = field;
            place.Values.Add(encoded);
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

    // Doc values say by themselves which documents have the field; only what has none is listed by name, and what lies above it.
    private void Seen(string path, bool isListed)
    {
        if (!names.Add(path))
            return;
        if (isListed)
            listed.Add(path);
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
            List(path[..dot]);
    }

    private void List(string path)
    {
        if (names.Add(path))
            listed.Add(path);
    }

    private Errors.ElasticsearchException Malformed(MappedField field, JsonElement value, string cause)
    {
        var preview = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return DocumentBuilder.Refuse(
            $"failed to parse field [{field.Path}] of type [{field.Kind.Name()}] in document with id '{source.Id}'. Preview of field's value: '{(preview.Length > 100 ? preview[..100] + "..." : preview)}'",
            cause
        );
    }
}
