using NotionStyle.Blocks.DataSources.Formulas.Internal;

namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>The formulas of a schema, each read once, when it is asked for. For one thread at a time.</summary>
/// <param name="schema">The schema.</param>
public sealed class SchemaFormulas(DataSourceSchema schema)
{
    private const int TooMany = FormulaLimits.ChainMaximum + 1;

    private readonly FormulaTypes _types = new(schema);
    private readonly Dictionary<string, int> _behind = [];

    /// <summary>
    /// The formula of a property; null when the property is none, when its expression is none (any more: a property that it used was removed), when it is computed from itself,
    /// or when more formulas stand behind it than <see cref="FormulaLimits.ChainMaximum" />.
    /// </summary>
    public Formula? Of(PropertyDefinition property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.Type == PropertyType.Formula && Behind(property) < TooMany ? _types.Formula(property) : null;
    }

    /// <summary>How many formulas stand behind a formula on the longest way, itself not counted; <see cref="TooMany" /> for a circle, or for a formula with one behind it.</summary>
    private int Behind(PropertyDefinition property)
    {
        if (_behind.TryGetValue(property.Id, out var known))
            return known;
        // What is met again on the way is a circle.
        _behind[property.Id] = TooMany;
        var longest = 0;
        foreach (var used in _types.Formula(property)?.Properties ?? [])
        {
            if (used.Type == PropertyType.Formula)
                longest = Math.Max(longest, Math.Min(TooMany, Behind(used) + 1));
        }

        return _behind[property.Id] = longest;
    }
}
