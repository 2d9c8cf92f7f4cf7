using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>The settings of an index as JSON in Elasticsearch's one form: nested below <c>index</c>, every value a text.</summary>
internal static class IndexSettingsDocument
{
    /// <summary>Settings that can be changed while the index is open.</summary>
    private static readonly HashSet<string> Dynamic =
    [
        "number_of_replicas",
        "auto_expand_replicas",
        "refresh_interval",
        "translog.durability",
        "translog.sync_interval",
        "translog.flush_threshold_size",
        "gc_deletes",
        "max_refresh_listeners",
        "max_result_window",
        "max_inner_result_window",
        "max_terms_count",
        "max_regex_length",
        "highlight.max_analyzed_offset",
        "mapping.total_fields.limit",
        "mapping.depth.limit",
        "mapping.field_name_length.limit",
        "search.idle.after",
        "hidden",
    ];

    private static readonly HashSet<string> AtCreation =
    [
        "number_of_shards",
        "number_of_routing_shards",
        "codec",
        "max_ngram_diff",
        "max_shingle_diff",
        "mapping.ignore_malformed",
        "mapping.coerce",
        "query.default_field",
    ];

    /// <summary>Reads what a request gives, with or without <c>index</c>, nested or dotted.</summary>
    /// <param name="given">The <c>settings</c> object.</param>
    /// <param name="isCreation">Whether the index is being made; else only what can change is taken.</param>
    public static JsonObject Read(JsonElement given, bool isCreation)
    {
        var settings = new JsonObject();
        if (given.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing("[settings] must be an object");
        foreach (var (name, value) in Flatten(given, ""))
        {
            var key = name.StartsWith("index.", StringComparison.Ordinal) ? name["index.".Length..] : name;
            Check(key, isCreation);
            Put(settings, key.Split('.'), value);
        }

        _ = ShardSettings(settings);
        return settings;
    }

    /// <summary>The text of a setting, or null.</summary>
    public static string? Value(JsonObject settings, string key)
    {
        JsonNode? node = settings;
        foreach (var part in key.Split('.'))
            node = (node as JsonObject)?[part];
        return (node as JsonValue)?.GetValue<string>();
    }

    /// <summary>Lays new settings over old ones; a null takes a setting away.</summary>
    public static JsonObject Merge(JsonObject settings, JsonObject changes)
    {
        var merged = (JsonObject)settings.DeepClone();
        Lay(merged, changes);
        return merged;

        static void Lay(JsonObject target, JsonObject source)
        {
            foreach (var (name, value) in source)
                if (value is JsonObject inner && target[name] is JsonObject below)
                    Lay(below, inner);
                else if (value is null)
                    target.Remove(name);
                else
                    target[name] = value.DeepClone();
        }
    }

    /// <summary>What the shard follows.</summary>
    public static ShardSettings ShardSettings(JsonObject settings)
    {
        var otherwise = new ShardSettings();
        if (Value(settings, "number_of_shards") is { } shards && shards != "1")
            throw ElasticsearchException.Unsupported(
                $"[index.number_of_shards] of [{shards}]",
                "it runs on one machine and keeps each index in one shard: use 1"
            );
        return otherwise with
        {
            RefreshInterval = Value(settings, "refresh_interval") is { } refresh
                ? Units.Time("index.refresh_interval", refresh)
                : otherwise.RefreshInterval,
            SyncsEachRequest = Value(settings, "translog.durability")?.ToLowerInvariant() switch
            {
                null or "request" => true,
                "async" => false,
                var text => throw ElasticsearchException.IllegalArgument(
                    $"failed to parse setting [index.translog.durability] with value [{text}]: must be one of request, async"
                ),
            },
            SyncInterval = Value(settings, "translog.sync_interval") is { } sync
                ? Units.Time("index.translog.sync_interval", sync) ?? otherwise.SyncInterval
                : otherwise.SyncInterval,
            FlushThresholdBytes = Value(settings, "translog.flush_threshold_size") is { } flush
                ? Math.Clamp(Units.Bytes("index.translog.flush_threshold_size", flush), 56, 1L << 30)
                : otherwise.FlushThresholdBytes,
            GcDeletes = Value(settings, "gc_deletes") is { } gc
                ? Units.Time("index.gc_deletes", gc) ?? otherwise.GcDeletes
                : otherwise.GcDeletes,
            RefreshListenersMaximum = Value(settings, "max_refresh_listeners") is { } listeners
                ? Whole("max_refresh_listeners", listeners)
                : otherwise.RefreshListenersMaximum,
        };
    }

    private static int Whole(string key, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ElasticsearchException.IllegalArgument($"Failed to parse value [{text}] for setting [index.{key}]");

    private static void Check(string key, bool isCreation)
    {
        var isFixed =
            AtCreation.Contains(key)
            || key.StartsWith("analysis.", StringComparison.Ordinal)
            || key.StartsWith("similarity.", StringComparison.Ordinal);
        if (!Dynamic.Contains(key) && !isFixed)
            throw ElasticsearchException.IllegalArgument(
                $"unknown setting [index.{key}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings"
            );
        if (!isCreation && isFixed)
            throw ElasticsearchException.IllegalArgument(
                $"Can't update non dynamic settings [[index.{key}]] for open indices"
            );
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Flatten(JsonElement element, string prefix)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object)
                foreach (var inner in Flatten(member.Value, name + "."))
                    yield return inner;
            else
                yield return (name, Text(member.Value));
        }
    }

    private static JsonNode? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(Text)]),
            JsonValueKind.String => JsonValue.Create(value.GetString()),
            _ => JsonValue.Create(value.GetRawText()),
        };

    private static void Put(JsonObject target, string[] path, JsonNode? value)
    {
        foreach (var part in path[..^1])
        {
            if (target[part] is not JsonObject inner)
                target[part] = inner = [];
            target = inner;
        }

        target[path[^1]] = value;
    }
}
