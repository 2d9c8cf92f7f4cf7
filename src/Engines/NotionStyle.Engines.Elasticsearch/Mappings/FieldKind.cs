namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>What a field holds.</summary>
internal enum FieldKind
{
    /// <summary>Other fields.</summary>
    Object,

    /// <summary>Analysed text.</summary>
    Text,

    /// <summary>A text taken whole.</summary>
    Keyword,

    /// <summary>A whole number of 64 bits.</summary>
    Long,

    /// <summary>A whole number of 32 bits.</summary>
    Integer,

    /// <summary>A whole number of 16 bits.</summary>
    Short,

    /// <summary>A whole number of 8 bits.</summary>
    Byte,

    /// <summary>A number of 64 bits with a fraction.</summary>
    Double,

    /// <summary>A number of 32 bits with a fraction.</summary>
    Float,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A point in time in milliseconds.</summary>
    Date,

    /// <summary>An object whose leaves all count as keywords of one field.</summary>
    Flattened,
}

/// <summary>What happens to fields that the mapping does not know.</summary>
internal enum DynamicMode
{
    /// <summary>They are mapped by their value.</summary>
    True,

    /// <summary>They stay in the source, and nothing finds them.</summary>
    False,

    /// <summary>The document is refused.</summary>
    Strict,
}

/// <summary>The names of kinds as mappings write them.</summary>
internal static class FieldKinds
{
    /// <summary>The kind of that name, or null.</summary>
    public static FieldKind? Parse(string name) =>
        name switch
        {
            "object" => FieldKind.Object,
            "text" => FieldKind.Text,
            "keyword" => FieldKind.Keyword,
            "long" => FieldKind.Long,
            "integer" => FieldKind.Integer,
            "short" => FieldKind.Short,
            "byte" => FieldKind.Byte,
            "double" => FieldKind.Double,
            "float" or "half_float" => FieldKind.Float,
            "boolean" => FieldKind.Boolean,
            "date" => FieldKind.Date,
            "flattened" => FieldKind.Flattened,
            _ => null,
        };

    /// <summary>The name of a kind.</summary>
    public static string Name(this FieldKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Whether values are numbers of 64 bits in the index (dates and booleans are).</summary>
    public static bool IsNumeric(this FieldKind kind) =>
        kind
            is FieldKind.Long
                or FieldKind.Integer
                or FieldKind.Short
                or FieldKind.Byte
                or FieldKind.Double
                or FieldKind.Float
                or FieldKind.Boolean
                or FieldKind.Date;

    /// <summary>Whether values have fractions.</summary>
    public static bool IsFraction(this FieldKind kind) => kind is FieldKind.Double or FieldKind.Float;

    /// <summary>Whether values are terms taken whole.</summary>
    public static bool IsTerm(this FieldKind kind) => kind is FieldKind.Keyword or FieldKind.Flattened;
}
