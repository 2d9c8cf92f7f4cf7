using NotionStyle.Blocks.DataSources.Formulas.Internal;

namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>Judges the formulas and rollups of a schema before it is stored.</summary>
public static class ComputedProperties
{
    /// <summary>Why a formula or rollup cannot be in a schema; null when it can, or when the property is neither.</summary>
    /// <param name="schema">The schema as it is to be, the property in it.</param>
    /// <param name="property">The property.</param>
    /// <param name="related">Of a rollup: the schema that its relation leads to; null when it is not known, and then the target is not judged.</param>
    /// <returns>A sentence for the refusal, such as <c>character 6: there is no function "lenght". Did you mean "length"?</c></returns>
    public static string? Problem(
        DataSourceSchema schema,
        PropertyDefinition property,
        DataSourceSchema? related = null
    )
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(property);
        return property.Type switch
        {
            PropertyType.Formula => OfFormula(schema, property),
            PropertyType.Rollup => OfRollup(schema, property, related),
            _ => null,
        };
    }

    /// <summary>The first formula or rollup of a whole schema that cannot be in it; null when all can. Targets of rollups are not judged.</summary>
    public static (PropertyDefinition Property, string Problem)? FirstProblem(DataSourceSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var property in schema.Properties)
        {
            if (Problem(schema, property) is { } problem)
                return (property, problem);
        }

        return null;
    }

    private static string? OfFormula(DataSourceSchema schema, PropertyDefinition property)
    {
        if (property.Expression is not { } expression)
            return "a formula needs an expression.";
        Formula formula;
        var types = new FormulaTypes(schema);
        try
        {
            formula = Formula.Parse(expression, schema, types);
        }
        catch (FormulaException refused)
        {
            return refused.Message;
        }

        return Circle(property, formula, types);
    }

    /// <summary>Follows the formulas behind a formula. Every formula is entered once, so the way is no longer than the schema.</summary>
    private static string? Circle(PropertyDefinition property, Formula formula, FormulaTypes types)
    {
        var entered = new HashSet<string>();
        var next = new Stack<(PropertyDefinition Property, int Depth, string Path)>();
        Push(formula, 1, $"\"{property.Name}\"");
        while (next.TryPop(out var step))
        {
            if (step.Property.Id == property.Id)
                return $"the formula is computed from itself: {step.Path}. Take one of these properties out of it.";
            if (step.Depth > FormulaLimits.ChainMaximum)
                return $"more than {FormulaLimits.ChainMaximum} formulas stand behind one another: {step.Path}. Write some of them as one.";
            if (entered.Add(step.Property.Id) && types.Formula(step.Property) is { } inner)
                Push(inner, step.Depth + 1, step.Path);
        }

        return null;

        void Push(Formula from, int depth, string path)
        {
            foreach (var used in from.Properties)
            {
                if (used.Type == PropertyType.Formula)
                    next.Push((used, depth, $"{path}, \"{used.Name}\""));
            }
        }
    }

    private static string? OfRollup(DataSourceSchema schema, PropertyDefinition property, DataSourceSchema? related)
    {
        if (property.Rollup is not { } rollup)
            return "a rollup needs a relation, a property of the related rows and a function.";
        if (!Rollups.IsKnown(rollup.Function))
            return $"there is no rollup function \"{rollup.Function}\".{NearestName.Hint(rollup.Function, Rollups.Functions)}";
        if (schema.ById(rollup.RelationPropertyId) is not { } relation)
            return $"there is no relation property with the id \"{rollup.RelationPropertyId}\".";
        if (relation.Type != PropertyType.Relation)
            return $"a rollup follows a relation, and \"{relation.Name}\" is none.";
        if (related is null)
            return null;
        if (related.ById(rollup.TargetPropertyId) is not { } target)
            return $"the data source that \"{relation.Name}\" leads to has no property with the id \"{rollup.TargetPropertyId}\".";
        return Rollups.Misfit(rollup.Function, target) is { } wanted
            ? $"the rollup function \"{rollup.Function}\" needs {wanted}, which \"{target.Name}\" does not hold."
            : null;
    }
}
