using System.Globalization;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Derived;

public sealed partial class RecordSource
{
    /// <summary>Shards that one statement of the poller asks: more make fewer statements, and each locks more tables at once, and its plan takes more room.</summary>
    public const int PolledTogether = 60;

    private static readonly RecordTable[] PolledTables = [RecordTable.Block, RecordTable.Collection];

    /// <summary>A part of one table of a shard in the order of its key, with the heads of all that is above.</summary>
    /// <param name="shard">0 to 479.</param>
    /// <param name="table">The table.</param>
    /// <param name="after">The last key of the part before; empty ids for the first.</param>
    /// <param name="limit">Records wanted.</param>
    /// <param name="ct">Cancels the question.</param>
    public Task<ShardPart> ScanAsync(
        int shard,
        RecordTable table,
        (Guid SpaceId, Guid Id) after,
        int limit,
        CancellationToken ct
    )
    {
        return RetryPolicy.ReadAsync(AttemptAsync, router, ct);

        async Task<ShardPart> AttemptAsync()
        {
            var route = router.All[shard];
            await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
            var spaces = new Dictionary<Guid, Dictionary<RecordPointer, Record>>();
            var last = after;
            var count = 0;
            await using (var batch = new NpgsqlBatch(connection))
            {
                batch
                    .Add(
                        $"SELECT {RecordSql.Columns}, space_id FROM {route.Sql.Schema}.{table.Name()} WHERE (space_id, id) > ($1, $2) ORDER BY space_id, id LIMIT $3"
                    )
                    .With(after.SpaceId)
                    .With(after.Id)
                    .With(limit);
                await using var reader = await batch.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    var record = RecordReader.ReadRecord(reader, table);
                    last = (reader.GetGuid(14), record.Pointer.Id);
                    if (!spaces.TryGetValue(last.SpaceId, out var records))
                        spaces[last.SpaceId] = records = [];
                    records[record.Pointer] = record;
                    count++;
                }
            }

            var pictures = new List<(Guid, SourcePicture)>();
            if (count > 0)
            {
                await using var batch = new NpgsqlBatch(connection);
                foreach (var (space, records) in spaces)
                    batch.AddHeads(route, space, records.Keys);
                await using var reader = await batch.ExecuteReaderAsync(ct);
                foreach (var (space, records) in spaces)
                {
                    var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
                    pictures.Add((space, new SourcePicture(records, tree)));
                    await reader.NextResultAsync(ct);
                }
            }

            return new ShardPart(pictures, count < limit ? null : last);
        }
    }

    /// <summary>How many statements one round of polling sends to a server: <see cref="PollAsync" /> once for each group.</summary>
    public int PollGroups(string server) =>
        (router.All.Count(s => s.Server.Name == server) + PolledTogether - 1) / PolledTogether;

    /// <summary>Blocks and data sources of some shards of a server that were changed after a place, in the order of their last edits. One statement.</summary>
    /// <param name="server">The server.</param>
    /// <param name="group">Which of its <see cref="PollGroups" />.</param>
    /// <param name="after">The place: a time, and an id among records of the same time.</param>
    /// <param name="limit">Records wanted.</param>
    /// <param name="ct">Cancels the question.</param>
    public Task<IReadOnlyList<PolledRecord>> PollAsync(
        string server,
        int group,
        (DateTimeOffset Time, Guid Id) after,
        int limit,
        CancellationToken ct
    ) =>
        RetryPolicy.ReadAsync<IReadOnlyList<PolledRecord>>(
            async () =>
            {
                var shards = router
                    .All.Where(s => s.Server.Name == server)
                    .Skip(group * PolledTogether)
                    .Take(PolledTogether)
                    .ToArray();
                if (shards.Length == 0)
                    return [];
                var poll = _polls.GetOrAdd(server, _ => new PollConnection(shards[0].Server));
                return await poll.QueryAsync(group, PollSql(shards), after, limit, ReadPolled, ct);
            },
            router,
            ct
        );

    /// <summary>The time by a server's clock: no position of a poller may be past it, or one wrong clock would make it skip what others commit.</summary>
    public Task<DateTimeOffset> NowAsync(string server, CancellationToken ct) =>
        RetryPolicy.ReadAsync(
            async () =>
            {
                var found = router.All.First(s => s.Server.Name == server).Server;
                await using var command = found.DataSource.CreateCommand("SELECT clock_timestamp()");
                await using var reader = await command.ExecuteReaderAsync(ct);
                await reader.ReadAsync(ct);
                return reader.GetFieldValue<DateTimeOffset>(0);
            },
            router,
            ct
        );

    private static PolledRecord ReadPolled(NpgsqlDataReader row) =>
        new(
            row.GetGuid(1),
            new RecordVersion(new RecordPointer(PolledTables[row.GetInt32(0)], row.GetGuid(2)), row.GetInt64(3)),
            row.GetFieldValue<DateTimeOffset>(4)
        );

    private static string PollSql(ShardRoute[] shards)
    {
        var parts = shards.SelectMany(s =>
            PolledTables.Select(
                (t, i) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"(SELECT {i} AS t, space_id, id, version, last_edited_time FROM {s.Sql.Schema}.{t.Name()} WHERE (last_edited_time, id) > ($1, $2) ORDER BY last_edited_time, id LIMIT $3)"
                    )
            )
        );
        return $"SELECT * FROM ({string.Join(" UNION ALL ", parts)}) u ORDER BY last_edited_time, id LIMIT $3";
    }
}

/// <summary>A part of a shard.</summary>
/// <param name="Spaces">Its workspaces, each with its records and their tree.</param>
/// <param name="Last">The last key, to go on by; null at the end.</param>
public sealed record ShardPart(
    IReadOnlyList<(Guid SpaceId, SourcePicture Picture)> Spaces,
    (Guid SpaceId, Guid Id)? Last
);

/// <summary>A record that was changed.</summary>
/// <param name="SpaceId">Its workspace.</param>
/// <param name="Version">The record and its version.</param>
/// <param name="LastEditedTime">When it was changed last.</param>
public sealed record PolledRecord(Guid SpaceId, RecordVersion Version, DateTimeOffset LastEditedTime);
