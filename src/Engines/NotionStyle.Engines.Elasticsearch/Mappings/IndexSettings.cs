using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>When the translog is made durable.</summary>
internal enum TranslogDurability
{
    /// <summary>Before each request is answered.</summary>
    Request,

    /// <summary>Every <see cref="IndexSettings.TranslogSyncInterval"/>.</summary>
    Async,
}

/// <summary>
/// The settings of one index. They never change: an update gives a new object. They are kept as one level of keys with dots and string values, as Elasticsearch shows them.
/// </summary>
internal sealed partial class IndexSettings
{
    private readonly SortedDictionary<string, JsonNode?> flat;

    private IndexSettings(SortedDictionary<string, JsonNode?> flat)
    {
        this.flat = flat;
        NumberOfShards = Integer("number_of_shards", 1, 1, 1024);
        NumberOfReplicas = Integer("number_of_replicas", 1, 0, int.MaxValue);
        MaxResultWindow = Integer("max_result_window", 10_000, 1, 1_000_000);
        MaxTermsCount = Integer("max_terms_count", 65_536, 1, 1_000_000);
        MaxRegexLength = Integer("max_regex_length", 1000, 1, 10_000);
        MaxAnalyzedOffset = Integer("highlight.max_analyzed_offset", 1_000_000, 1, int.MaxValue);
        TotalFieldsLimit = Integer("mapping.total_fields.limit", 1000, 1, 100_000);
        DepthLimit = Integer("mapping.depth.limit", 20, 1, 100);
        FieldNameLengthLimit = Integer("mapping.field_name_length.limit", int.MaxValue, 1, int.MaxValue);
        RefreshInterval = SettingsText.Duration("index.refresh_interval", Text("refresh_interval") ?? "1s");
        GcDeletes = SettingsText.Duration("index.gc_deletes", Text("gc_deletes") ?? "60s") ?? TimeSpan.Zero;
        Durability = (Text("translog.durability") ?? "request").ToUpperInvariant() switch
        {
            "REQUEST" => TranslogDurability.Request,
            "ASYNC" => TranslogDurability.Async,
            var other => throw ElasticsearchException.IllegalArgument(
                $"unknown value [{other}] of setting [index.translog.durability]: it must be one of [REQUEST, ASYNC]"
            ),
        };
        TranslogSyncInterval =
            SettingsText.Duration("index.translog.sync_interval", Text("translog.sync_interval") ?? "5s")
            ?? TimeSpan.FromSeconds(5);
        if (TranslogSyncInterval < TimeSpan.FromMilliseconds(100))
            throw ElasticsearchException.IllegalArgument(
                $"failed to parse value [{Text("translog.sync_interval")}] for setting [index.translog.sync_interval], must be >= [100ms]"
            );
        FlushThresholdBytes = SettingsText.Size(
            "index.translog.flush_threshold_size",
            Text("translog.flush_threshold_size") ?? "512mb"
        );
        var type = Text("similarity.default.type");
        if (type is not null and not "BM25")
            throw ElasticsearchException.Unsupported($"similarity [{type}]", "use [BM25] with its k1 and b");
        K1 = Number("similarity.default.k1", 1.2f);
        B = Number("similarity.default.b", 0.75f);
        if (!(K1 >= 0) || !(B is >= 0 and <= 1))
            throw ElasticsearchException.IllegalArgument(
                $"illegal similarity: k1 [{K1}] must be at least 0 and b [{B}] between 0 and 1"
            );
    }

    /// <summary>Settings with every default.</summary>
    public static IndexSettings Default { get; } = new([]);

    /// <summary>Accepted; the engine keeps everything in one shard.</summary>
    public int NumberOfShards { get; }

    /// <summary>Accepted; there is one node, so replicas are never assigned.</summary>
    public int NumberOfReplicas { get; }

    /// <summary>The most hits that <c>from + size</c> may reach.</summary>
    public int MaxResultWindow { get; }

    /// <summary>The most values in a terms query.</summary>
    public int MaxTermsCount { get; }

    /// <summary>The longest regular expression in characters.</summary>
    public int MaxRegexLength { get; }

    /// <summary>The longest text that highlighting analyses.</summary>
    public int MaxAnalyzedOffset { get; }

    /// <summary>The most fields that a mapping may have.</summary>
    public int TotalFieldsLimit { get; }

    /// <summary>How deep objects in a mapping may nest.</summary>
    public int DepthLimit { get; }

    /// <summary>The longest name of a field.</summary>
    public int FieldNameLengthLimit { get; }

    /// <summary>How often changes become visible by themselves; null for never.</summary>
    public TimeSpan? RefreshInterval { get; }

    /// <summary>How long the version of a deleted document is remembered.</summary>
    public TimeSpan GcDeletes { get; }

    /// <summary>When the translog is made durable.</summary>
    public TranslogDurability Durability { get; }

    /// <summary>How often an asynchronous translog is made durable.</summary>
    public TimeSpan TranslogSyncInterval { get; }

    /// <summary>The translog's size in bytes at which a flush empties it.</summary>
    public long FlushThresholdBytes { get; }

    /// <summary>BM25's saturation of term frequency.</summary>
    public float K1 { get; }

    /// <summary>BM25's weight of a field's length.</summary>
    public float B { get; }

    /// <summary>The keys with dots (each begins with <c>index.</c>) and their values.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Flat => flat;

    /// <summary>Reads the <c>settings</c> of a request that creates an index. Unknown settings are refused.</summary>
    public static IndexSettings Parse(JsonElement? settings)
    {
        var flat = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (settings is { } given && given.ValueKind != JsonValueKind.Null)
            SettingsText.Flatten(given, flat);
        foreach (var key in flat.Keys)
            RefuseUnknown(key);
        return new IndexSettings(flat);
    }

    /// <summary>The settings after an update. Those that an open index cannot change are refused; null gives back the default.</summary>
    public IndexSettings With(JsonElement update, string indexName)
    {
        var changes = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        SettingsText.Flatten(update, changes);
        var merged = new SortedDictionary<string, JsonNode?>(flat, StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            RefuseUnknown(key);
            if (IsStatic(key))
                throw ElasticsearchException.IllegalArgument(
                    key == "index.number_of_shards"
                        ? $"final {indexName} setting [{key}], not updateable"
                        : $"Can't update non dynamic settings [[{key}]] for open indices [[{indexName}]]"
                );
            if (value is null)
                merged.Remove(key);
            else
                merged[key] = value;
        }
        return new IndexSettings(merged);
    }

    /// <summary>The text of a setting, named without <c>index.</c>; null if it is not set.</summary>
    public string? Text(string name) =>
        flat.GetValueOrDefault("index." + name) is JsonValue value ? value.ToString() : null;

    /// <summary>A setting that is a list; a single text counts as a list of the texts between its commas.</summary>
    public IReadOnlyList<string>? List(string name) =>
        flat.GetValueOrDefault("index." + name) switch
        {
            JsonArray items => [.. items.Select(item => item?.ToString() ?? "")],
            JsonValue value => value.ToString().Split(',', StringSplitOptions.TrimEntries),
            _ => null,
        };

    /// <summary>As Elasticsearch shows it: <c>{"index":{…}}</c> with every value a string.</summary>
    public JsonObject ToJson() => SettingsText.Unflatten(flat);

    private int Integer(string name, int usual, int least, int most)
    {
        if (Text(name) is not { } text)
            return usual;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw ElasticsearchException.IllegalArgument($"Failed to parse value [{text}] for setting [index.{name}]");
        if (value < least)
            throw ElasticsearchException.IllegalArgument(
                $"Failed to parse value [{text}] for setting [index.{name}] must be >= {least}"
            );
        if (value > most)
            throw ElasticsearchException.IllegalArgument(
                $"Failed to parse value [{text}] for setting [index.{name}] must be <= {most}"
            );
        return value;
    }

    private float Number(string name, float usual)
    {
        if (Text(name) is not { } text)
            return usual;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ElasticsearchException.IllegalArgument(
                $"Failed to parse value [{text}] for setting [index.{name}]"
            );
    }
}
