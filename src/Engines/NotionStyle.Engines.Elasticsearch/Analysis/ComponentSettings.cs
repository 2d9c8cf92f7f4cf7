using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>The settings of one analyzer, tokenizer or filter, with errors that name it.</summary>
/// <param name="settings">The index's settings.</param>
/// <param name="group">Such as <c>filter</c>.</param>
/// <param name="name">The component's name.</param>
internal sealed class ComponentSettings(IndexSettings settings, string group, string name)
{
    private string Path => $"analysis.{group}.{name}";

    /// <summary>The component's name.</summary>
    public string Name => name;

    /// <summary>A text; null if it is not set.</summary>
    public string? Text(string key) => settings.Text($"{Path}.{key}");

    /// <summary>A list; null if it is not set.</summary>
    public IReadOnlyList<string>? List(string key) => settings.List($"{Path}.{key}");

    /// <summary>A list whose single text is not split at commas, such as a list of synonyms.</summary>
    public IReadOnlyList<string>? Lines(string key) =>
        settings.Text($"{Path}.{key}") is { } single ? [single] : settings.List($"{Path}.{key}");

    /// <summary>A number between two bounds.</summary>
    public int Integer(string key, int usual, int least = 0, int most = 10_000)
    {
        if (Text(key) is not { } text)
            return usual;
        return
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
            ? value
            : throw ElasticsearchException.IllegalArgument(
                $"[{key}] of {group} [{name}] must be a number between [{least}] and [{most}], but was [{text}]"
            );
    }

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool usual) =>
        Text(key) switch
        {
            null => usual,
            "true" => true,
            "false" => false,
            var text => throw ElasticsearchException.IllegalArgument(
                $"Failed to parse value [{text}] of [{key}] of {group} [{name}] as only [true] or [false] are allowed."
            ),
        };

    /// <summary>Refuses a span of lengths of grams that would fill the index.</summary>
    public (int Min, int Max) Grams(string limit, int usualMin, int usualMax, bool limited)
    {
        var min = Integer("min_gram", usualMin, 1, 255);
        var max = Integer("max_gram", Math.Max(usualMax, min), 1, 255);
        if (min > max)
            throw ElasticsearchException.IllegalArgument(
                $"minGram must not be greater than maxGram in {group} [{name}]: [{min}] > [{max}]"
            );
        var most = int.TryParse(settings.Text(limit), CultureInfo.InvariantCulture, out var set) ? set : 1;
        if (limited && max - min > most)
            throw ElasticsearchException.IllegalArgument(
                $"The difference between max_gram and min_gram in {group} [{name}] must be less than or equal to: [{most}] but was [{max - min}]. This limit can be set by changing the [index.{limit}] index level setting."
            );
        return (min, max);
    }
}
