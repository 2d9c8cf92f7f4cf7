using System.Collections.Frozen;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.DataSources;

/// <summary>The form in which a collection holds its schema: <c>format.schema</c>, an object from property id to definition.</summary>
/// <remarks>
/// A definition: <c>{"name", "type", "description"?, "options"?: [{"id", "name", "color", "description"?}], "groups"?: [{"id", "name", "color", "option_ids"}],
/// "number_format"?, "expression"?, "relation"?: {"data_source_id", "synced_property_id"?}, "rollup"?: {"relation_property_id", "rollup_property_id", "function"},
/// "prefix"?}</c>.
/// </remarks>
public static class SchemaJson
{
    /// <summary>What a title property is called when nobody named it.</summary>
    public const string TitleName = "Name";

    /// <summary>The path of the schema in a collection.</summary>
    public static IReadOnlyList<string> Path { get; } = ["format", "schema"];

    /// <summary>Reads the schema of a collection. What is not a definition (the operations protocol takes any JSON) is left out; a missing title property is put in.</summary>
    public static DataSourceSchema Read(Record collection)
    {
        var stored = StoredJson.Member(collection.Format.Node, "schema") as JsonObject;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var properties = new List<PropertyDefinition>();
        if (stored?[SchemaIds.Title] is JsonObject title && Title(title) is { } own)
        {
            properties.Add(own);
            names.Add(own.Name);
        }

        foreach (var (id, node) in stored ?? [])
        {
            if (properties.Count == SchemaLimits.PropertiesMaximum)
                break;
            if (
                id != SchemaIds.Title
                && id.Length is > 0 and <= SchemaLimits.IdLengthMaximum
                && node is JsonObject definition
                && Property(id, definition) is { } property
                && names.Add(property.Name)
            )
                properties.Add(property);
        }

        if (properties is not [{ Type: PropertyType.Title }, ..])
            properties.Insert(
                0,
                new PropertyDefinition
                {
                    Id = SchemaIds.Title,
                    Name = FreeName(TitleName, names.Contains),
                    Type = PropertyType.Title,
                }
            );
        return new DataSourceSchema(properties);
    }

    /// <summary>Writes a whole schema as it is stored.</summary>
    public static JsonObject Write(IEnumerable<PropertyDefinition> properties)
    {
        var json = new JsonObject();
        foreach (var property in properties)
            json[property.Id] = Write(property);
        return json;
    }

    /// <summary>Writes one definition as it is stored.</summary>
    public static JsonObject Write(PropertyDefinition property)
    {
        var json = new JsonObject { ["name"] = property.Name, ["type"] = property.Type.Name() };
        if (property.Description is not null)
            json["description"] = property.Description;
        if (property.Type.HasOptions())
            json["options"] = new JsonArray([.. property.Options.Select(Write)]);
        switch (property.Type)
        {
            case PropertyType.Status:
                json["groups"] = new JsonArray([.. property.Groups.Select(Write)]);
                break;
            case PropertyType.Number:
                json["number_format"] = property.NumberFormat ?? SchemaWords.DefaultNumberFormat;
                break;
            case PropertyType.Formula:
                json["expression"] = property.Expression ?? "";
                break;
            case PropertyType.Relation when property.Relation is { } relation:
                json["relation"] = new JsonObject { ["data_source_id"] = relation.DataSourceId.ToString() };
                if (relation.SyncedPropertyId is { } synced)
                    json["relation"]!["synced_property_id"] = synced;
                break;
            case PropertyType.Rollup when property.Rollup is { } rollup:
                json["rollup"] = new JsonObject
                {
                    ["relation_property_id"] = rollup.RelationPropertyId,
                    ["rollup_property_id"] = rollup.TargetPropertyId,
                    ["function"] = rollup.Function,
                };
                break;
            case PropertyType.UniqueId when property.Prefix is not null:
                json["prefix"] = property.Prefix;
                break;
        }

        return json;
    }

    /// <summary>A name that nothing has yet: the wanted one, or the wanted one with the first free number.</summary>
    public static string FreeName(string wanted, Func<string, bool> isTaken)
    {
        var name = wanted;
        for (var number = 1; isTaken(name); number++)
        {
            var suffix = $" {number}";
            var length = Math.Min(wanted.Length, SchemaLimits.NameLengthMaximum - suffix.Length);
            if (char.IsHighSurrogate(wanted[length - 1]))
                length--;
            name = wanted[..length] + suffix;
        }

        return name;
    }

    private static PropertyDefinition? Title(JsonObject json) =>
        Name(json) is { } name
            ? new PropertyDefinition
            {
                Id = SchemaIds.Title,
                Name = name,
                Type = PropertyType.Title,
                Description = Description(json),
            }
            : null;

    private static PropertyDefinition? Property(string id, JsonObject json)
    {
        if (
            Name(json) is not { } name
            || !PropertyTypes.TryParse(StoredJson.Text(json["type"]), out var type)
            || type == PropertyType.Title
        )
            return null;
        var property = new PropertyDefinition
        {
            Id = id,
            Name = name,
            Type = type,
            Description = Description(json),
            Options = type.HasOptions() ? Options(json["options"]) : [],
        };
        return type switch
        {
            PropertyType.Status => property with { Groups = Groups(json["groups"], property.Options) },
            PropertyType.Number => property with
            {
                NumberFormat = Word(json["number_format"], SchemaWords.NumberFormats, SchemaWords.DefaultNumberFormat),
            },
            PropertyType.Formula => property with
            {
                Expression = StoredJson.Text(json["expression"], SchemaLimits.ExpressionLengthMaximum) ?? "",
            },
            PropertyType.Relation => Relation(json["relation"]) is { } relation
                ? property with
                {
                    Relation = relation,
                }
                : null,
            PropertyType.Rollup => Rollup(json["rollup"]) is { } rollup ? property with { Rollup = rollup } : null,
            PropertyType.UniqueId => property with
            {
                Prefix = StoredJson.Text(json["prefix"], SchemaLimits.PrefixLengthMaximum),
            },
            _ => property,
        };
    }

    private static string? Name(JsonNode? json) =>
        StoredJson.Text(StoredJson.Member(json, "name"), SchemaLimits.NameLengthMaximum);

    private static string? Description(JsonNode? json) =>
        StoredJson.Text(StoredJson.Member(json, "description"), SchemaLimits.DescriptionLengthMaximum);

    private static string Word(JsonNode? json, FrozenSet<string> words, string otherwise) =>
        StoredJson.Text(json) is { } word && words.Contains(word) ? word : otherwise;

    private static string Color(JsonNode? json) =>
        Word(StoredJson.Member(json, "color"), SchemaWords.Colors, SchemaWords.DefaultColor);

    private static string? Id(JsonNode? json) =>
        StoredJson.Text(StoredJson.Member(json, "id"), SchemaLimits.IdLengthMaximum);

    private static List<PropertyOption> Options(JsonNode? json)
    {
        var options = new List<PropertyOption>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in StoredJson.Items(json))
        {
            if (
                options.Count < SchemaLimits.OptionsMaximum
                && Id(item) is { } id
                && Name(item) is { } name
                && ids.Add(id)
            )
                options.Add(new PropertyOption(id, name, Color(item), Description(item)));
        }

        return options;
    }

    /// <summary>The groups; an option stands in the first that names it, and one that stands in none in the first group of all.</summary>
    private static List<OptionGroup> Groups(JsonNode? json, IReadOnlyList<PropertyOption> options)
    {
        var free = options.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        var groups = new List<OptionGroup>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in StoredJson.Items(json))
        {
            if (
                groups.Count == SchemaLimits.OptionsMaximum
                || Id(item) is not { } id
                || Name(item) is not { } name
                || !ids.Add(id)
            )
                continue;
            var members = new List<string>();
            foreach (var member in StoredJson.Items(StoredJson.Member(item, "option_ids")))
            {
                if (StoredJson.Text(member) is { } option && free.Remove(option))
                    members.Add(option);
            }

            groups.Add(new OptionGroup(id, name, Color(item), members));
        }

        if (groups is [var first, ..] && free.Count > 0)
            groups[0] = first with
            {
                OptionIds = [.. first.OptionIds, .. options.Select(o => o.Id).Where(free.Contains)],
            };
        return groups;
    }

    private static RelationTarget? Relation(JsonNode? json) =>
        StoredJson.Id(StoredJson.Member(json, "data_source_id")) is { } source
            ? new RelationTarget(
                source,
                StoredJson.Text(StoredJson.Member(json, "synced_property_id"), SchemaLimits.IdLengthMaximum)
            )
            : null;

    private static RollupDefinition? Rollup(JsonNode? json) =>
        StoredJson.Text(StoredJson.Member(json, "relation_property_id"), SchemaLimits.IdLengthMaximum) is { } relation
        && StoredJson.Text(StoredJson.Member(json, "rollup_property_id"), SchemaLimits.IdLengthMaximum) is { } target
        && StoredJson.Text(StoredJson.Member(json, "function")) is { } function
        && SchemaWords.RollupFunctions.Contains(function)
            ? new RollupDefinition(relation, target, function)
            : null;

    private static JsonObject Write(PropertyOption option)
    {
        var json = new JsonObject
        {
            ["id"] = option.Id,
            ["name"] = option.Name,
            ["color"] = option.Color,
        };
        if (option.Description is not null)
            json["description"] = option.Description;
        return json;
    }

    private static JsonObject Write(OptionGroup group) =>
        new()
        {
            ["id"] = group.Id,
            ["name"] = group.Name,
            ["color"] = group.Color,
            ["option_ids"] = new JsonArray([.. group.OptionIds.Select(id => (JsonNode)id)]),
        };
}
