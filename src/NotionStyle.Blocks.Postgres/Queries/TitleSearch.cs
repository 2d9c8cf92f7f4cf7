using System.Globalization;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>
/// Pages and data sources by a part of their title, in the order of their last edits. No index knows parts of words in every language; so titles are read in that order, in
/// windows that grow, and compared here: what is equal but for the case must not depend on how a database was set up.
/// </summary>
/// <remarks>
/// A call looks at <see cref="CandidatesMaximum" /> titles at most and then answers what it has, with a cursor to go on by; so no text makes a call long, and every title is
/// reached in the end.
/// </remarks>
internal sealed class TitleSearch(ShardRouter router, TimeProvider time)
{
    /// <summary>Titles that one call looks at.</summary>
    public const int CandidatesMaximum = 20_000;

    /// <summary>Characters of a title that are looked at.</summary>
    private const int TitleLengthMaximum = 10_000;

    private const int WindowMaximum = 5_000;

    // Equal times and equal ids, in two tables: the order needs a last word.
    private static readonly RecordTable[] Tables = [RecordTable.Block, RecordTable.Collection];

    public Task<RecordPage> FindAsync(Actor actor, TitleQuery query, CancellationToken ct)
    {
        var question = query.QuestionOf(actor);
        var start = query.Page.Cursor is { } text ? ReadPlace(text, actor, question) : null;
        return RetryPolicy.ReadAsync(() => AttemptAsync(actor, query, question, start, ct), router, ct);
    }

    private async Task<RecordPage> AttemptAsync(
        Actor actor,
        TitleQuery query,
        ulong question,
        Place? start,
        CancellationToken ct
    )
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        var found = new List<(PlacedRecord Record, Place Place)>();
        var place = start;
        var window = Math.Max(query.Page.Limit + 1, 100);
        for (var seen = 0; seen < CandidatesMaximum; window = Math.Min(window * 4, WindowMaximum))
        {
            var candidates = await CandidatesAsync(connection, route, actor, query, place, window, ct);
            seen += candidates.Count;
            var matching = candidates
                .Where(c => c.Title.Contains(query.Text, StringComparison.OrdinalIgnoreCase))
                .Select(c => c.Place)
                .ToList();
            // In parts, so that a text that every title has does not read a whole window of records for one page.
            foreach (var part in matching.Chunk(query.Page.Limit + 1))
            {
                found.AddRange(await ReadAsync(connection, route, actor, part, ct));
                if (found.Count > query.Page.Limit)
                    return Answer(actor, question, found, query.Page.Limit, found[query.Page.Limit - 1].Place);
            }

            if (candidates.Count < window)
                return Answer(actor, question, found, found.Count, null);
            place = candidates[^1].Place;
        }

        return Answer(actor, question, found, found.Count, place);
    }

    private RecordPage Answer(
        Actor actor,
        ulong question,
        List<(PlacedRecord Record, Place Place)> found,
        int count,
        Place? next
    ) =>
        new(
            [.. found.Take(count).Select(f => f.Record)],
            next is null
                ? null
                : new KeysetCursor(
                    actor.SpaceId,
                    question,
                    time.GetUtcNow(),
                    [
                        KeysetCursor.TimeKey(next.Edited),
                        Array.IndexOf(Tables, next.Pointer.Table).ToString(CultureInfo.InvariantCulture),
                    ],
                    next.Pointer.Id
                ).Encode()
        );

    private Place ReadPlace(string text, Actor actor, ulong question)
    {
        var cursor = KeysetCursor.Decode(text, actor.SpaceId, question, keys: 2, time.GetUtcNow());
        var table = cursor.Keys[1] switch
        {
            "0" => Tables[0],
            "1" => Tables[1],
            _ => throw KeysetCursor.NotOurs(),
        };
        return new Place(cursor.TimeAt(0), new RecordPointer(table, cursor.LastId));
    }

    private static async Task<List<Candidate>> CandidatesAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Actor actor,
        TitleQuery query,
        Place? place,
        int window,
        CancellationToken ct
    )
    {
        var order = query.IsAscending ? "last_edited_time, id" : "last_edited_time DESC, id DESC";
        var parts = Tables.Where(t => query.Kind is null || query.Kind == t).Select(PartOf);
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add(
                $"""
                SELECT * FROM ({string.Join(" UNION ALL ", parts)}) u
                ORDER BY {order}, record_table {(query.IsAscending ? "" : "DESC")} LIMIT $4
                """
            )
            .With(actor.SpaceId)
            .With(place?.Edited ?? (query.IsAscending ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue))
            .With(place?.Pointer.Id ?? (query.IsAscending ? Guid.Empty : Guid.AllBitsSet))
            .With(window);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var candidates = new List<Candidate>();
        while (await reader.ReadAsync(ct))
        {
            candidates.Add(
                new Candidate(
                    new Place(
                        reader.GetFieldValue<DateTimeOffset>(0),
                        new RecordPointer(Tables[reader.GetInt32(2)], reader.GetGuid(1))
                    ),
                    reader.GetString(3)
                )
            );
        }

        return candidates;

        string PartOf(RecordTable table)
        {
            var rank = Array.IndexOf(Tables, table);
            var placed = place is null ? rank : Array.IndexOf(Tables, place.Pointer.Table);
            var comparison = query.IsAscending ? (rank > placed ? ">=" : ">") : (rank < placed ? "<=" : "<");
            return $"""
                (
                    SELECT last_edited_time, id, {rank} AS record_table, left(COALESCE((
                        SELECT string_agg(run #>> '{"{}"}', '' ORDER BY ord)
                        FROM jsonb_path_query(properties, '$.title[*][0] ? (@.type() == "string")') WITH ORDINALITY AS r (run, ord)
                    ), ''), {TitleLengthMaximum})
                    FROM {route.Sql.Schema}.{table.Name()}
                    WHERE space_id = $1 AND alive {(table == RecordTable.Block ? "AND type = 'page'" : "")}
                        AND (last_edited_time, id) {comparison} ($2, $3)
                    ORDER BY {order} LIMIT $4
                )
                """;
        }
    }

    /// <summary>The records of a window that the actor may read and that are alive with all above them, in the window's order.</summary>
    private static async Task<List<(PlacedRecord Record, Place Place)>> ReadAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Actor actor,
        Place[] places,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.AddHeads(route, actor.SpaceId, places.Select(p => p.Pointer));
        var tables = places.Select(p => p.Pointer).ToLookup(p => p.Table, p => p.Id);
        foreach (var table in tables)
            batch.Add(route.Sql.Read[table.Key]).With(actor.SpaceId).With(table.ToArray());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
        var records = new Dictionary<RecordPointer, Record>();
        foreach (var table in tables)
        {
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var record = RecordReader.ReadRecord(reader, table.Key);
                records[record.Pointer] = record;
            }
        }

        var found = new List<(PlacedRecord, Place)>();
        foreach (var place in places)
        {
            if (
                records.TryGetValue(place.Pointer, out var record)
                && tree.Place(record, actor) is { IsTrashed: false } placed
            )
                found.Add((placed, place));
        }

        return found;
    }

    /// <summary>A place in the order: a record, and when it was edited as far as this list goes.</summary>
    private sealed record Place(DateTimeOffset Edited, RecordPointer Pointer);

    private sealed record Candidate(Place Place, string Title);
}
