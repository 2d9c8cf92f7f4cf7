using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>
/// One field of a mapping, with what lies below it. It never changes. <see cref="Parameters"/> holds what was written for it, so that it is shown as it was written; the typed properties
/// read from there.
/// </summary>
internal sealed record MappedField
{
    /// <summary>The name with dots from the root.</summary>
    public required string Path { get; init; }

    /// <summary>What it holds.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>The parameters as written, without <c>properties</c>, <c>fields</c> and <c>type</c>.</summary>
    public required ImmutableSortedDictionary<string, JsonNode?> Parameters { get; init; }

    /// <summary>The fields of an object.</summary>
    public ImmutableSortedDictionary<string, MappedField> Properties { get; init; } = Empty;

    /// <summary>The same value, indexed in other ways.</summary>
    public ImmutableSortedDictionary<string, MappedField> Fields { get; init; } = Empty;

    /// <summary>No fields.</summary>
    public static ImmutableSortedDictionary<string, MappedField> Empty { get; } =
        ImmutableSortedDictionary.Create<string, MappedField>(StringComparer.Ordinal);

    /// <summary>No parameters.</summary>
    public static ImmutableSortedDictionary<string, JsonNode?> NoParameters { get; } =
        ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>The last part of the name.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Whether queries find it.</summary>
    public bool Index => Flag("index", true);

    /// <summary>Whether its values are kept next to the source.</summary>
    public bool Store => Flag("store", false);

    /// <summary>Whether sorts and aggregations can read it.</summary>
    public bool DocValues => Kind != FieldKind.Text && Kind != FieldKind.Object && Flag("doc_values", true);

    /// <summary>Whether an object is looked into at all.</summary>
    public bool Enabled => Flag("enabled", true);

    /// <summary>Whether lengths count for scores.</summary>
    public bool Norms => Flag("norms", Kind == FieldKind.Text);

    /// <summary>Whether a value that cannot be read is left out instead of refusing the document.</summary>
    public bool IgnoreMalformed => Flag("ignore_malformed", false);

    /// <summary>Whether texts are read as numbers and fractions cut.</summary>
    public bool Coerce => Flag("coerce", true);

    /// <summary>The longest value of a keyword that is indexed, in characters.</summary>
    public int IgnoreAbove => Integer("ignore_above", int.MaxValue);

    /// <summary>The analyzer's name.</summary>
    public string? Analyzer => Text("analyzer");

    /// <summary>The name of the analyzer of queries.</summary>
    public string? SearchAnalyzer => Text("search_analyzer");

    /// <summary>The normalizer's name.</summary>
    public string? Normalizer => Text("normalizer");

    /// <summary>How much of a text is indexed: <c>docs</c>, <c>freqs</c>, <c>positions</c> or <c>offsets</c>.</summary>
    public string IndexOptions => Text("index_options") ?? (Kind == FieldKind.Text ? "positions" : "docs");

    /// <summary>How dates are written.</summary>
    public string Format => Text("format") ?? DateFormats.Usual;

    /// <summary>What stands for null.</summary>
    public JsonNode? NullValue => Parameters.GetValueOrDefault("null_value");

    /// <summary>The fields that get the value as well.</summary>
    public IEnumerable<string> CopyTo =>
        Parameters.GetValueOrDefault("copy_to") switch
        {
            JsonArray items => items.Select(item => item!.ToString()),
            JsonValue value => [value.ToString()],
            _ => [],
        };

    /// <summary>What happens to unknown fields below; null means as above.</summary>
    public DynamicMode? Dynamic =>
        Text("dynamic") switch
        {
            "true" => DynamicMode.True,
            "false" => DynamicMode.False,
            "strict" => DynamicMode.Strict,
            _ => null,
        };

    /// <summary>Positions between two values of the field, if it says so itself.</summary>
    public int? PositionGap =>
        Parameters.ContainsKey("position_increment_gap") ? Integer("position_increment_gap", 100) : null;

    private string? Text(string name) =>
        Parameters.GetValueOrDefault(name) is JsonValue value ? value.ToString() : null;

    private bool Flag(string name, bool usual) => Text(name) is { } text ? text == "true" : usual;

    private int Integer(string name, int usual) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : usual;
}
