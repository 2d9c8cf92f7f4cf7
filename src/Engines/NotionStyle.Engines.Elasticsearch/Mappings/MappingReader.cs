using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>Reads fields out of a mapping's JSON and refuses what no field has.</summary>
internal static class MappingReader
{
    private static readonly string[] Everywhere = ["meta", "copy_to", "boost"];
    private static readonly string[] Leaf = ["index", "store", "doc_values", "null_value", "fields"];

    /// <summary>A mapping that cannot be read.</summary>
    public static ElasticsearchException Error(string reason) => new(400, "mapper_parsing_exception", reason);

    /// <summary>Reads one field.</summary>
    public static MappedField Field(string path, JsonElement json, AnalysisRegistry analysis, bool multi = false)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        if (json.ValueKind != JsonValueKind.Object)
            throw Error(
                $"Expected map for property [fields] on field [{name}] but got a value of kind [{json.ValueKind}]"
            );
        var type =
            json.TryGetProperty("type", out var given) ? given.ToString()
            : json.TryGetProperty("properties", out _)
            || json.TryGetProperty("dynamic", out _)
            || json.TryGetProperty("enabled", out _)
            || !json.EnumerateObject().Any()
                ? "object"
            : throw Error($"No type specified for field [{name}]");
        if (
            type
            is "nested"
                or "join"
                or "geo_point"
                or "geo_shape"
                or "dense_vector"
                or "completion"
                or "percolator"
                or "ip"
                or "alias"
                or "search_as_you_type"
                or "wildcard"
                or "constant_keyword"
                or "scaled_float"
                or "unsigned_long"
                or "binary"
                or "date_nanos"
        )
            throw Error(
                $"No handler for type [{type}] declared on field [{name}]: this engine has [text, keyword, long, integer, short, byte, double, float, boolean, date, object, flattened]"
            );
        var kind = FieldKinds.Parse(type) ?? throw Error($"No handler for type [{type}] declared on field [{name}]");
        if (kind == FieldKind.Object && multi)
            throw Error($"Type [object] cannot be used in multi field [{name}]");
        var field = new MappedField
        {
            Path = path,
            Kind = kind,
            Parameters = MappedField.NoParameters,
        };
        var parameters = ImmutableSortedDictionary.CreateBuilder<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "type":
                    if (type == "half_float")
                        parameters["precision"] = "half";
                    break;
                case "properties" when kind == FieldKind.Object:
                    field = field with { Properties = Children(path, property.Value, analysis) };
                    break;
                case "fields" when kind != FieldKind.Object:
                    if (multi)
                        throw Error($"Found [fields] in multi field [{name}]; they cannot be nested");
                    field = field with { Fields = Children(path, property.Value, analysis, multi: true) };
                    break;
                default:
                    parameters[property.Name] = Parameter(kind, name, property, analysis);
                    break;
            }
        }
        parameters.Remove("precision");
        return Checked(field with { Parameters = parameters.ToImmutable() }, name);
    }

    /// <summary>Reads the fields of an object. A name with dots stands for objects within objects.</summary>
    public static ImmutableSortedDictionary<string, MappedField> Children(
        string path,
        JsonElement json,
        AnalysisRegistry analysis,
        bool multi = false
    )
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Error(
                $"Expected map for property [properties] on field [{path}] but got a value of kind [{json.ValueKind}]"
            );
        var children = MappedField.Empty.ToBuilder();
        foreach (var property in json.EnumerateObject())
        {
            var parts = property.Name.Split('.');
            if (parts.Any(string.IsNullOrWhiteSpace) || (multi && parts.Length > 1))
                throw Error($"name cannot be empty string, or hold empty parts between dots: [{property.Name}]");
            var full = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var field = Field(full, property.Value, analysis, multi);
            for (var depth = parts.Length - 1; depth > 0; depth--)
            {
                full = full[..full.LastIndexOf('.')];
                field = Object(full, MappedField.Empty.Add(parts[depth], field));
            }
            children[parts[0]] = children.TryGetValue(parts[0], out var before)
                ? MappingMerge.Merge(before, field)
                : field;
        }
        return children.ToImmutable();
    }

    /// <summary>An object with these fields and nothing else said about it.</summary>
    public static MappedField Object(string path, ImmutableSortedDictionary<string, MappedField> properties) =>
        new()
        {
            Path = path,
            Kind = FieldKind.Object,
            Parameters = MappedField.NoParameters,
            Properties = properties,
        };

    private static JsonNode? Parameter(FieldKind kind, string field, JsonProperty property, AnalysisRegistry analysis)
    {
        var name = property.Name;
        if (!Known(kind, name))
            throw Error($"unknown parameter [{name}] on mapper [{field}] of type [{kind.Name()}]");
        var value = property.Value;
        var text = SettingsText.Scalar(value);
        switch (name)
        {
            case "dynamic" when text is not ("true" or "false" or "strict"):
                throw Error($"[dynamic] of [{field}] must be one of [true, false, strict], but was [{text}]");
            case "index"
            or "store"
            or "doc_values"
            or "norms"
            or "enabled"
            or "coerce"
            or "ignore_malformed"
            or "eager_global_ordinals"
            or "index_phrases"
            or "fielddata"
            or "split_queries_on_whitespace":
                if (text is not ("true" or "false"))
                    throw Error(
                        $"Failed to parse value [{text}] of [{name}] on [{field}] as only [true] or [false] are allowed."
                    );
                return JsonValue.Create(text == "true");
            case "analyzer" or "search_analyzer" or "search_quote_analyzer" when !analysis.Has(text ?? ""):
                throw Error($"Failed to parse mapping: analyzer [{text}] has not been configured in mappings");
            case "normalizer" when text is null || !analysis.HasNormalizer(text):
                throw Error($"normalizer [{text}] not found for field [{field}]");
            case "ignore_above" or "position_increment_gap":
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    throw Error($"[{name}] must be a positive number, got [{text}] on [{field}]");
                return JsonValue.Create(number);
            case "index_options" when text is not ("docs" or "freqs" or "positions" or "offsets"):
                throw Error(
                    $"Unknown value [{text}] for field [index_options] - accepted values are [docs, freqs, positions, offsets]"
                );
            case "copy_to" when !IsNames(value):
                throw Error(
                    $"[copy_to] of [{field}] must be the name of a field or a list of names, but was [{value.GetRawText()}]"
                );
            case "format":
                DateFormats.Validate(text ?? "");
                break;
            case "similarity" when text is not ("BM25" or "default"):
                throw Error($"Unknown Similarity type [{text}] for field [{field}]; this engine has [BM25]");
        }
        return JsonNode.Parse(value.GetRawText());
    }

    private static bool IsNames(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            : value.ValueKind == JsonValueKind.String;

    private static bool Known(FieldKind kind, string name)
    {
        if (kind == FieldKind.Object)
            return name is "dynamic" or "enabled" or "subobjects";
        if (Everywhere.Contains(name) || Leaf.Contains(name))
            return name != "doc_values" || kind != FieldKind.Text;
        return kind switch
        {
            FieldKind.Text => name
                is "analyzer"
                    or "search_analyzer"
                    or "search_quote_analyzer"
                    or "norms"
                    or "index_options"
                    or "position_increment_gap"
                    or "similarity"
                    or "term_vector"
                    or "index_prefixes"
                    or "index_phrases"
                    or "fielddata",
            FieldKind.Keyword => name
                is "ignore_above"
                    or "normalizer"
                    or "norms"
                    or "index_options"
                    or "similarity"
                    or "eager_global_ordinals"
                    or "split_queries_on_whitespace",
            FieldKind.Flattened => name is "ignore_above" or "depth_limit" or "eager_global_ordinals",
            FieldKind.Date => name is "format" or "locale" or "ignore_malformed",
            _ => name is "coerce" or "ignore_malformed",
        };
    }

    private static MappedField Checked(MappedField field, string name)
    {
        if (field.Parameters.TryGetValue("fielddata", out var fielddata) && fielddata!.ToString() == "true")
            throw Error($"[fielddata] of [{name}] is not supported by this engine; use a keyword field");
        if (field.NullValue is { } value && field.Kind == FieldKind.Text)
            throw Error($"unknown parameter [null_value] on mapper [{name}] of type [text] with value [{value}]");
        return field;
    }
}
