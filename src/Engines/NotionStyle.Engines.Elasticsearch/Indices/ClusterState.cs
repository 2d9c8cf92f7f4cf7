using System.Collections.Immutable;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>An index in a state.</summary>
/// <param name="Handle">The index.</param>
/// <param name="Metadata">Its metadata in this state; the handle may have a newer one.</param>
internal sealed record IndexEntry(IndexHandle Handle, IndexMetadata Metadata);

/// <summary>
/// Which indices and aliases there are. A request takes one state and answers from it, so it sees a swap of aliases wholly or not at all.
/// </summary>
/// <param name="Uuid">The cluster's id, made with the data directory.</param>
/// <param name="Indices">The indices by name.</param>
internal sealed record ClusterState(string Uuid, ImmutableSortedDictionary<string, IndexEntry> Indices)
{
    /// <summary>The indices that names, aliases and patterns stand for.</summary>
    /// <param name="expression">Names separated by commas; null, empty or <c>_all</c> for all.</param>
    /// <param name="ignoreUnavailable">Whether a name that does not exist is passed over.</param>
    /// <param name="allowNoIndices">Whether a pattern may find nothing.</param>
    public IReadOnlyList<IndexHandle> Resolve(
        string? expression,
        bool ignoreUnavailable = false,
        bool allowNoIndices = true
    )
    {
        if (expression is null or "" or "_all" or "*")
            return [.. Indices.Values.Select(i => i.Handle)];
        var found = new SortedDictionary<string, IndexHandle>(StringComparer.Ordinal);
        foreach (var part in expression.Split(','))
        {
            var isExclusion = part.StartsWith('-') && found.Count > 0;
            var name = isExclusion ? part[1..] : part;
            var matches = Matching(name);
            if (isExclusion)
            {
                foreach (var index in matches)
                    found.Remove(index.Name);
                continue;
            }

            if (matches.Count == 0 && !(NamePattern.IsPattern(name) ? allowNoIndices : ignoreUnavailable))
                throw ElasticsearchException.NoSuchIndex(name);
            foreach (var index in matches)
                found[index.Name] = index;
        }

        return [.. found.Values];
    }

    /// <summary>The one index that writes and reads by id of this name go to; null when there is none of the name.</summary>
    /// <param name="name">An index or an alias.</param>
    /// <param name="forWriting">Whether an alias of several indices must say where to write.</param>
    public IndexHandle? Single(string name, bool forWriting)
    {
        if (Indices.TryGetValue(name, out var index))
            return index.Handle;
        var behind = Indices.Values.Where(i => i.Metadata.Aliases.ContainsKey(name)).ToArray();
        if (forWriting && behind.Length > 0)
        {
            var writing = behind.Where(i => i.Metadata.Aliases[name].IsWriteIndex == true).ToArray();
            if (writing.Length == 1)
                return writing[0].Handle;
            if (behind.Length > 1 || behind[0].Metadata.Aliases[name].IsWriteIndex == false)
                throw ElasticsearchException.IllegalArgument(
                    $"no write index is defined for alias [{name}]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index"
                );
        }
        else if (behind.Length > 1)
            throw ElasticsearchException.IllegalArgument(
                $"alias [{name}] has more than one index associated with it [{string.Join(", ", behind.Select(i => i.Metadata.Name))}], can't execute a single index op"
            );

        return behind.FirstOrDefault()?.Handle;
    }

    /// <summary>Whether a name is that of an alias.</summary>
    public bool IsAlias(string name) => Indices.Values.Any(i => i.Metadata.Aliases.ContainsKey(name));

    private List<IndexHandle> Matching(string name) =>
        !NamePattern.IsPattern(name) && Indices.TryGetValue(name, out var exact)
            ? [exact.Handle]
            :
            [
                .. Indices
                    .Values.Where(index =>
                        NamePattern.Matches(name, index.Metadata.Name)
                        || index.Metadata.Aliases.Keys.Any(alias => NamePattern.Matches(name, alias))
                    )
                    .Select(index => index.Handle),
            ];
}
