using System.Collections.Immutable;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;
using NotionStyle.Engines.Elasticsearch.Shards;
using NotionStyle.Engines.Elasticsearch.Storage;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>
/// All indices of a data directory: <c>node.lock</c>, <c>state.json</c>, <c>indices/UUID/</c>. Changes of indices, aliases, settings and mappings happen one after the other; each is on
/// disk before anybody sees it.
/// </summary>
internal sealed partial class Catalog : IAsyncDisposable
{
    /// <summary>Indices at once (<c>cluster.max_shards_per_node</c>); each has open files, buffers and a loop.</summary>
    public const int IndicesMaximum = 1_000;

    private readonly Lock _changing = new();
    private readonly string _folder;
    private readonly DirectoryLock _lock;
    private readonly StateFile _file;
    private readonly MemoryBudget _memory;
    private readonly TimeProvider _time;
    private readonly ILogger<Catalog> _logger;
    private volatile ClusterState _state;

    /// <summary>Opens the data directory and replays what the last run left.</summary>
    /// <exception cref="EngineException">It is in use, or something in it is broken.</exception>
    public Catalog(EngineOptions options, TimeProvider time, ILogger<Catalog> logger)
    {
        var root = Path.GetFullPath(options.DataDirectory);
        _time = time;
        _logger = logger;
        _memory = new MemoryBudget(options.IndexingMegabytes);
        _folder = Path.Combine(root, "indices");
        Directory.CreateDirectory(root);
        _lock = DirectoryLock.Take(root);
        try
        {
            DurableFiles.CreateDirectory(_folder);
            _file = new StateFile(Path.Combine(root, "state.json"));
            _state = Open();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>What there is now.</summary>
    public ClusterState State => _state;

    /// <summary>Makes an index.</summary>
    public IndexHandle Create(
        string name,
        JsonElement? settings,
        JsonElement? mappings,
        ImmutableSortedDictionary<string, AliasMetadata> aliases
    )
    {
        IndexNames.Check(name);
        var mapping = ReadMapping(settings, mappings);
        lock (_changing)
            return CreateLocked(name, mapping, aliases);
    }

    /// <summary>The index to write to, made if there is none of the name.</summary>
    public IndexHandle SingleOrCreate(string name, bool requireAlias)
    {
        if (requireAlias && !_state.IsAlias(name))
            throw new ElasticsearchException(
                404,
                "index_not_found_exception",
                $"no such index [{name}] and [require_alias] request flag is [true] and [{name}] is not an alias"
            )
            {
                Index = name,
            };
        if (_state.Single(name, forWriting: true) is { } found)
            return found;
        IndexNames.Check(name);
        lock (_changing)
            return _state.Single(name, forWriting: true)
                ?? CreateLocked(
                    name,
                    ReadMapping(null, null),
                    ImmutableSortedDictionary.Create<string, AliasMetadata>(StringComparer.Ordinal)
                );
    }

    /// <summary>Deletes indices; all are gone for readers of the state before the first file is.</summary>
    public async Task DeleteAsync(IReadOnlyList<IndexHandle> indices)
    {
        List<IndexHandle> gone = [];
        lock (_changing)
        {
            var left = _state.Indices;
            foreach (var index in indices)
                if (left.TryGetValue(index.Name, out var present) && present.Handle == index)
                {
                    left = left.Remove(index.Name);
                    gone.Add(index);
                }

            Publish(_state with { Indices = left });
        }

        foreach (var index in gone)
            await index.DeleteAsync();
    }

    /// <summary>Changes the metadata of indices and removes indices, all in one step; what is removed is deleted before this returns.</summary>
    /// <param name="change">Gets the state and says what changes; runs alone.</param>
    public async Task ChangeAsync(Func<ClusterState, StateChange> change)
    {
        foreach (var gone in Change(change))
            await gone.DeleteAsync();
    }

    /// <summary>Changes the metadata of indices; what is removed is for the caller to delete.</summary>
    public IReadOnlyList<IndexHandle> Change(Func<ClusterState, StateChange> change)
    {
        lock (_changing)
        {
            var (changed, removed) = change(_state);
            if (changed.Count == 0 && removed.Count == 0)
                return [];
            var next = _state.Indices;
            var gone = removed.Select(name => next[name].Handle).ToArray();
            List<Action> apply = [];
            foreach (var metadata in changed)
            {
                var handle = next[metadata.Name].Handle;
                apply.Add(() => handle.Apply(metadata));
                next = next.SetItem(metadata.Name, new IndexEntry(handle, metadata));
            }

            Publish(_state with { Indices = next.RemoveRange(removed) });
            foreach (var action in apply)
                action();
            return gone;
        }
    }

    /// <summary>Commits and closes all indices.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var index in _state.Indices.Values)
            await index.Handle.DisposeAsync();
        _lock.Dispose();
    }

    private ClusterState Open()
    {
        var (uuid, indices) = _file.Read() ?? (NewId(), []);
        var known = indices.Select(i => i.Uuid).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(_folder))
            if (!known.Contains(Path.GetFileName(folder)))
            {
                // A creation that did not get as far as the state file, or a deletion that got no further.
                LogOrphan(_logger, folder);
                Directory.Delete(folder, recursive: true);
            }

        _memory.Divide(indices.Count);
        var handles = ImmutableSortedDictionary.CreateBuilder<string, IndexEntry>(StringComparer.Ordinal);
        foreach (var index in indices)
        {
            var handle = Open(index);
            handles.Add(index.Name, new IndexEntry(handle, handle.Metadata));
            LogOpened(_logger, index.Name, handle.Shard.Replayed);
        }

        return new ClusterState(uuid, handles.ToImmutable());
    }

    private IndexHandle CreateLocked(
        string name,
        IndexMapping mapping,
        ImmutableSortedDictionary<string, AliasMetadata> aliases
    )
    {
        if (_state.Indices.TryGetValue(name, out var there))
            throw new ElasticsearchException(
                400,
                "resource_already_exists_exception",
                $"index [{name}/{there.Metadata.Uuid}] already exists"
            )
            {
                Index = name,
            };
        if (_state.IsAlias(name))
            throw new ElasticsearchException(
                400,
                "invalid_index_name_exception",
                $"Invalid index name [{name}], already exists as alias"
            )
            {
                Index = name,
            };
        if (_state.Indices.Count >= IndicesMaximum)
            throw new ElasticsearchException(
                400,
                "validation_exception",
                $"this action would add [1] shards, but this cluster currently has [{_state.Indices.Count}]/[{IndicesMaximum}] maximum normal shards open; delete an index first"
            );
        foreach (var alias in aliases.Keys)
            CheckAlias(alias);
        _memory.Divide(_state.Indices.Count + 1);
        var metadata = new IndexMetadata
        {
            Name = name,
            Uuid = NewId(),
            CreationDate = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            Mapping = mapping,
            Aliases = aliases,
        };
        var handle = Open(metadata);
        try
        {
            Publish(_state with { Indices = _state.Indices.Add(name, new IndexEntry(handle, handle.Metadata)) });
        }
        catch
        {
            _ = handle.DisposeAsync().AsTask();
            throw;
        }

        return handle;
    }

    /// <summary>Refuses a name that an alias cannot have; needs the lock.</summary>
    public void CheckAlias(string alias)
    {
        IndexNames.Check(alias, "alias");
        if (_state.Indices.TryGetValue(alias, out _))
            throw new ElasticsearchException(
                400,
                "invalid_alias_name_exception",
                $"Invalid alias name [{alias}]: an index or data stream exists with the same name as the alias"
            )
            {
                Index = alias,
            };
    }

    private IndexHandle Open(IndexMetadata metadata)
    {
        var directory = Path.Combine(_folder, metadata.Uuid);
        DurableFiles.CreateDirectory(directory);
        return new IndexHandle(metadata, directory, _memory, _time, _logger);
    }

    private static IndexMapping ReadMapping(JsonElement? settings, JsonElement? mappings)
    {
        var read = IndexSettings.Parse(settings);
        return IndexMapping.Parse(mappings, read, new AnalysisRegistry(read));
    }

    private void Publish(ClusterState next)
    {
        _file.Write(next.Uuid, next.Indices.Values.Select(i => i.Metadata));
        _state = next;
        _memory.Divide(next.Indices.Count);
    }

    private static string NewId() =>
        Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('+', '-').Replace('/', '_');

    [LoggerMessage(
        EventId = 6110,
        Level = LogLevel.Information,
        Message = "{Index} is open; {Replayed} changes replayed"
    )]
    private static partial void LogOpened(ILogger logger, string index, long replayed);

    [LoggerMessage(EventId = 6111, Level = LogLevel.Warning, Message = "{Folder} belongs to no index and is removed")]
    private static partial void LogOrphan(ILogger logger, string folder);
}
