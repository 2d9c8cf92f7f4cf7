using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>
/// What a request changes in the relations of a page. A relation that goes both ways is stored on both sides, and every link is made and taken away on both by one
/// transaction: the other side by list commands, which merge with whatever else happens there; this side as a whole, which holds only for the version of the page that
/// was read.
/// </summary>
/// <param name="page">The page.</param>
/// <param name="version">The version that was read; null for a new page.</param>
internal sealed class RelationChanges(RecordPointer page, long? version)
{
    private readonly List<Change> _changes = [];

    /// <summary>Notes that a relation becomes these rows.</summary>
    /// <param name="property">The relation.</param>
    /// <param name="before">The rows that it has.</param>
    /// <param name="wanted">The rows that it is to have.</param>
    public void Add(PropertyDefinition property, IReadOnlyList<Guid> before, IReadOnlyList<Guid> wanted)
    {
        if (!before.SequenceEqual(wanted))
            _changes.Add(new Change(property, [.. wanted.Except(before)], [.. before.Except(wanted)], [.. wanted]));
    }

    /// <summary>Reads the rows on the other side and checks them. One read for a thousand; none when no link changes.</summary>
    /// <exception cref="BlockStoreException">A row is not there, or is none of the data source that the relation leads to.</exception>
    public async Task CheckAsync(IBlockStore store, Actor actor, CancellationToken ct)
    {
        var rows = new Dictionary<Guid, PlacedRecord?>();
        var ids = _changes.SelectMany(c => c.IsMirrored ? c.In.Concat(c.Out) : c.In).Distinct();
        foreach (var part in ids.Chunk(StoreLimits.ReadMaximum))
        {
            foreach (var (id, row) in part.Zip(await store.ReadAsync(actor, [.. part.Select(RecordPointer.Block)], ct)))
                rows[id] = row;
        }

        foreach (var change in _changes)
        {
            foreach (var id in change.In)
                change.CheckRow(id, rows[id]);
            if (change.IsMirrored)
                KeepOutOfReach(change, rows);
        }
    }

    /// <summary>The rows that a relation has when the transaction is committed; null for none.</summary>
    public JsonArray? ValueOf(PropertyDefinition property)
    {
        var change = _changes.Find(c => c.Property.Id == property.Id);
        return change is { Rows.Count: > 0 }
            ? new JsonArray([.. change.Rows.Select(id => (JsonNode)id.ToString())])
            : null;
    }

    /// <summary>Whether a relation changes.</summary>
    public bool Has(PropertyDefinition property) => _changes.Exists(c => c.Property.Id == property.Id);

    /// <summary>Adds what changes on the other sides. Comes behind what sets this side: a row may be related to itself.</summary>
    public void AddTo(TransactionBuilder builder)
    {
        var isMirrored = false;
        foreach (var change in _changes.Where(c => c.IsMirrored))
        {
            isMirrored = true;
            string[] path = ["properties", change.Property.Relation!.SyncedPropertyId!];
            foreach (var id in change.Out)
                builder.ListRemove(RecordPointer.Block(id), path, page.Id);
            foreach (var id in change.In)
            {
                // What the operations protocol left there may be no list; there is nothing in it to keep.
                if (change.HasNoList(id))
                    builder.Set(RecordPointer.Block(id), path, null);
                builder.ListAfter(RecordPointer.Block(id), path, page.Id);
            }
        }

        if (isMirrored && version is { } read)
            builder.Expect(page, read);
    }

    /// <summary>
    /// A link to a row that the actor may not see, or that cannot change because something above it is in the trash, stays: it could be taken away on this side alone.
    /// </summary>
    private static void KeepOutOfReach(Change change, Dictionary<Guid, PlacedRecord?> rows)
    {
        foreach (var id in change.Out.ToArray())
        {
            if (rows[id] is { } row && row.Ancestors.All(a => a.Alive))
                continue;
            change.Out.Remove(id);
            change.Rows.Add(id);
        }
    }

    /// <summary>The change of one relation.</summary>
    /// <param name="Property">The relation.</param>
    /// <param name="In">Rows that come in.</param>
    /// <param name="Out">Rows that go out.</param>
    /// <param name="Rows">All rows afterwards.</param>
    private sealed record Change(PropertyDefinition Property, List<Guid> In, List<Guid> Out, List<Guid> Rows)
    {
        private readonly HashSet<Guid> _withoutList = [];

        public bool IsMirrored => Property.Relation?.SyncedPropertyId is not null;

        public bool HasNoList(Guid row) => _withoutList.Contains(row);

        public void CheckRow(Guid id, PlacedRecord? found)
        {
            if (found is not { IsTrashed: false, Record: var row })
                throw PageRefusals.NotFound(id);
            if (
                row.Type != BlockTypes.Page
                || Property.Relation is not { } relation
                || row.Parent != RecordPointer.Collection(relation.DataSourceId)
            )
                throw BlockStoreException.Invalid(
                    $"Page {id} is no row of data source {Property.Relation?.DataSourceId}, to which the relation {Quote.Short(Property.Name)} leads."
                );
            if (relation.SyncedPropertyId is not { } synced)
                return;
            var list = row.Properties.Node?[synced];
            if (list is not null and not JsonArray)
                _withoutList.Add(id);
            else if (list is JsonArray { Count: >= StoreLimits.PropertyListMaximum })
                throw BlockStoreException.Invalid(
                    $"Page {id} is related to {StoreLimits.PropertyListMaximum} pages on the other side of {Quote.Short(Property.Name)}, the maximum. Take some away first."
                );
        }
    }
}
