namespace NotionStyle.Blocks.DataSources;

/// <summary>One property of a data source: what the schema says of it.</summary>
/// <remarks>
/// Stored in the collection's <c>format.schema</c>, an object from property id to definition. A row holds its value in <c>properties</c> under the same id, in the form of the
/// type (<see cref="Values.StoredValue" />).
/// </remarks>
public sealed record PropertyDefinition
{
    /// <summary>The key in a row's properties: <c>title</c>, or four letters and digits that were drawn when the property was made. Never changes.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it; unique within the schema, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required PropertyType Type { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Of select, multi_select and status: the options in their order.</summary>
    public IReadOnlyList<PropertyOption> Options { get; init; } = [];

    /// <summary>Of status: the groups of options in their order.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; init; } = [];

    /// <summary>Of number: how it is shown, such as <c>number</c> or <c>euro</c>.</summary>
    public string? NumberFormat { get; init; }

    /// <summary>Of formula: the expression, in which properties are named as <c>prop("Name")</c>.</summary>
    public string? Expression { get; init; }

    /// <summary>Of relation: the other data source.</summary>
    public RelationTarget? Relation { get; init; }

    /// <summary>Of rollup: what is computed.</summary>
    public RollupDefinition? Rollup { get; init; }

    /// <summary>Of unique_id: what stands ahead of the number; null for nothing.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether the value is computed and stored nowhere.</summary>
    public bool IsComputed => Type is PropertyType.Formula or PropertyType.Rollup;

    /// <summary>Whether callers may set it on a row.</summary>
    public bool IsWritable =>
        Type
            is not (
                PropertyType.Formula
                or PropertyType.Rollup
                or PropertyType.CreatedTime
                or PropertyType.CreatedBy
                or PropertyType.LastEditedTime
                or PropertyType.LastEditedBy
                or PropertyType.UniqueId
            );
}

/// <summary>One option of a select, multi_select or status property.</summary>
/// <param name="Id">Names it in rows; never changes.</param>
/// <param name="Name">What people call it; unique within the property without regard to case, at most 100 characters, no commas.</param>
/// <param name="Color">One of Notion's ten colour names.</param>
/// <param name="Description">What it means; null when nobody said.</param>
public sealed record PropertyOption(string Id, string Name, string Color, string? Description = null);

/// <summary>A group of status options, such as "In progress".</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Color">One of Notion's ten colour names.</param>
/// <param name="OptionIds">The options in it.</param>
public sealed record OptionGroup(string Id, string Name, string Color, IReadOnlyList<string> OptionIds);

/// <summary>Where a relation leads.</summary>
/// <param name="DataSourceId">The data source whose rows are related.</param>
/// <param name="SyncedPropertyId">The property there that mirrors this one; null when the relation goes one way.</param>
public sealed record RelationTarget(Guid DataSourceId, string? SyncedPropertyId);

/// <summary>What a rollup computes.</summary>
/// <param name="RelationPropertyId">The relation of the same schema that is followed.</param>
/// <param name="TargetPropertyId">The property of the related rows that is taken.</param>
/// <param name="Function">What is made of the values, under the API's name: <c>sum</c>, <c>show_original</c> and so on.</param>
public sealed record RollupDefinition(string RelationPropertyId, string TargetPropertyId, string Function);
