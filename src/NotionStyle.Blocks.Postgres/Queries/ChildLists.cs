using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>
/// Lists in the order in which records were made. One round trip each, of two statements: the chain above what is listed, and the part of the list, which an index
/// holds in this very order.
/// </summary>
internal sealed class ChildLists(ShardRouter router, TimeProvider time)
{
    private static readonly string Columns = Of("r");

    public Task<RecordPage> ChildrenAsync(
        Actor actor,
        RecordPointer parent,
        RecordTable table,
        PageRequest page,
        CancellationToken ct
    )
    {
        if (!table.Parents().Contains(parent.Table) || (table.IsListed() && parent.Table.ListsChildren()))
            throw new ArgumentException(
                $"The {table.Name()} records of a {parent.Table.Name()} are not found by their parent.",
                nameof(table)
            );
        // The name of the parent's table is part of the statement, so that the index of rows alone serves for rows.
        return ListAsync(
            actor,
            parent,
            page,
            table,
            KeysetCursor.QuestionOf(actor, "children", table.Name(), parent.Table.Name()),
            ">",
            sql =>
                $"""
                    SELECT {Columns} FROM {sql.Schema}.{table.Name()} r
                    WHERE r.space_id = $1 AND r.parent_id = $2 AND r.parent_table = '{parent.Table.Name()}' AND r.alive
                        AND (r.created_time, r.id) > ($3, $4)
                    ORDER BY r.created_time, r.id LIMIT $5
                    """,
            null,
            ct
        );
    }

    /// <summary>No discussion gives more comments than are wanted, so one of ten thousand comments costs no more than one of a hundred.</summary>
    public Task<RecordPage> CommentsAsync(Actor actor, Guid blockId, PageRequest page, CancellationToken ct) =>
        ListAsync(
            actor,
            RecordPointer.Block(blockId),
            page,
            RecordTable.Comment,
            KeysetCursor.QuestionOf(actor, "comments"),
            ">",
            sql =>
                $"""
                    SELECT {Columns}, {Of("d", "id, type, parent_table, parent_id, alive, permissions")}, 'discussion'
                    FROM (
                        SELECT * FROM {sql.Schema}.discussion
                        WHERE space_id = $1 AND parent_id = $2 AND parent_table = 'block' AND alive
                    ) d
                    CROSS JOIN LATERAL (
                        SELECT * FROM {sql.Schema}.comment
                        WHERE space_id = $1 AND parent_id = d.id AND parent_table = 'discussion' AND alive
                            AND (created_time, id) > ($3, $4)
                        ORDER BY created_time, id LIMIT $5
                    ) r
                    ORDER BY r.created_time, r.id LIMIT $5
                    """,
            null,
            ct
        );

    public Task<RecordPage> UploadsAsync(Actor actor, string? status, PageRequest page, CancellationToken ct) =>
        ListAsync(
            actor,
            RecordPointer.Space(actor.SpaceId),
            page,
            RecordTable.FileUpload,
            KeysetCursor.QuestionOf(actor, "uploads", status),
            "<",
            sql =>
                $"""
                    SELECT {Columns} FROM {sql.Schema}.file_upload r
                    WHERE r.space_id = $1 AND r.created_by = $2 AND r.alive AND ($6::text IS NULL OR r.format ->> 'status' = $6)
                        AND (r.created_time, r.id) < ($3, $4)
                    ORDER BY r.created_time DESC, r.id DESC LIMIT $5
                    """,
            command => command.WithNullable(status, NpgsqlDbType.Text),
            ct
        );

    private Task<RecordPage> ListAsync(
        Actor actor,
        RecordPointer above,
        PageRequest page,
        RecordTable table,
        ulong question,
        string direction,
        Func<RecordSql, string> sql,
        Action<NpgsqlBatchCommand>? more,
        CancellationToken ct
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Limit, StoreLimits.QueryMaximum);
        var cursor = page.Cursor is { } text
            ? KeysetCursor.Decode(text, above.Id, question, keys: 1, time.GetUtcNow())
            : null;
        // Before the first record of any list, or behind the last one.
        var (from, fromId) =
            cursor is not null ? (cursor.TimeAt(0), cursor.LastId)
            : direction == ">" ? (DateTimeOffset.MinValue, Guid.Empty)
            : (DateTimeOffset.MaxValue, Guid.AllBitsSet);
        return RetryPolicy.ReadAsync(AttemptAsync, router, ct);

        async Task<RecordPage> AttemptAsync()
        {
            var route = router.Route(actor.SpaceId);
            await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
            await using var batch = new NpgsqlBatch(connection);
            batch.AddHeads(route, actor.SpaceId, [above]);
            var command = batch
                .Add(sql(route.Sql))
                .With(actor.SpaceId)
                .With(table == RecordTable.FileUpload ? actor.UserId : above.Id)
                .With(from)
                .With(fromId)
                .With(page.Limit + 1);
            more?.Invoke(command);

            await using var reader = await batch.ExecuteReaderAsync(ct);
            var heads = await RecordReader.ReadHeadsAsync(reader, ct);
            if (new PermissionTree(heads).RoleOn(above, actor) == Role.None)
                throw BlockStoreException.NotFound(above.ToString());
            await reader.NextResultAsync(ct);
            var records = new List<Record>();
            while (await reader.ReadAsync(ct))
            {
                records.Add(RecordReader.ReadRecord(reader, table));
                heads.Add(RecordHead.Of(records[^1]));
                if (table == RecordTable.Comment && above.Table == RecordTable.Block)
                    heads.Add(RecordReader.ReadHead(reader, first: 14));
            }

            var tree = new PermissionTree(heads);
            var next =
                records.Count > page.Limit
                    ? new KeysetCursor(
                        above.Id,
                        question,
                        time.GetUtcNow(),
                        [KeysetCursor.TimeKey(records[page.Limit - 1].CreatedTime)],
                        records[page.Limit - 1].Pointer.Id
                    )
                    : null;
            return new RecordPage(
                [.. records.Take(page.Limit).Select(r => tree.Place(r, actor)).OfType<PlacedRecord>()],
                next?.Encode()
            );
        }
    }

    private static string Of(string alias, string columns = RecordSql.Columns) =>
        string.Join(", ", columns.Split(", ").Select(c => $"{alias}.{c}"));
}
