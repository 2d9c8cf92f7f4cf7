using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// A schema while it is changed. Properties are read one after the other; what they say of each other (relations, rollups, names that are unique) is settled when all of
/// them are there, by <see cref="SchemaLinker" />.
/// </summary>
/// <param name="id">The data source.</param>
/// <param name="title">What people call the data source.</param>
/// <param name="before">The schema as it is stored; null for a new data source.</param>
internal sealed class SchemaDraft(Guid id, string title, DataSourceSchema? before)
{
    private readonly List<PropertyDefinition> _properties = [.. before?.Properties ?? []];

    public Guid Id { get; } = id;

    public string Title { get; } = title;

    /// <summary>The schema as it was; without properties for a new data source.</summary>
    public DataSourceSchema Before { get; } = before ?? new DataSourceSchema([]);

    public IReadOnlyList<PropertyDefinition> Properties => _properties;

    /// <summary>Whether anything was changed.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Relations that were asked for and are not made yet.</summary>
    public List<RelationWish> Relations { get; } = [];

    /// <summary>Rollups that were asked for and are not made yet.</summary>
    public List<RollupWish> Rollups { get; } = [];

    /// <summary>Formulas that were asked for; what they use is there when everything else is.</summary>
    public List<FormulaWish> Formulas { get; } = [];

    public PropertyDefinition? ById(string propertyId) => _properties.Find(p => p.Id == propertyId);

    public PropertyDefinition? ByName(string name) => _properties.Find(p => p.Name == name);

    /// <summary>Puts a property in, or in place of the one with its id.</summary>
    public void Put(PropertyDefinition property)
    {
        var index = _properties.FindIndex(p => p.Id == property.Id);
        if (index < 0)
            _properties.Add(property);
        else
            _properties[index] = property;
        IsChanged = true;
    }

    /// <summary>An id for a new property, which no property has or had.</summary>
    public string NewId() => SchemaIds.NewProperty(id => ById(id) is not null || Before.ById(id) is not null);

    /// <summary>Reads the properties of a new data source: name to configuration. A title that nobody asked for is put in.</summary>
    public void ReadNew(Input properties)
    {
        IsChanged = true;
        if (properties.IsGiven)
        {
            foreach (var (name, value) in Members(properties))
                ReadNew(name, value);
        }

        if (ById(SchemaIds.Title) is null)
            _properties.Insert(
                0,
                new PropertyDefinition
                {
                    Id = SchemaIds.Title,
                    Name = SchemaJson.FreeName(SchemaJson.TitleName, name => ByName(name) is not null),
                    Type = PropertyType.Title,
                }
            );
        Check(properties);
    }

    /// <summary>Reads changes: an id or a name to a configuration, to a new name, or to null to remove the property.</summary>
    public void ReadChanges(Input properties)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in Members(properties))
        {
            if (Before.Find(key) is not { } property)
            {
                if (value.IsNull)
                    throw value.Refuse("not present: the data source has no property of this id or name");
                ReadNew(key, value);
                continue;
            }

            if (!seen.Add(property.Id))
                throw value.Refuse("not present, because the same property is named twice, by its id and by its name");
            if (!value.IsNull)
                ReadChange(property, value);
            else if (property.Type == PropertyType.Title)
                throw value.Refuse("not null: the title of a data source cannot be removed");
            else
                IsChanged |= _properties.RemoveAll(p => p.Id == property.Id) > 0;
        }

        Check(properties);
        RenameInFormulas();
    }

    /// <summary>Refuses a schema that is larger than it may be.</summary>
    public void CheckSize()
    {
        if (_properties.Count > SchemaLimits.PropertiesMaximum)
            throw BlockStoreException.Invalid(
                $"body failed validation: the data source {Quote.Short(Title)} would have {_properties.Count} properties; at most {SchemaLimits.PropertiesMaximum} are allowed."
            );
        var length = SchemaJson.Write(_properties).ToJsonString().Length;
        if (length > SchemaLimits.JsonLengthMaximum)
            throw BlockStoreException.Invalid(
                $"body failed validation: the schema of the data source {Quote.Short(Title)} would be {length} characters of JSON; at most {SchemaLimits.JsonLengthMaximum} are allowed. Take options or descriptions out."
            );
    }

    private static IEnumerable<(string Name, Input Value)> Members(Input properties)
    {
        var count = properties.Object().Element.EnumerateObject().Count();
        if (count > SchemaLimits.PropertiesMaximum)
            throw properties.Refuse($"an object of at most {SchemaLimits.PropertiesMaximum} properties");
        return properties.Members();
    }

    private void ReadNew(string name, Input value)
    {
        if (name.Length is 0 or > SchemaLimits.NameLengthMaximum)
            throw BlockStoreException.Invalid(
                $"body failed validation: {value.Place}: the name of a property should have 1 to {SchemaLimits.NameLengthMaximum} characters, instead it has {name.Length}."
            );
        value.Object();
        if (PropertyInput.ReadType(value) is not var (type, config))
            throw value.Refuse(
                $"an object with a type's configuration, such as `{{\"rich_text\": {{}}}}` (types are {string.Join(", ", PropertyInput.TypeNames)})"
            );
        if (value["name"] is { HasValue: true } named && named.Text(SchemaLimits.NameLengthMaximum) != name)
            throw named.Refuse($"the same as its key (`\"{Quote.Shorten(name)}\"`), by which a new property is named");
        if (type == PropertyType.Title && ById(SchemaIds.Title) is { } title)
            throw config.Refuse(
                $"not present: a data source has one title, which is {Quote.Short(title.Name)}; rename that one"
            );
        var property = new PropertyDefinition
        {
            Id = type == PropertyType.Title ? SchemaIds.Title : NewId(),
            Name = name,
            Type = type,
            Description = OptionInput.ReadDescription(value["description"]),
        };
        Configure(property, config);
    }

    private void ReadChange(PropertyDefinition property, Input value)
    {
        var changed = property;
        if (value["name"] is { HasValue: true } name)
            changed = changed with { Name = PropertyInput.ReadName(name) };
        if (value["description"] is { IsGiven: true } description)
            changed = changed with { Description = OptionInput.ReadDescription(description) };
        if (PropertyInput.ReadType(value) is not var (type, config))
        {
            Put(changed);
            return;
        }

        if (type != property.Type)
        {
            if (property.Type == PropertyType.Title)
                throw config.Refuse("not present: the title of a data source cannot be of another type");
            if (type == PropertyType.Title)
                throw config.Refuse("not present: a data source has one title already");
            changed = new PropertyDefinition
            {
                Id = changed.Id,
                Name = changed.Name,
                Type = type,
                Description = changed.Description,
                // Options outlive the change from one choice to several and back, as do the rows' values by id.
                Options = type.HasOptions() ? changed.Options : [],
            };
        }

        Configure(changed, config);
    }

    private void Configure(PropertyDefinition property, Input config)
    {
        property = PropertyInput.ReadConfig(property, config);
        if (property.Type == PropertyType.Relation)
            Relations.Add(PropertyInput.ReadRelation(property.Id, config));
        else if (property.Type == PropertyType.Rollup)
            Rollups.Add(PropertyInput.ReadRollup(property.Id, config));
        else if (property.Type == PropertyType.Formula)
            Formulas.Add(new FormulaWish(property.Id, config["expression"]));
        else if (
            property.Type == PropertyType.UniqueId
            && _properties.Find(p => p.Type == PropertyType.UniqueId && p.Id != property.Id) is { } other
        )
            throw config.Refuse($"not present: a data source has one unique_id, which is {Quote.Short(other.Name)}");
        Put(property);
    }

    /// <summary>Formulas name properties; new names go into those that nobody wrote anew, so that they mean the same as before.</summary>
    private void RenameInFormulas()
    {
        if (Before.Properties.All(p => ById(p.Id) is not { } now || now.Name == p.Name))
            return;
        var after = new DataSourceSchema([.. _properties]);
        foreach (var formula in after.Properties.Where(p => p.Type == PropertyType.Formula))
        {
            if (Formulas.Any(w => w.PropertyId == formula.Id))
                continue;
            var expression = Formula.Renamed(formula.Expression ?? "", Before, after);
            if (expression != formula.Expression && expression.Length <= SchemaLimits.ExpressionLengthMaximum)
                Put(formula with { Expression = expression });
        }
    }

    private void Check(Input properties)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in _properties)
        {
            if (!names.Add(property.Name))
                throw BlockStoreException.Invalid(
                    $"body failed validation: {properties.Place} gives two properties the name {Quote.Short(property.Name)}; names should be unique."
                );
        }
    }
}
