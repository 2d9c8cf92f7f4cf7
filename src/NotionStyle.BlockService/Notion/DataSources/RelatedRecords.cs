using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>What answers about data sources say of other records: the databases that they belong to, and the data sources that their relations lead to.</summary>
internal sealed class RelatedRecords
{
    private readonly Dictionary<Guid, DataSource> _sources = [];
    private readonly Dictionary<Guid, Record> _databases = [];

    private RelatedRecords() { }

    /// <summary>A data source that the actor may read; null when there is none.</summary>
    public DataSource? Source(Guid id) => _sources.GetValueOrDefault(id);

    /// <summary>A database; null when the actor may not read it.</summary>
    public Record? Database(Guid id) => _databases.GetValueOrDefault(id);

    /// <summary>Everything for a list of data sources: one read for a thousand records.</summary>
    public static async Task<RelatedRecords> ReadAsync(
        IBlockStore store,
        Actor actor,
        IReadOnlyCollection<DataSource> sources,
        CancellationToken ct
    )
    {
        var related = new RelatedRecords();
        foreach (var source in sources)
            related._sources[source.Id] = source;
        var pointers = sources
            .Select(s => RecordPointer.Block(s.DatabaseId))
            .Concat(
                sources
                    .SelectMany(s => s.Schema.Properties)
                    .Where(p => p.Relation is not null && !related._sources.ContainsKey(p.Relation.DataSourceId))
                    .Select(p => RecordPointer.Collection(p.Relation!.DataSourceId))
            )
            .Distinct();
        foreach (var part in pointers.Chunk(StoreLimits.ReadMaximum))
        {
            foreach (var placed in await store.ReadAsync(actor, part, ct))
            {
                if (placed?.Record.Pointer.Table == RecordTable.Collection)
                    related._sources[placed.Record.Pointer.Id] = DataSource.Of(placed);
                else if (placed is not null)
                    related._databases[placed.Record.Pointer.Id] = placed.Record;
            }
        }

        return related;
    }
}
