using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>
/// Rows of a data source by filter and sorts. One round trip of two statements: the chain above the data source, and the rows. Who may not read the data source is told that it is not
/// there; rows with permissions of their own that shut the actor out are left out.
/// </summary>
internal sealed class RowQueries(ShardRouter router, TimeProvider time)
{
    private static readonly int FirstKey = RecordSql.Columns.Split(", ").Length;

    public Task<RecordPage> QueryAsync(Actor actor, RowQuery query, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Page.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Page.Limit, StoreLimits.QueryMaximum);
        var sorts = RowSql.SortsOf(query.Sorts);
        var question = KeysetCursor.QuestionOf(
            actor,
            "rows",
            RowQuestion.Of(query.Filter, query.Sorts, query.IsTrashed)
        );
        var cursor = query.Page.Cursor is { } text
            ? KeysetCursor.Decode(text, query.DataSourceId, question, sorts.Count + 1, time.GetUtcNow())
            : null;
        return RetryPolicy.ReadAsync(() => AttemptAsync(actor, query, sorts, question, cursor, ct), router, ct);
    }

    private async Task<RecordPage> AttemptAsync(
        Actor actor,
        RowQuery query,
        IReadOnlyList<RowSort> sorts,
        ulong question,
        KeysetCursor? cursor,
        CancellationToken ct
    )
    {
        var route = router.Route(actor.SpaceId);
        var source = RecordPointer.Collection(query.DataSourceId);
        // A parameter belongs to one command, so each attempt has its own.
        var sql = RowSql.Of(route.Sql.Schema, actor.SpaceId, query, sorts, cursor);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.AddHeads(route, actor.SpaceId, [source]);
        var command = batch.Add(sql.Text);
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(parameter);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var heads = await RecordReader.ReadHeadsAsync(reader, ct);
        if (new PermissionTree(heads).RoleOn(source, actor) == Role.None)
            throw BlockStoreException.NotFound(source.ToString());
        await reader.NextResultAsync(ct);
        var rows = new List<(Record Record, string? Cursor)>();
        string? next = null;
        while (await reader.ReadAsync(ct))
        {
            if (rows.Count == query.Page.Limit)
            {
                // One row more than were asked for: the list goes on.
                next = rows[^1].Cursor;
                break;
            }

            var record = RecordReader.ReadRecord(reader, RecordTable.Block);
            heads.Add(RecordHead.Of(record));
            var isCursorWanted = query.HasCursorOfEach || rows.Count + 1 == query.Page.Limit;
            rows.Add((record, isCursorWanted ? CursorAt(query, question, sql, reader, record) : null));
        }

        var tree = new PermissionTree(heads);
        var placed = rows.Select(r => (Record: tree.Place(r.Record, actor), r.Cursor))
            .Where(r => r.Record is not null)
            .ToList();
        return new RecordPage([.. placed.Select(r => r.Record!)], next)
        {
            Cursors = query.HasCursorOfEach ? [.. placed.Select(r => r.Cursor!)] : [],
        };
    }

    private string CursorAt(RowQuery query, ulong question, RowSql sql, NpgsqlDataReader row, Record record) =>
        new KeysetCursor(
            query.DataSourceId,
            question,
            time.GetUtcNow(),
            [
                .. sql.KeyKinds.Select((kind, i) => RowKeyText.Read(row, FirstKey + i, kind)),
                KeysetCursor.TimeKey(record.CreatedTime),
            ],
            record.Pointer.Id
        ).Encode();
}
