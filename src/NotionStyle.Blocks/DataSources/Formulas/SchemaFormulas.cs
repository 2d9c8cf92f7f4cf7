using NotionStyle.Blocks.DataSources.Formulas.Internal;

namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>The formulas of a schema, each read once, when it is asked for. For one thread at a time.</summary>
/// <param name="schema">The schema.</param>
public sealed class SchemaFormulas(DataSourceSchema schema)
{
    private readonly FormulaTypes _types = new(schema);

    /// <summary>The formula of a property; null when the property is none, or when its expression is none (any more: a property that it used was removed).</summary>
    public Formula? Of(PropertyDefinition property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.Type == PropertyType.Formula ? _types.Formula(property) : null;
    }
}
