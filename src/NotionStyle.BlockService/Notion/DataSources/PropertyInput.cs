using NotionStyle.Blocks.DataSources;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads the configuration of one property of a schema: its type and what the type needs.</summary>
/// <remarks>What answers carry is accepted, so that a schema that was read can be sent back: ids, names, groups of a status, both names and ids of a rollup.</remarks>
internal static class PropertyInput
{
    /// <summary>The types that are offered here.</summary>
    public static readonly string[] TypeNames = [.. PropertyTypes.All.Select(t => t.Name())];

    /// <summary>Types that the Notion API has and this service has not.</summary>
    private static readonly string[] NotOffered = ["button", "location", "verification", "last_visited_time"];

    private static readonly string[] NumberFormats = [.. SchemaWords.NumberFormats.Order(StringComparer.Ordinal)];

    private static readonly string[] RollupFunctions = [.. SchemaWords.RollupFunctions.Order(StringComparer.Ordinal)];

    /// <summary>The type that a configuration is of, by its one member that is named as a type; null when it has none.</summary>
    public static (PropertyType Type, Input Config)? ReadType(Input property)
    {
        (PropertyType, Input)? found = null;
        foreach (var (name, value) in property.Members())
        {
            if (name is "id" or "name" or "description" or "type")
                continue;
            if (NotOffered.Contains(name))
                throw value.Refuse($"not present: properties of type {name} are not offered here");
            if (!PropertyTypes.TryParse(name, out var type))
                throw value.Refuse(
                    $"not present (known are id, name, description, type and one of {string.Join(", ", TypeNames)})"
                );
            if (found is not null)
                throw value.Refuse("not present, because another type is given beside it");
            found = (type, value);
        }

        if (property["type"] is { HasValue: true } named)
        {
            var type = named.Choice([.. TypeNames, .. NotOffered]);
            if (found is null)
                throw property[type].Refuse("defined, because type names it");
            if (found.Value.Item1.Name() != type)
                throw named.Refuse($"`\"{found.Value.Item1.Name()}\"`, as the configuration beside it is");
        }

        return found;
    }

    /// <summary>Reads what the type needs into the definition; relations and rollups, which name other properties, are left to <see cref="SchemaDraft" />.</summary>
    /// <param name="property">The definition so far, of the same type; what is not given stays.</param>
    /// <param name="config">The configuration, such as <c>{"format": "euro"}</c>.</param>
    public static PropertyDefinition ReadConfig(PropertyDefinition property, Input config)
    {
        switch (property.Type)
        {
            case PropertyType.Number:
                config.Object("format");
                var format = config["format"];
                return property with
                {
                    NumberFormat = format.HasValue
                        ? format.Choice(NumberFormats)
                        : property.NumberFormat ?? SchemaWords.DefaultNumberFormat,
                };
            case PropertyType.Select or PropertyType.MultiSelect:
                config.Object("options");
                return config["options"].IsGiven
                    ? property with
                    {
                        Options = SchemaOptions.Read(property, config["options"]),
                    }
                    : property;
            case PropertyType.Status:
                config.Object("options", "groups");
                return SchemaOptions.ReadStatus(property, config["options"]);
            case PropertyType.Formula:
                config.Object("expression");
                var expression = config["expression"];
                return property with
                {
                    Expression = expression.IsGiven
                        ? expression.Text(SchemaLimits.ExpressionLengthMaximum)
                        : property.Expression ?? "",
                };
            case PropertyType.UniqueId:
                config.Object("prefix");
                var prefix = config["prefix"];
                return !prefix.IsGiven ? property
                    : prefix.IsNull ? property with { Prefix = null }
                    : property with { Prefix = prefix.Text(SchemaLimits.PrefixLengthMaximum, 1) };
            case PropertyType.Relation or PropertyType.Rollup:
                config.Object();
                return property;
            default:
                if (config.Object().Element.EnumerateObject().Any())
                    throw config.Refuse("an empty object");
                return property;
        }
    }

    /// <summary>Reads a relation: where it leads, and whether the other side has a property that mirrors it.</summary>
    public static RelationWish ReadRelation(string propertyId, Input config)
    {
        config.Object("data_source_id", "database_id", "type", "single_property", "dual_property");
        var (single, dual) = (config["single_property"], config["dual_property"]);
        if (single.IsGiven && dual.IsGiven)
            throw dual.Refuse("not present, because single_property is given beside it");
        var kind =
            dual.IsGiven ? "dual_property"
            : single.IsGiven ? "single_property"
            : throw single.Refuse("defined (or dual_property)");
        if (config["type"] is { HasValue: true } named && named.Choice("single_property", "dual_property") != kind)
            throw named.Refuse($"`\"{kind}\"`, as the configuration beside it is");
        var target = config["data_source_id"];
        if (!target.IsGiven)
            throw target.Refuse("defined");
        if (kind == "single_property")
        {
            if (single.Object().Element.EnumerateObject().Any())
                throw single.Refuse("an empty object");
            return new RelationWish(propertyId, config, target.Id(), false, default, default);
        }

        dual.Object("synced_property_id", "synced_property_name");
        return new RelationWish(
            propertyId,
            config,
            target.Id(),
            true,
            dual["synced_property_id"],
            dual["synced_property_name"]
        );
    }

    /// <summary>Reads a rollup: the relation that is followed, the property that is taken, and what is made of its values.</summary>
    public static RollupWish ReadRollup(string propertyId, Input config)
    {
        config.Object(
            "function",
            "relation_property_name",
            "relation_property_id",
            "rollup_property_name",
            "rollup_property_id"
        );
        return new RollupWish(
            propertyId,
            Either(config, "relation_property_id", "relation_property_name"),
            Either(config, "rollup_property_id", "rollup_property_name"),
            config["function"].Choice(RollupFunctions),
            config
        );
    }

    /// <summary>A property's name as a key or a member says it.</summary>
    public static string ReadName(Input input) => input.Text(SchemaLimits.NameLengthMaximum, 1);

    private static Input Either(Input config, string first, string second)
    {
        if (config[first].HasValue)
            return config[first];
        return config[second].HasValue ? config[second] : throw config[second].Refuse($"defined (or {first})");
    }
}

/// <summary>A relation that a request asks for.</summary>
/// <param name="PropertyId">The property that is to be it.</param>
/// <param name="Config">Where it stands in the request.</param>
/// <param name="Target">The other data source.</param>
/// <param name="IsDual">Whether a property there mirrors it.</param>
/// <param name="SyncedId">The id of that property, if it was given.</param>
/// <param name="SyncedName">The name of that property, if it was given.</param>
internal sealed record RelationWish(
    string PropertyId,
    Input Config,
    Guid Target,
    bool IsDual,
    Input SyncedId,
    Input SyncedName
);

/// <summary>A rollup that a request asks for.</summary>
/// <param name="PropertyId">The property that is to be it.</param>
/// <param name="Relation">The id or name of the relation that is followed.</param>
/// <param name="Target">The id or name of the property that is taken.</param>
/// <param name="Function">What is made of its values.</param>
/// <param name="Config">Where it stands in the request.</param>
internal sealed record RollupWish(string PropertyId, Input Relation, Input Target, string Function, Input Config);

/// <summary>A formula that a request asks for.</summary>
/// <param name="PropertyId">The property that is to be it.</param>
/// <param name="Expression">Where it stands in the request.</param>
internal sealed record FormulaWish(string PropertyId, Input Expression);
