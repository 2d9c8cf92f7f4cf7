namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>What the properties of a schema are to a formula. A formula is asked by reading it, once, and no more than <see cref="FormulaLimits.ChainMaximum" /> deep.</summary>
internal sealed class FormulaTypes(DataSourceSchema schema)
{
    private readonly Dictionary<string, Formula?> _formulas = [];
    private readonly HashSet<string> _beingRead = [];

    public FormulaType Of(PropertyDefinition property) =>
        property.Type switch
        {
            PropertyType.Number or PropertyType.UniqueId => FormulaType.Number,
            PropertyType.Checkbox => FormulaType.Flag,
            PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => FormulaType.Date,
            PropertyType.MultiSelect or PropertyType.People or PropertyType.Files or PropertyType.Relation =>
                FormulaType.List,
            PropertyType.CreatedBy or PropertyType.LastEditedBy or PropertyType.Place => FormulaType.Any,
            PropertyType.Rollup => property.Rollup is { } rollup ? Rollups.TypeOf(rollup.Function) : FormulaType.Any,
            PropertyType.Formula => Formula(property)?.Type ?? FormulaType.Any,
            _ => FormulaType.Text,
        };

    /// <summary>The formula of a property; null when its expression is none, when it is being read (a circle), or when too many stand behind one another.</summary>
    public Formula? Formula(PropertyDefinition property)
    {
        if (_formulas.TryGetValue(property.Id, out var known))
            return known;
        if (property.Expression is null || _beingRead.Count > FormulaLimits.ChainMaximum)
            return null;
        if (!_beingRead.Add(property.Id))
            return null;
        try
        {
            return _formulas[property.Id] = Formulas.Formula.Parse(property.Expression, schema, this);
        }
        catch (FormulaException)
        {
            return _formulas[property.Id] = null;
        }
        finally
        {
            _beingRead.Remove(property.Id);
        }
    }
}
