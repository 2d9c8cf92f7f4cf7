using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>The parameters of a field, read once: every value of every document asks for some of them.</summary>
internal sealed class FieldOptions
{
    private readonly ImmutableSortedDictionary<string, JsonNode?> parameters;

    private FieldOptions(ImmutableSortedDictionary<string, JsonNode?> parameters)
    {
        this.parameters = parameters;
        Index = Flag("index") ?? true;
        Store = Flag("store") ?? false;
        DocValues = Flag("doc_values") ?? true;
        Enabled = Flag("enabled") ?? true;
        Norms = Flag("norms");
        IgnoreMalformed = Flag("ignore_malformed") ?? false;
        Coerce = Flag("coerce") ?? true;
        IgnoreAbove = Integer("ignore_above", int.MaxValue);
        Analyzer = Text("analyzer");
        SearchAnalyzer = Text("search_analyzer");
        Normalizer = Text("normalizer");
        IndexOptions = Text("index_options");
        Format = Text("format") ?? DateFormats.Usual;
        NullValue = parameters.GetValueOrDefault("null_value");
        PositionGap = parameters.ContainsKey("position_increment_gap") ? Integer("position_increment_gap", 100) : null;
        CopyTo = parameters.GetValueOrDefault("copy_to") switch
        {
            JsonArray items => [.. items.Select(item => item!.ToString())],
            JsonValue value => [value.ToString()],
            _ => [],
        };
        Dynamic = Text("dynamic") switch
        {
            "true" => DynamicMode.True,
            "false" => DynamicMode.False,
            "strict" => DynamicMode.Strict,
            _ => null,
        };
    }

    /// <summary>Those of a field without parameters.</summary>
    public static FieldOptions None { get; } = new(MappedField.NoParameters);

    /// <summary><c>index</c></summary>
    public bool Index { get; }

    /// <summary><c>store</c></summary>
    public bool Store { get; }

    /// <summary><c>doc_values</c></summary>
    public bool DocValues { get; }

    /// <summary><c>enabled</c></summary>
    public bool Enabled { get; }

    /// <summary><c>norms</c>, which a kind has a default for.</summary>
    public bool? Norms { get; }

    /// <summary><c>ignore_malformed</c></summary>
    public bool IgnoreMalformed { get; }

    /// <summary><c>coerce</c></summary>
    public bool Coerce { get; }

    /// <summary><c>ignore_above</c></summary>
    public int IgnoreAbove { get; }

    /// <summary><c>analyzer</c></summary>
    public string? Analyzer { get; }

    /// <summary><c>search_analyzer</c></summary>
    public string? SearchAnalyzer { get; }

    /// <summary><c>normalizer</c></summary>
    public string? Normalizer { get; }

    /// <summary><c>index_options</c>, which a kind has a default for.</summary>
    public string? IndexOptions { get; }

    /// <summary><c>format</c></summary>
    public string Format { get; }

    /// <summary><c>null_value</c></summary>
    public JsonNode? NullValue { get; }

    /// <summary><c>position_increment_gap</c></summary>
    public int? PositionGap { get; }

    /// <summary><c>copy_to</c></summary>
    public IReadOnlyList<string> CopyTo { get; }

    /// <summary><c>dynamic</c></summary>
    public DynamicMode? Dynamic { get; }

    /// <summary>Reads them.</summary>
    public static FieldOptions Of(ImmutableSortedDictionary<string, JsonNode?> parameters) =>
        parameters.IsEmpty ? None : new FieldOptions(parameters);

    private string? Text(string name) =>
        parameters.GetValueOrDefault(name) is JsonValue value ? value.ToString() : null;

    private bool? Flag(string name) => Text(name) is { } text ? text == "true" : null;

    private int Integer(string name, int usual) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : usual;
}
