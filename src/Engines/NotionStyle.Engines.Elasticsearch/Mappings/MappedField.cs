using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>
/// One field of a mapping, with what lies below it. It never changes. <see cref="Parameters"/> holds what was written for it, so that it is shown as it was written; the typed properties
/// were read from there.
/// </summary>
internal sealed record MappedField
{
    private readonly FieldOptions options = FieldOptions.None;

    /// <summary>The name with dots from the root.</summary>
    public required string Path { get; init; }

    /// <summary>What it holds.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>The parameters as written, without <c>properties</c>, <c>fields</c> and <c>type</c>.</summary>
    public required ImmutableSortedDictionary<string, JsonNode?> Parameters
    {
        get;
        init
        {
            field = value;
            options = FieldOptions.Of(value);
        }
    }

    /// <summary>The fields of an object.</summary>
    public ImmutableSortedDictionary<string, MappedField> Properties { get; init; } = Empty;

    /// <summary>The same value, indexed in other ways.</summary>
    public ImmutableSortedDictionary<string, MappedField> Fields
    {
        get;
        init
        {
            field = value;
            MultiFields = [.. value.Values];
        }
    } = Empty;

    /// <summary>The values of <see cref="Fields"/>, for who goes through them with each document.</summary>
    public IReadOnlyList<MappedField> MultiFields { get; private init; } = [];

    /// <summary>No fields.</summary>
    public static ImmutableSortedDictionary<string, MappedField> Empty { get; } =
        ImmutableSortedDictionary.Create<string, MappedField>(StringComparer.Ordinal);

    /// <summary>No parameters.</summary>
    public static ImmutableSortedDictionary<string, JsonNode?> NoParameters { get; } =
        ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>The last part of the name.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Whether queries find it.</summary>
    public bool Index => options.Index;

    /// <summary>Whether its values are kept next to the source.</summary>
    public bool Store => options.Store;

    /// <summary>Whether sorts and aggregations can read it.</summary>
    public bool DocValues => Kind != FieldKind.Text && Kind != FieldKind.Object && options.DocValues;

    /// <summary>Whether an object is looked into at all.</summary>
    public bool Enabled => options.Enabled;

    /// <summary>Whether lengths count for scores.</summary>
    public bool Norms => options.Norms ?? (Kind == FieldKind.Text);

    /// <summary>Whether a value that cannot be read is left out instead of refusing the document.</summary>
    public bool IgnoreMalformed => options.IgnoreMalformed;

    /// <summary>Whether texts are read as numbers and fractions cut.</summary>
    public bool Coerce => options.Coerce;

    /// <summary>The longest value of a keyword that is indexed, in characters.</summary>
    public int IgnoreAbove => options.IgnoreAbove;

    /// <summary>The analyzer's name.</summary>
    public string? Analyzer => options.Analyzer;

    /// <summary>The name of the analyzer of queries.</summary>
    public string? SearchAnalyzer => options.SearchAnalyzer;

    /// <summary>The normalizer's name.</summary>
    public string? Normalizer => options.Normalizer;

    /// <summary>How much of a text is indexed: <c>docs</c>, <c>freqs</c>, <c>positions</c> or <c>offsets</c>.</summary>
    public string IndexOptions => options.IndexOptions ?? (Kind == FieldKind.Text ? "positions" : "docs");

    /// <summary>How dates are written.</summary>
    public string Format => options.Format;

    /// <summary>What stands for null.</summary>
    public JsonNode? NullValue => options.NullValue;

    /// <summary>The fields that get the value as well.</summary>
    public IReadOnlyList<string> CopyTo => options.CopyTo;

    /// <summary>What happens to unknown fields below; null means as above.</summary>
    public DynamicMode? Dynamic => options.Dynamic;

    /// <summary>Positions between two values of the field, if it says so itself.</summary>
    public int? PositionGap => options.PositionGap;
}
