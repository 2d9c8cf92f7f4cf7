using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>The questions about records that no content lists. A cursor is the number of records before it: good enough where nothing changes meanwhile.</summary>
internal sealed partial class MemoryBlocks
{
    public async Task<IReadOnlyList<PlacedRecord?>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            var tree = TreeOf(actor);
            return [.. pointers.Select(p => Place(actor, p, tree))];
        }
    }

    public Task<RecordPage> ListChildrenAsync(
        Actor actor,
        RecordPointer parent,
        RecordTable table,
        PageRequest page,
        CancellationToken ct
    ) =>
        ListAsync(
            actor,
            parent,
            page,
            records => InOrder(records.Where(r => r.Alive && r.Parent == parent && r.Pointer.Table == table)),
            ct
        );

    public Task<RecordPage> ListCommentsAsync(Actor actor, Guid blockId, PageRequest page, CancellationToken ct)
    {
        var block = RecordPointer.Block(blockId);
        return ListAsync(
            actor,
            block,
            page,
            records =>
            {
                var discussions = records.Where(r => r.Alive && r.Parent == block).Select(r => r.Pointer).ToHashSet();
                return InOrder(
                    records.Where(r =>
                        r.Alive && r.Pointer.Table == RecordTable.Comment && discussions.Contains(r.Parent!.Value)
                    )
                );
            },
            ct
        );
    }

    public Task<RecordPage> ListUploadsAsync(Actor actor, string? status, PageRequest page, CancellationToken ct) =>
        ListAsync(
            actor,
            RecordPointer.Space(actor.SpaceId),
            page,
            records =>
                InOrder(
                        records.Where(r =>
                            r.Pointer.Table == RecordTable.FileUpload
                            && r.Alive
                            && r.CreatedBy == actor.UserId
                            && (
                                status is null
                                || r.Format.Node?["status"] is JsonValue stored
                                    && stored.TryGetValue<string>(out var text)
                                    && text == status
                            )
                        )
                    )
                    .Reverse(),
            ct
        );

    public async Task<RecordPage> QueryRowsAsync(Actor actor, RowQuery query, CancellationToken ct)
    {
        var parent = RecordPointer.Collection(query.DataSourceId);
        var page = await ListAsync(
            actor,
            parent,
            query.Page,
            records =>
            {
                var rows = InOrder(
                        records.Where(r =>
                            r.Parent == parent && r.Pointer.Table == RecordTable.Block && r.Alive != query.IsTrashed
                        )
                    )
                    .Where(r => query.Filter is null || FilterEvaluator.Matches(query.Filter, key => ValueOf(key, r)))
                    .ToList();
                return RowOrder.Sort(rows, query.Sorts, (row, key) => ValueOf(key, row));
            },
            ct
        );
        var first = query.Page.Cursor is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        return page with
        {
            Cursors = query.HasCursorOfEach
                ? [.. page.Records.Select((_, i) => (first + i + 1).ToString(CultureInfo.InvariantCulture))]
                : [],
        };
    }

    public Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query, CancellationToken ct) =>
        ListAsync(
            actor,
            RecordPointer.Space(actor.SpaceId),
            query.Page,
            records =>
            {
                var tree = TreeOf(actor);
                var found = records
                    .Where(r =>
                        r.Pointer.Table == RecordTable.Collection
                        || r is { Pointer.Table: RecordTable.Block, Type: "page" }
                    )
                    .Where(r => query.Kind is null || r.Pointer.Table == query.Kind)
                    .Where(r =>
                        tree.IsAlive(r.Pointer) && Title(r).Contains(query.Text, StringComparison.OrdinalIgnoreCase)
                    );
                return query.IsAscending
                    ? found.OrderBy(r => r.LastEditedTime).ThenBy(r => r.Pointer.Id)
                    : found.OrderByDescending(r => r.LastEditedTime).ThenByDescending(r => r.Pointer.Id);
            },
            ct
        );

    private async Task<RecordPage> ListAsync(
        Actor actor,
        RecordPointer parent,
        PageRequest page,
        Func<IReadOnlyList<Record>, IEnumerable<Record>> select,
        CancellationToken ct
    )
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            var tree = TreeOf(actor);
            if (tree.RoleOn(parent, actor) == Role.None && parent.Table != RecordTable.Space)
                throw BlockStoreException.NotFound(parent.ToString());
            var skip = 0;
            if (page.Cursor is { } cursor && !int.TryParse(cursor, CultureInfo.InvariantCulture, out skip))
                throw BlockStoreException.Invalid("start_cursor is not one that this service gave out.");
            var mine = _records.Where(r => r.Key.Space == actor.SpaceId).Select(r => r.Value).ToList();
            var all = select(mine)
                .Select(r => Place(actor, r.Pointer, tree))
                .OfType<PlacedRecord>()
                .Skip(skip)
                .Take(page.Limit + 1)
                .ToList();
            return all.Count > page.Limit
                ? new RecordPage(all[..page.Limit], (skip + page.Limit).ToString(CultureInfo.InvariantCulture))
                : new RecordPage(all, null);
        }
    }

    private static IEnumerable<Record> InOrder(IEnumerable<Record> records) =>
        records.OrderBy(r => r.CreatedTime).ThenBy(r => r.Pointer.Id);

    private static Value ValueOf(RowKey key, Record row) =>
        key switch
        {
            RowKey.Property property => StoredValue.Read(property.Definition, row),
            RowKey.CreatedTime => new Value.Date(new DateRange(row.CreatedTime, true)),
            _ => new Value.Date(new DateRange(row.LastEditedTime, true)),
        };

    private static string Title(Record record) =>
        NotionStyle.Blocks.RichText.TryParse(record.Properties.Node?["title"], "title", out var title, out _)
            ? title.PlainText
            : "";

    private PermissionTree TreeOf(Actor actor) =>
        new([.. _records.Where(r => r.Key.Space == actor.SpaceId).Select(r => RecordHead.Of(r.Value))]);

    private PlacedRecord? Place(Actor actor, RecordPointer pointer, PermissionTree tree) =>
        _records.TryGetValue((actor.SpaceId, pointer), out var record) ? tree.Place(record, actor) : null;
}
