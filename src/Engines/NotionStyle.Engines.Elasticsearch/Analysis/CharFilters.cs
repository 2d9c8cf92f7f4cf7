using Lucene.Net.Analysis.CharFilters;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>Makes filters of characters by their type.</summary>
internal static class CharFilters
{
    /// <summary>The filter of that type, or null if there is none.</summary>
    public static Func<TextReader, TextReader>? Make(string type, ComponentSettings settings) =>
        type switch
        {
            "html_strip" => settings.List("escaped_tags") is { } tags
                ? reader => new HTMLStripCharFilter(reader, [.. tags])
                : reader => new HTMLStripCharFilter(reader),
            "mapping" => Mapping(settings),
            _ => null,
        };

    private static Func<TextReader, TextReader> Mapping(ComponentSettings settings)
    {
        var rules = MappingRules.Read(settings.Lines("mappings") ?? []);
        var builder = new NormalizeCharMap.Builder();
        foreach (var (from, to) in rules)
            try
            {
                builder.Add(from, to);
            }
            catch (ArgumentException)
            {
                throw ElasticsearchException.IllegalArgument(
                    $"Invalid Mapping Rule : [{from} => {to}]: its left side is empty or came before"
                );
            }

        var map = builder.Build();
        return CharacterMap.Make(rules) ?? (reader => new MappingCharFilter(map, reader));
    }
}
