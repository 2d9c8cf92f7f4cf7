using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>The fields of queries on several: names, names with stars, and boosts behind a <c>^</c>.</summary>
internal static class FieldNames
{
    /// <summary>The most fields that one query may be on.</summary>
    public const int MaxFields = 1024;

    /// <summary>The fields with their boosts; without names, every text and keyword.</summary>
    public static IReadOnlyList<(QueryField Field, float Boost)> Resolve(
        QueryContext context,
        IReadOnlyList<string>? names
    )
    {
        var found = new Dictionary<string, (QueryField Field, float Boost)>(StringComparer.Ordinal);
        var mapping = context.Target.Mapping;
        foreach (var name in names is null or [] ? ["*"] : names)
        {
            var (pattern, boost) = Split(name);
            if (!pattern.Contains('*', StringComparison.Ordinal))
            {
                if (context.Field(pattern) is { } field)
                    Add(field, boost);
                continue;
            }
            foreach (var leaf in mapping.Leaves.Values)
            {
                if (leaf.Index && leaf.Kind is FieldKind.Text or FieldKind.Keyword && Glob.IsMatch(pattern, leaf.Path))
                    Add(new QueryField(leaf.Path, leaf), boost);
            }
        }
        return found.Count <= MaxFields
            ? [.. found.Values]
            : throw ElasticsearchException.IllegalArgument(
                $"field expansion matches too many fields, limit: {MaxFields}, got: {found.Count}"
            );

        void Add(QueryField field, float boost)
        {
            var key = field.Name + field.Prefix;
            found[key] = (field, found.TryGetValue(key, out var before) ? before.Boost * boost : boost);
        }
    }

    private static (string Name, float Boost) Split(string name)
    {
        var hat = name.IndexOf('^', StringComparison.Ordinal);
        if (hat < 0)
            return (name, 1);
        return
            float.TryParse(name[(hat + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var boost)
            && boost >= 0
            && float.IsFinite(boost)
            ? (name[..hat], boost)
            : throw ElasticsearchException.IllegalArgument(
                $"the boost of field [{name}] must be a number that is not negative"
            );
    }
}
