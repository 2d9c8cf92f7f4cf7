using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>How settings are written: nested or with dots, durations such as <c>30s</c>, sizes such as <c>512mb</c>.</summary>
internal static class SettingsText
{
    private static readonly (string Unit, long Milliseconds)[] Durations =
    [
        ("nanos", 0),
        ("micros", 0),
        ("ms", 1),
        ("s", 1000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
    ];

    private static readonly (string Unit, long Bytes)[] Sizes =
    [
        ("pb", 1L << 50),
        ("tb", 1L << 40),
        ("gb", 1L << 30),
        ("mb", 1L << 20),
        ("kb", 1L << 10),
        ("b", 1),
    ];

    /// <summary>Writes nested settings as one level of keys with dots, each below <c>index.</c>.</summary>
    public static void Flatten(JsonElement settings, IDictionary<string, JsonNode?> into)
    {
        if (settings.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing(
                $"[settings] must be an object, but was [{settings.ValueKind.ToString().ToLowerInvariant()}]"
            );
        foreach (var property in settings.EnumerateObject())
        {
            var name = property.Name;
            if (name is "index" or "settings" && property.Value.ValueKind == JsonValueKind.Object)
                Flatten(property.Value, into);
            else
                Walk(
                    name.StartsWith("index.", StringComparison.Ordinal) ? name : "index." + name,
                    property.Value,
                    into
                );
        }
    }

    /// <summary>The inverse of <see cref="Flatten"/>.</summary>
    public static JsonObject Unflatten(IEnumerable<KeyValuePair<string, JsonNode?>> flat)
    {
        var root = new JsonObject();
        foreach (var (key, value) in flat)
        {
            var parts = key.Split('.');
            var at = root;
            foreach (var part in parts[..^1])
            {
                if (at[part] is not JsonObject next)
                    at[part] = next = [];
                at = next;
            }
            at[parts[^1]] = value?.DeepClone();
        }
        return root;
    }

    /// <summary>Reads a duration. <c>-1</c> means never and is given back as null.</summary>
    public static TimeSpan? Duration(string setting, string text)
    {
        if (text == "-1")
            return null;
        if (text == "0")
            return TimeSpan.Zero;
        foreach (var (unit, milliseconds) in Durations)
        {
            if (
                text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && long.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
                && amount <= 36_500L * 86_400_000L / Math.Max(1, milliseconds)
            )
                return TimeSpan.FromMilliseconds(amount * milliseconds);
        }
        throw ElasticsearchException.IllegalArgument(
            $"failed to parse setting [{setting}] with value [{text}] as a time value: unit is missing or unrecognized"
        );
    }

    /// <summary>Reads a size in bytes. <c>-1</c> means no limit.</summary>
    public static long Size(string setting, string text)
    {
        if (text is "-1" or "0")
            return long.Parse(text, CultureInfo.InvariantCulture);
        foreach (var (unit, bytes) in Sizes)
        {
            if (
                text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    text[..^unit.Length],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var amount
                )
                && amount * bytes < long.MaxValue
            )
                return (long)(amount * bytes);
        }
        throw ElasticsearchException.IllegalArgument(
            $"failed to parse setting [{setting}] with value [{text}] as a size in bytes: unit is missing or unrecognized"
        );
    }

    /// <summary>The text of a scalar, as settings hold nothing but strings.</summary>
    public static string? Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };

    private static void Walk(string path, JsonElement value, IDictionary<string, JsonNode?> into)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
                Walk(path + "." + property.Name, property.Value, into);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var items = new JsonArray();
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    throw ElasticsearchException.IllegalArgument(
                        $"setting [{path}] must be a list of plain values, but holds [{item.ValueKind}]"
                    );
                items.Add(JsonValue.Create(Scalar(item)));
            }
            into[path] = items;
        }
        else
        {
            into[path] = Scalar(value) is { } text ? JsonValue.Create(text) : null;
        }
    }
}
