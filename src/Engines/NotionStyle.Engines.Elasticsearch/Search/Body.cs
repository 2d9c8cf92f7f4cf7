using System.Globalization;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// One JSON object of a request, read key by key. Keys that nobody took are refused by <see cref="Done"/>, so that a misspelt option is never dropped without a word.
/// </summary>
internal sealed class Body
{
    private readonly Dictionary<string, JsonElement> rest = new(StringComparer.Ordinal);
    private readonly string name;

    /// <summary>Reads an object.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="json">The object.</param>
    public Body(string name, JsonElement json)
    {
        this.name = name;
        if (json.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing($"[{name}] malformed, expected an object but found [{Kind(json)}]");
        foreach (var property in json.EnumerateObject())
            rest[property.Name] = property.Value;
    }

    /// <summary>What errors call it.</summary>
    public string Name => name;

    /// <summary>The keys that nobody took yet.</summary>
    public IReadOnlyCollection<string> Rest => rest.Keys;

    /// <summary>Takes a value; JSON's null counts as absent.</summary>
    public JsonElement? Take(string key) =>
        rest.Remove(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Takes a text; numbers and booleans count as the text they are written as.</summary>
    public string? Text(string key) => Take(key) is { } value ? Scalar(key, value) : null;

    /// <summary>Takes a text that must be there.</summary>
    public string NeedText(string key) =>
        Text(key) ?? throw ElasticsearchException.IllegalArgument($"[{name}] requires [{key}]");

    /// <summary>Takes true or false.</summary>
    public bool Flag(string key, bool usual) =>
        Text(key) switch
        {
            null => usual,
            "true" => true,
            "false" or "" => false,
            var text => throw Bad(key, text, "only [true] or [false] are allowed"),
        };

    /// <summary>Takes a whole number between two bounds.</summary>
    public int Integer(string key, int usual, int least = 0, int most = int.MaxValue) =>
        MaybeInteger(key, least, most) ?? usual;

    /// <summary>Takes a whole number between two bounds, or null.</summary>
    public int? MaybeInteger(string key, int least = 0, int most = int.MaxValue)
    {
        if (Text(key) is not { } text)
            return null;
        if (
            !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || value != Math.Floor(value)
        )
            throw Bad(key, text, "it must be a whole number");
        return value >= least && value <= most
            ? (int)value
            : throw Bad(key, text, $"it must be between [{least}] and [{most}]");
    }

    /// <summary>Takes a finite number.</summary>
    public float Float(string key, float usual)
    {
        if (Text(key) is not { } text)
            return usual;
        return
            float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && float.IsFinite(value)
            ? value
            : throw Bad(key, text, "it must be a finite number");
    }

    /// <summary>Takes a boost, which may not be negative.</summary>
    public float Boost() =>
        Float("boost", 1) is >= 0 and var boost
            ? boost
            : throw ElasticsearchException.IllegalArgument(
                "negative [boost] are not allowed, use a value between 0 and 1 to deboost"
            );

    /// <summary>Takes a text or a list of texts.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        if (Take(key) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => Scalar(key, item))]
            : [Scalar(key, value)];
    }

    /// <summary>Takes a value or the values of a list.</summary>
    public IReadOnlyList<JsonElement> Many(string key) =>
        Take(key) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : [value];

    /// <summary>Takes options that are read and have no effect here.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            rest.Remove(key);
    }

    /// <summary>Refuses what nobody took.</summary>
    public void Done()
    {
        if (rest.Count > 0)
            throw new ElasticsearchException(
                400,
                "x_content_parse_exception",
                $"[{name}] unknown field [{rest.Keys.First()}]"
            );
    }

    /// <summary>A refusal of a value.</summary>
    public ElasticsearchException Bad(string key, string value, string why) =>
        ElasticsearchException.IllegalArgument($"[{name}] failed to parse field [{key}] with value [{value}]: {why}");

    /// <summary>What Elasticsearch's errors call a kind of value.</summary>
    public static string Kind(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => "START_OBJECT",
            JsonValueKind.Array => "START_ARRAY",
            JsonValueKind.String => "VALUE_STRING",
            JsonValueKind.Number => "VALUE_NUMBER",
            JsonValueKind.Null or JsonValueKind.Undefined => "VALUE_NULL",
            _ => "VALUE_BOOLEAN",
        };

    private string Scalar(string key, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw ElasticsearchException.Parsing(
                $"[{name}] [{key}] expects a plain value but found [{Kind(value)}]"
            ),
        };
}
