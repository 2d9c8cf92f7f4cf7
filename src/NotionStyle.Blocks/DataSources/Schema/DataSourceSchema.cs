using System.Collections.Frozen;

namespace NotionStyle.Blocks.DataSources;

/// <summary>The properties of a data source. Immutable.</summary>
public sealed class DataSourceSchema
{
    private readonly FrozenDictionary<string, PropertyDefinition> _byId;
    private readonly FrozenDictionary<string, PropertyDefinition> _byName;

    /// <summary>A schema of properties whose ids and names are unique.</summary>
    public DataSourceSchema(IReadOnlyList<PropertyDefinition> properties)
    {
        Properties = properties;
        _byId = properties.ToFrozenDictionary(p => p.Id, StringComparer.Ordinal);
        _byName = properties.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
    }

    /// <summary>All properties.</summary>
    public IReadOnlyList<PropertyDefinition> Properties { get; }

    /// <summary>The property with an id; null when there is none.</summary>
    public PropertyDefinition? ById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The property that a caller means by an id or a name, the id first; null when there is none.</summary>
    public PropertyDefinition? Find(string idOrName) =>
        _byId.GetValueOrDefault(idOrName) ?? _byName.GetValueOrDefault(idOrName);

    /// <summary>The property with a name; null when there is none.</summary>
    public PropertyDefinition? ByName(string name) => _byName.GetValueOrDefault(name);
}
