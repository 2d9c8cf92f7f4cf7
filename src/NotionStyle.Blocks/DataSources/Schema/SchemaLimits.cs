namespace NotionStyle.Blocks.DataSources;

/// <summary>The stated maximum of everything in a schema that a caller can make large.</summary>
public static class SchemaLimits
{
    /// <summary>Properties of one data source.</summary>
    public const int PropertiesMaximum = 500;

    /// <summary>Options of one property.</summary>
    public const int OptionsMaximum = 1_000;

    /// <summary>Characters of the name of a property, an option or a group.</summary>
    public const int NameLengthMaximum = 100;

    /// <summary>Characters of the description of a property or an option.</summary>
    public const int DescriptionLengthMaximum = 280;

    /// <summary>Characters of a formula.</summary>
    public const int ExpressionLengthMaximum = 10_000;

    /// <summary>Characters of what stands ahead of a unique_id.</summary>
    public const int PrefixLengthMaximum = 20;

    /// <summary>Characters of a property's id; those that are drawn here have four.</summary>
    public const int IdLengthMaximum = 100;

    /// <summary>Characters of the JSON of one schema; half of what a record's format may have, so that there is room beside it.</summary>
    public const int JsonLengthMaximum = StoreLimits.RecordJsonLengthMaximum / 2;
}
