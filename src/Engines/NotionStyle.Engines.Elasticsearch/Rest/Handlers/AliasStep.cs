using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Puts the actions of one request together into one step of the state.</summary>
internal sealed class AliasStep(ClusterState state)
{
    private readonly Dictionary<string, IndexMetadata> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    /// <summary>Takes an action: <c>{"add":{"index","alias"}}</c>, <c>remove</c>, <c>remove_index</c>.</summary>
    public void Do(JsonProperty action)
    {
        var body = action.Value;
        if (body.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.IllegalArgument($"[{action.Name}] must be an object");
        var indices = Texts(body, "index", "indices");
        if (indices.Count == 0)
            throw ElasticsearchException.IllegalArgument("One of [index] or [indices] is required");
        if (action.Name == "remove_index")
        {
            foreach (var index in indices)
                RemoveIndex(index);
            return;
        }

        var aliases = Texts(body, "alias", "aliases");
        if (aliases.Count == 0)
            throw ElasticsearchException.IllegalArgument("One of [alias] or [aliases] is required");
        var mustExist = !body.TryGetProperty("must_exist", out var must) || must.ValueKind == JsonValueKind.True;
        foreach (var index in indices)
        foreach (var alias in aliases)
            switch (action.Name)
            {
                case "add":
                    Add(index, alias, AliasHandlers.ReadAlias(alias, body));
                    break;
                case "remove":
                    Remove(index, alias, mustExist);
                    break;
                default:
                    throw ElasticsearchException.IllegalArgument(
                        $"unknown action [{action.Name}]: use add, remove or remove_index"
                    );
            }
    }

    /// <summary>Adds an alias to indices.</summary>
    public void Add(string indices, string alias, AliasMetadata metadata)
    {
        _added.Add(alias);
        foreach (var index in state.Resolve(indices, allowNoIndices: false))
            _changed[index.Name] = Now(index.Name) with { Aliases = Now(index.Name).Aliases.SetItem(alias, metadata) };
    }

    /// <summary>Removes an alias from indices.</summary>
    public void Remove(string indices, string alias, bool mustExist)
    {
        var found = false;
        foreach (var index in state.Resolve(indices, allowNoIndices: false))
        foreach (var name in Now(index.Name).Aliases.Keys.Where(n => NamePattern.Matches(alias, n)).ToArray())
        {
            found = true;
            _changed[index.Name] = Now(index.Name) with { Aliases = Now(index.Name).Aliases.Remove(name) };
        }

        if (!found && mustExist)
            throw new ElasticsearchException(404, "aliases_not_found_exception", $"aliases [{alias}] missing");
    }

    /// <summary>The step, when its names are possible.</summary>
    public StateChange Change(Catalog catalog)
    {
        foreach (var alias in _added)
            if (!_removed.Contains(alias))
                catalog.CheckAlias(alias);
            else
                IndexNames.Check(alias, "alias");
        foreach (var alias in _added)
            if (After().Count(i => i.Aliases.GetValueOrDefault(alias)?.IsWriteIndex == true) > 1)
                throw ElasticsearchException.IllegalArgument($"alias [{alias}] has more than one write index");
        return new StateChange([.. _changed.Values.Where(i => !_removed.Contains(i.Name))], _removed);
    }

    private IEnumerable<IndexMetadata> After() => state.Indices.Keys.Where(n => !_removed.Contains(n)).Select(Now);

    private void RemoveIndex(string name)
    {
        if (!state.Indices.ContainsKey(name))
            throw ElasticsearchException.NoSuchIndex(name);
        _removed.Add(name);
    }

    private IndexMetadata Now(string index) =>
        _changed.TryGetValue(index, out var changed) ? changed : state.Indices[index].Metadata;

    private static List<string> Texts(JsonElement body, string one, string many)
    {
        List<string> texts = [];
        foreach (var name in (string[])[one, many])
            if (body.TryGetProperty(name, out var value))
                if (value.ValueKind == JsonValueKind.Array)
                    texts.AddRange(value.EnumerateArray().Select(Text));
                else
                    texts.Add(Text(value));
        return texts;

        static string Text(JsonElement value) =>
            value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw ElasticsearchException.IllegalArgument("names of indices and aliases must be texts");
    }
}
