using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How one field is highlighted.</summary>
internal sealed record HighlightField
{
    /// <summary>The field's name, maybe with stars.</summary>
    public required string Pattern { get; init; }

    /// <summary>What comes before a match.</summary>
    public string PreTag { get; init; } = "<em>";

    /// <summary>What comes behind a match.</summary>
    public string PostTag { get; init; } = "</em>";

    /// <summary>How long a fragment is, about.</summary>
    public int FragmentSize { get; init; } = 100;

    /// <summary>How many fragments are shown; zero shows the whole text.</summary>
    public int NumberOfFragments { get; init; } = 5;

    /// <summary>How much of the text is shown if nothing matches.</summary>
    public int NoMatchSize { get; init; }

    /// <summary>Whether the best fragments come first, instead of in the text's order.</summary>
    public bool ByScore { get; init; }

    /// <summary>Whether only what the query looks for in this field counts.</summary>
    public bool RequireFieldMatch { get; init; } = true;

    /// <summary>Whether the text between the tags is made safe for HTML.</summary>
    public bool EncodeHtml { get; init; }

    /// <summary>Other fields whose matches count as matches of this one.</summary>
    public IReadOnlyList<string> MatchedFields { get; init; } = [];

    /// <summary>What is highlighted instead of the query.</summary>
    public Query? Query { get; init; }
}

/// <summary>What a search highlights.</summary>
internal sealed class HighlightRequest(IReadOnlyList<HighlightField> fields)
{
    private readonly Dictionary<Query, Dictionary<string, TermMatchers>> known = [];

    /// <summary>Writes <c>highlight</c> of a hit, if there is anything.</summary>
    public void Write(SearchRun run, Hit hit, Utf8JsonWriter output)
    {
        if (hit.Json is not { } json)
            return;
        var mapping = run.Target.Mapping;
        var any = false;
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            foreach (var leaf in Matching(mapping, field.Pattern))
            {
                if (!done.Add(leaf.Path))
                    continue;
                run.Clock.Tick();
                var texts = SourceValues.Texts(json, FetchedFields.SourcePath(mapping, leaf));
                if (texts.Count == 0)
                    continue;
                var fragments = new Highlighter(mapping, field, Matchers(field.Query ?? run.Query)).Fragments(
                    leaf,
                    texts
                );
                if (fragments.Count == 0)
                    continue;
                if (!any)
                    output.WriteStartObject("highlight");
                any = true;
                output.WriteStartArray(leaf.Path);
                foreach (var fragment in fragments)
                    output.WriteStringValue(fragment);
                output.WriteEndArray();
            }
        }
        if (any)
            output.WriteEndObject();
    }

    private static IEnumerable<MappedField> Matching(IndexMapping mapping, string pattern)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return mapping.Leaf(pattern) is { } only && !only.Kind.IsNumeric() ? [only] : [];
        return mapping.Leaves.Values.Where(leaf =>
            leaf.Kind is FieldKind.Text or FieldKind.Keyword && Glob.IsMatch(pattern, leaf.Path)
        );
    }

    private Dictionary<string, TermMatchers> Matchers(Query query)
    {
        if (!known.TryGetValue(query, out var matchers))
            known[query] = matchers = QueryTerms.Read(query);
        return matchers;
    }
}
