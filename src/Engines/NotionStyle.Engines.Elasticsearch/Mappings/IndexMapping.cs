using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Analysis;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>The fields of an index. It never changes: updates and documents with new fields give a new mapping.</summary>
internal sealed class IndexMapping
{
    private readonly JsonObject routing;
    private readonly JsonObject source;
    private readonly JsonNode? meta;
    private readonly FrozenDictionary<string, MappedField> leaves;
    private readonly FrozenDictionary<string, MappedField> objects;

    private IndexMapping(
        MappedField root,
        JsonObject routing,
        JsonObject source,
        JsonNode? meta,
        IndexSettings settings,
        AnalysisRegistry analysis
    )
    {
        Root = root;
        this.routing = routing;
        this.source = source;
        this.meta = meta;
        Settings = settings;
        Analysis = analysis;
        RoutingRequired = routing["required"]?.ToString() == "true";
        SourceEnabled = source["enabled"]?.ToString() != "false";
        var foundLeaves = new Dictionary<string, MappedField>(StringComparer.Ordinal);
        var foundObjects = new Dictionary<string, MappedField>(StringComparer.Ordinal);
        Collect(root, 0, foundLeaves, foundObjects);
        var count = foundLeaves.Count + foundObjects.Count;
        if (count > settings.TotalFieldsLimit)
            throw ElasticsearchException.IllegalArgument(
                $"Limit of total fields [{settings.TotalFieldsLimit}] has been exceeded"
            );
        leaves = foundLeaves.ToFrozenDictionary(StringComparer.Ordinal);
        objects = foundObjects.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The object that holds everything.</summary>
    public MappedField Root { get; }

    /// <summary>The settings that the mapping lives under.</summary>
    public IndexSettings Settings { get; }

    /// <summary>The analyzers that fields name.</summary>
    public AnalysisRegistry Analysis { get; }

    /// <summary>Whether every document must name its routing.</summary>
    public bool RoutingRequired { get; }

    /// <summary>Whether the source is kept.</summary>
    public bool SourceEnabled { get; }

    /// <summary>The fields with values by their full name, multi-fields among them.</summary>
    public IReadOnlyDictionary<string, MappedField> Leaves => leaves;

    /// <summary>Reads the <c>mappings</c> of a request that creates an index; null gives an empty mapping.</summary>
    public static IndexMapping Parse(JsonElement? mappings, IndexSettings settings, AnalysisRegistry analysis)
    {
        var empty = new IndexMapping(MappingReader.Object("", MappedField.Empty), [], [], null, settings, analysis);
        return mappings is { ValueKind: not JsonValueKind.Null } given ? empty.Merge(given) : empty;
    }

    /// <summary>The mapping after an update, or Elasticsearch's refusal of a conflict.</summary>
    public IndexMapping Merge(JsonElement update)
    {
        if (update.ValueKind != JsonValueKind.Object)
            throw MappingReader.Error($"Expected a mapping object but got [{update.ValueKind}]");
        var root = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var newRouting = routing;
        var newSource = source;
        var newMeta = meta;
        foreach (var property in update.EnumerateObject())
        {
            switch (property.Name)
            {
                case "properties" or "dynamic":
                    root[property.Name] = property.Value;
                    break;
                case "_routing":
                    newRouting = Meta(property, "required");
                    break;
                case "_source":
                    newSource = Meta(property, "enabled");
                    if (source.Count > 0 && newSource.ToJsonString() != source.ToJsonString())
                        throw ElasticsearchException.IllegalArgument(
                            "Mapper for [_source] conflicts with existing mapper:\n\tCannot update parameter [enabled]"
                        );
                    break;
                case "_meta":
                    newMeta = JsonNode.Parse(property.Value.GetRawText());
                    break;
                case "date_detection"
                or "numeric_detection"
                or "dynamic_templates"
                or "dynamic_date_formats"
                or "runtime":
                    throw MappingReader.Error(
                        $"[{property.Name}] is not supported by this engine; map the fields in [properties]"
                    );
                default:
                    throw MappingReader.Error(
                        $"Root mapping definition has unsupported parameters:  [{property.Name} : {property.Value.GetRawText()}]"
                    );
            }
        }
        var fields = MappingReader.Field("", JsonSerializer.SerializeToElement(root), Analysis);
        return new IndexMapping(MappingMerge.Merge(Root, fields), newRouting, newSource, newMeta, Settings, Analysis);
    }

    /// <summary>The mapping with other objects and fields added, as a document with new fields makes it.</summary>
    public IndexMapping WithRoot(MappedField root) => new(root, routing, source, meta, Settings, Analysis);

    /// <summary>The mapping below changed settings, whose analyzers are the same.</summary>
    public IndexMapping WithSettings(IndexSettings settings) => new(Root, routing, source, meta, settings, Analysis);

    /// <summary>The field with values of that full name, or null.</summary>
    public MappedField? Leaf(string path) => leaves.GetValueOrDefault(path);

    /// <summary>The object of that full name, or null.</summary>
    public MappedField? Object(string path) => path.Length == 0 ? Root : objects.GetValueOrDefault(path);

    /// <summary>The analyzer that a text field is indexed with, or null for other fields.</summary>
    public Analyzer? IndexAnalyzer(MappedField field) =>
        field.Kind switch
        {
            FieldKind.Text => field.Analyzer is { } name ? Analysis.Get(name) : Analysis.Default,
            FieldKind.Keyword when field.Normalizer is { } name => Analysis.Normalizer(name),
            _ => null,
        };

    /// <summary>The analyzer that queries on the field go through, or null if their text is taken whole.</summary>
    public Analyzer? SearchAnalyzer(MappedField field) =>
        field.Kind == FieldKind.Text
            ? field.SearchAnalyzer is { } name
                ? Analysis.Get(name)
                : field.Analyzer is { } same
                    ? Analysis.Get(same)
                    : Analysis.DefaultSearch ?? Analysis.Default
            : IndexAnalyzer(field);

    /// <summary>As Elasticsearch shows it.</summary>
    public JsonObject ToJson()
    {
        var json = Show(Root);
        if (routing.Count > 0)
            json["_routing"] = routing.DeepClone();
        if (source.Count > 0)
            json["_source"] = source.DeepClone();
        if (meta is not null)
            json["_meta"] = meta.DeepClone();
        json.Remove("type");
        return json;
    }

    private void Collect(
        MappedField field,
        int depth,
        Dictionary<string, MappedField> foundLeaves,
        Dictionary<string, MappedField> foundObjects
    )
    {
        if (field.Name.Length > Settings.FieldNameLengthLimit)
            throw ElasticsearchException.IllegalArgument(
                $"Field name [{field.Name}] is longer than the limit of [{Settings.FieldNameLengthLimit}] characters"
            );
        if (depth > Settings.DepthLimit)
            throw ElasticsearchException.IllegalArgument(
                $"Limit of mapping depth [{Settings.DepthLimit}] has been exceeded due to object field [{field.Path}]"
            );
        if (field.Kind != FieldKind.Object)
            foundLeaves[field.Path] = field;
        else if (field.Path.Length > 0)
            foundObjects[field.Path] = field;
        foreach (var child in field.Properties.Values.Concat(field.Fields.Values))
            Collect(child, depth + (child.Kind == FieldKind.Object ? 1 : 0), foundLeaves, foundObjects);
    }

    private static JsonObject Meta(JsonProperty property, string known)
    {
        var json = JsonNode.Parse(property.Value.GetRawText()) as JsonObject;
        foreach (var (name, value) in json ?? [])
        {
            if (name != known || value?.ToString() is not ("true" or "false"))
                throw MappingReader.Error(
                    $"unknown parameter [{name}] with value [{value}] on mapper [{property.Name}]; this engine has [{known}] with true or false"
                );
        }
        return json ?? throw MappingReader.Error($"[{property.Name}] must be an object");
    }

    private static JsonObject Show(MappedField field)
    {
        var json = new JsonObject();
        if (field.Kind != FieldKind.Object)
            json["type"] = field.Kind.Name();
        else if (field.Properties.Count == 0 && field.Path.Length > 0)
            json["type"] = "object";
        foreach (var (name, value) in field.Parameters)
            json[name] = value?.DeepClone();
        if (field.Properties.Count > 0)
            json["properties"] = ShowAll(field.Properties);
        if (field.Fields.Count > 0)
            json["fields"] = ShowAll(field.Fields);
        return json;
    }

    private static JsonObject ShowAll(IReadOnlyDictionary<string, MappedField> fields) =>
        new(fields.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Show(pair.Value))));
}
