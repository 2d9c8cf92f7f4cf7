using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads databases and data sources by their ids.</summary>
internal sealed class DataSourceReader(IBlockStore store, IRecordQueries queries)
{
    /// <summary>Data sources of one database that an answer names.</summary>
    private const int DataSourcesMaximum = StoreLimits.QueryMaximum;

    /// <summary>Data sources that a refusal names.</summary>
    private const int NamedMaximum = 5;

    /// <summary>Reads a data source, in the trash or not.</summary>
    /// <exception cref="BlockStoreException">There is none for this actor; or the id is that of a database, and the message names its data sources.</exception>
    public async Task<DataSource> ReadAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var placed = await store.ReadAsync(actor, [RecordPointer.Collection(id), RecordPointer.Block(id)], ct);
        if (placed[0] is { } found)
            return DataSource.Of(found);
        if (!DataSource.IsDatabase(placed[1]))
            throw BlockStoreException.NotFound($"data source with ID: {id}");
        var sources = await ListAsync(actor, id, ct);
        throw BlockStoreException.Invalid(
            sources.Count == 0
                ? $"{id} is a database, not a data source, and it has no data source. Create one with POST /v1/data_sources."
                : $"{id} is a database, not a data source. Use the ID of {(sources.Count == 1 ? "its data source" : "one of its data sources")}: {string.Join(", ", sources.Take(NamedMaximum).Select(s => $"{s.Record.Pointer.Id} ({Quote.Short(DataSource.TitleOf(s.Record))})"))}."
        );
    }

    /// <summary>Reads data sources; those that the actor may not know of are left out.</summary>
    public async Task<Dictionary<Guid, DataSource>> ReadAsync(Actor actor, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var sources = new Dictionary<Guid, DataSource>();
        foreach (var part in ids.Distinct().Chunk(StoreLimits.ReadMaximum))
        {
            foreach (var placed in await store.ReadAsync(actor, [.. part.Select(RecordPointer.Collection)], ct))
            {
                if (placed is not null)
                    sources[placed.Record.Pointer.Id] = DataSource.Of(placed);
            }
        }

        return sources;
    }

    /// <summary>Reads a database, in the trash or not.</summary>
    public async Task<PlacedRecord> ReadDatabaseAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var placed = await store.ReadAsync(actor, [RecordPointer.Block(id), RecordPointer.Collection(id)], ct);
        if (DataSource.IsDatabase(placed[0]))
            return placed[0]!;
        throw placed[1] is { Record.Parent: { } parent }
            ? BlockStoreException.Invalid($"{id} is a data source, not a database. Its database is {parent.Id}.")
            : BlockStoreException.NotFound($"database with ID: {id}");
    }

    /// <summary>The data sources of a database, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<PlacedRecord>> ListAsync(Actor actor, Guid databaseId, CancellationToken ct)
    {
        var page = await queries.ListChildrenAsync(
            actor,
            RecordPointer.Block(databaseId),
            RecordTable.Collection,
            new PageRequest(DataSourcesMaximum, null),
            ct
        );
        return page.Records;
    }
}
