using Lucene.Net.Documents;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Mappings;
using NotionStyle.Engines.Elasticsearch.Search;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>An open index: its newest metadata, and its shard. A mapping that was changed meanwhile is as good for what it knows: fields are added and never changed.</summary>
internal sealed class IndexHandle : IAsyncDisposable
{
    private readonly string _directory;
    private readonly MemoryBudget _memory;
    private readonly TimeProvider _time;
    private readonly ShardKeeper _keeper;
    private volatile IndexMetadata _metadata;
    private volatile Shard _shard;

    /// <summary>Opens the index of a folder.</summary>
    public IndexHandle(IndexMetadata metadata, string directory, MemoryBudget memory, TimeProvider time, ILogger logger)
    {
        _directory = directory;
        _memory = memory;
        _time = time;
        _metadata = metadata;
        _shard = Open();
        _keeper = new ShardKeeper(this, time, logger);
    }

    /// <summary>The name.</summary>
    public string Name => _metadata.Name;

    /// <summary>What is kept of it.</summary>
    public IndexMetadata Metadata => _metadata;

    /// <summary>How its documents are read and searched.</summary>
    public IndexMapping Mapping => _metadata.Mapping;

    /// <summary>Its documents; another object after it failed and was opened again.</summary>
    public Shard Shard => _shard;

    /// <summary>Why it is not open any more; null while it is.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes metadata that has been persisted.</summary>
    public void Apply(IndexMetadata metadata)
    {
        _metadata = metadata;
        _shard.Settings = ShardSettings.Of(metadata.Mapping.Settings);
        _keeper.Wake();
    }

    /// <summary>Returns when a write may be acknowledged.</summary>
    public async Task AcknowledgeAsync(Shard shard, long position)
    {
        await shard.AcknowledgeAsync(position);
        if (shard.UncommittedBytes >= shard.Settings.FlushThresholdBytes)
            _keeper.Wake();
    }

    /// <summary>Opens the shard again from disk after it failed.</summary>
    public async Task ReopenAsync()
    {
        await _shard.CloseAsync();
        _shard = Open();
    }

    /// <summary>Commits and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        await _keeper.DisposeAsync();
        await _shard.DisposeAsync();
    }

    /// <summary>Closes and deletes the folder.</summary>
    public async Task DeleteAsync()
    {
        IsClosed = true;
        await _keeper.DisposeAsync();
        await _shard.CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Shard Open() =>
        new(
            new ShardOptions
            {
                Name = _metadata.Name,
                Directory = _directory,
                Settings = ShardSettings.Of(_metadata.Mapping.Settings),
                Analyzer = new MappingAnalyzer(() => _metadata.Mapping),
                Similarity = new MappingSimilarity(_metadata.Mapping.Settings),
                Build = Rebuild,
                Memory = _memory,
                Time = _time,
            }
        );

    /// <summary>A document of the translog; the fields that it added are in the mappings, which were persisted before it was written.</summary>
    private Document Rebuild(string id, string? routing, ReadOnlyMemory<byte> source) =>
        DocumentBuilder.Build(_metadata.Mapping, new DocumentSource(id, source, routing, 0, 0)).Document;
}
