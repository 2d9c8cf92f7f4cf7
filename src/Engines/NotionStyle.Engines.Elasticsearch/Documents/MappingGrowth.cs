using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>The fields that a document brings and the mapping does not know, mapped by their first value.</summary>
internal sealed class MappingGrowth(IndexMapping mapping)
{
    private const int DynamicIgnoreAbove = 256;
    private readonly Dictionary<string, MappedField> leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MappedField> objects = new(StringComparer.Ordinal);
    private int count = mapping.Leaves.Count;

    /// <summary>The mapping's fields with the new ones.</summary>
    public MappedField Root { get; private set; } = mapping.Root;

    /// <summary>A new field of that name, or null.</summary>
    public MappedField? Leaf(string path) => leaves.GetValueOrDefault(path);

    /// <summary>A new object of that name, or null.</summary>
    public MappedField? Object(string path) => objects.GetValueOrDefault(path);

    /// <summary>Adds an object.</summary>
    public void AddObject(string path)
    {
        Merge(MappingReader.Object(path, MappedField.Empty));
        objects[path] = MappingReader.Object(path, MappedField.Empty);
    }

    /// <summary>Adds a field for a value.</summary>
    public MappedField AddLeaf(string path, JsonElement value)
    {
        var kind = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => FieldKind.Boolean,
            JsonValueKind.Number => value.TryGetInt64(out _) ? FieldKind.Long : FieldKind.Float,
            _ => IsDate(value.GetString()!) ? FieldKind.Date : FieldKind.Text,
        };
        var field = new MappedField
        {
            Path = path,
            Kind = kind,
            Parameters = MappedField.NoParameters,
        };
        if (kind == FieldKind.Text)
        {
            var keyword = new MappedField
            {
                Path = path + ".keyword",
                Kind = FieldKind.Keyword,
                Parameters = MappedField.NoParameters.Add("ignore_above", JsonValue.Create(DynamicIgnoreAbove)),
            };
            field = field with { Fields = MappedField.Empty.Add("keyword", keyword) };
        }
        Merge(field);
        leaves[path] = field;
        return field;
    }

    private void Merge(MappedField field)
    {
        // The limit is checked while fields come in, so that a document of a million fields is refused at the thousand and first.
        if (++count > mapping.Settings.TotalFieldsLimit)
            throw DocumentBuilder.Refuse(
                "failed to parse",
                $"Limit of total fields [{mapping.Settings.TotalFieldsLimit}] has been exceeded while adding new fields [1]"
            );
        var depth = 0;
        for (var path = field.Path; path.LastIndexOf('.') is var dot and > 0; depth++)
        {
            var name = path[(dot + 1)..];
            path = path[..dot];
            field = MappingReader.Object(path, MappedField.Empty.Add(name, field));
            objects.TryAdd(path, MappingReader.Object(path, MappedField.Empty));
        }
        if (depth > mapping.Settings.DepthLimit)
            throw DocumentBuilder.Refuse(
                "failed to parse",
                $"Limit of mapping depth [{mapping.Settings.DepthLimit}] has been exceeded due to object field [{field.Path}]"
            );
        try
        {
            Root = MappingMerge.Merge(Root, MappingReader.Object("", MappedField.Empty.Add(field.Path, field)));
        }
        catch (ElasticsearchException error)
        {
            throw new ElasticsearchException(400, "document_parsing_exception", error.Reason, error);
        }
    }

    private static bool IsDate(string text) =>
        text.Contains('-', StringComparison.Ordinal) && DateFormats.TryParse(text, "strict_date_optional_time", out _);
}
