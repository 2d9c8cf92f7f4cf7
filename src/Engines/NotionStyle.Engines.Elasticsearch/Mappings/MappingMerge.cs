using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>Lays an update over a mapping: fields are added, and only what needs no other index of the same documents may change.</summary>
internal static class MappingMerge
{
    private static readonly HashSet<string> Changeable = new(StringComparer.Ordinal)
    {
        "dynamic",
        "search_analyzer",
        "search_quote_analyzer",
        "ignore_above",
        "ignore_malformed",
        "coerce",
        "copy_to",
        "meta",
        "boost",
        "eager_global_ordinals",
        "split_queries_on_whitespace",
    };

    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["analyzer"] = "default",
        ["index"] = "true",
        ["store"] = "false",
        ["doc_values"] = "true",
        ["enabled"] = "true",
        ["format"] = DateFormats.Usual,
        ["similarity"] = "BM25",
        ["position_increment_gap"] = "100",
        ["term_vector"] = "no",
    };

    /// <summary>The field after the update, or the refusal that names every conflict of it.</summary>
    public static MappedField Merge(MappedField old, MappedField update)
    {
        if ((old.Kind == FieldKind.Object) != (update.Kind == FieldKind.Object))
            throw ElasticsearchException.IllegalArgument(
                old.Kind == FieldKind.Object
                    ? $"can't merge a non object mapping [{old.Path}] with an object mapping"
                    : $"can't merge a non-nested mapping [{old.Path}] with an object mapping"
            );
        if (old.Kind != update.Kind)
            throw ElasticsearchException.IllegalArgument(
                $"mapper [{old.Path}] cannot be changed from type [{old.Kind.Name()}] to [{update.Kind.Name()}]"
            );
        var conflicts = new List<string>();
        var parameters = old.Kind == FieldKind.Object ? old.Parameters.ToBuilder() : update.Parameters.ToBuilder();
        foreach (var name in old.Parameters.Keys.Union(update.Parameters.Keys).ToList())
        {
            var before = Shown(old, name);
            var after = Shown(update, name);
            if (old.Kind == FieldKind.Object)
            {
                // What an update does not name of an object stays as it is.
                if (update.Parameters.TryGetValue(name, out var given))
                    parameters[name] = given;
                if (name == "enabled" && update.Parameters.ContainsKey(name) && before != after)
                    throw new ElasticsearchException(
                        400,
                        "mapper_exception",
                        $"the [enabled] parameter can't be updated for the object mapping [{old.Path}]"
                    );
            }
            else if (before != after && !Changeable.Contains(name))
            {
                conflicts.Add($"\tCannot update parameter [{name}] from [{before}] to [{after}]");
            }
        }
        if (conflicts.Count > 0)
            throw ElasticsearchException.IllegalArgument(
                $"Mapper for [{old.Path}] conflicts with existing mapper:\n{string.Join('\n', conflicts)}"
            );
        return old with
        {
            Parameters = parameters.ToImmutable(),
            Properties = Merge(old.Properties, update.Properties),
            Fields = Merge(old.Fields, update.Fields),
        };
    }

    /// <summary>The fields of both.</summary>
    public static ImmutableSortedDictionary<string, MappedField> Merge(
        ImmutableSortedDictionary<string, MappedField> old,
        ImmutableSortedDictionary<string, MappedField> update
    )
    {
        foreach (var (name, field) in update)
            old = old.SetItem(name, old.TryGetValue(name, out var before) ? Merge(before, field) : field);
        return old;
    }

    private static string Shown(MappedField field, string name) =>
        name == "norms" ? (field.Norms ? "true" : "false")
        : name == "index_options" ? field.IndexOptions
        : field.Parameters.GetValueOrDefault(name) is { } value
            ? value is JsonValue ? value.ToString()
                : value.ToJsonString()
        : Usual.GetValueOrDefault(name, "null");
}
