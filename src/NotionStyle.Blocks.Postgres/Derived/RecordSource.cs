using System.Collections.Concurrent;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Derived;

/// <summary>What a derived store (an index, a cache, a lake) reads from the primaries: records by id with all that is above them, their children, whole shards, and what was changed lately. Never writes.</summary>
/// <remarks>A picture is of one round trip but not of one moment: a commit may fall between its statements. Whoever applies it is told of that commit, too, and looks again.</remarks>
public sealed partial class RecordSource(ShardRouter router) : IAsyncDisposable
{
    /// <summary>Records in one question.</summary>
    public const int ReadMaximum = 1_000;

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One for each server that was polled.</summary>
    private readonly ConcurrentDictionary<string, PollConnection> _polls = new(StringComparer.Ordinal);

    /// <summary>Done when every shard has the schema of this program.</summary>
    public Task Ready => _ready.Task;

    internal void BeReady() => _ready.TrySetResult();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var poll in _polls.Values)
            await poll.DisposeAsync();
    }

    /// <summary>The servers that have shards now, in the order of their names.</summary>
    public IReadOnlyList<string> Servers =>
        [.. router.All.Select(s => s.Server.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The records of a workspace that exist, and a tree over them and all that is above them.</summary>
    /// <param name="spaceId">The workspace.</param>
    /// <param name="pointers">At most <see cref="ReadMaximum" />.</param>
    /// <param name="ct">Cancels the question.</param>
    public Task<SourcePicture> ReadAsync(
        Guid spaceId,
        IReadOnlyCollection<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pointers.Count, ReadMaximum);
        return RetryPolicy.ReadAsync(
            async () =>
            {
                var (records, tree) = await Pages.RecordsById.ReadAsync(
                    router,
                    new Actor(spaceId, Guid.Empty),
                    [.. pointers],
                    ct
                );
                return new SourcePicture(records, tree);
            },
            router,
            ct
        );
    }

    /// <summary>A tree over records and all that is above them, and the beginnings of some pages' texts.</summary>
    /// <param name="spaceId">The workspace; its own head is in the tree, too.</param>
    /// <param name="pointers">At most <see cref="ReadMaximum" />.</param>
    /// <param name="pages">Pages whose titles are wanted.</param>
    /// <param name="ct">Cancels the question.</param>
    public Task<(PermissionTree Tree, IReadOnlyDictionary<Guid, string> Titles)> PlaceAsync(
        Guid spaceId,
        IReadOnlyCollection<RecordPointer> pointers,
        IReadOnlyCollection<Guid> pages,
        CancellationToken ct
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pointers.Count, ReadMaximum);
        return RetryPolicy.ReadAsync(AttemptAsync, router, ct);

        async Task<(PermissionTree, IReadOnlyDictionary<Guid, string>)> AttemptAsync()
        {
            var route = router.Route(spaceId);
            await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
            await using var batch = new NpgsqlBatch(connection);
            batch.AddHeads(route, spaceId, pointers);
            if (pages.Count > 0)
                batch
                    .Add(
                        $"SELECT id, left(text, {TitleLengthMaximum}) FROM {route.Sql.Schema}.block WHERE space_id = $1 AND id = ANY($2)"
                    )
                    .With(spaceId)
                    .With(pages.Distinct().ToArray());
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
            var titles = new Dictionary<Guid, string>();
            if (await reader.NextResultAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                    titles[reader.GetGuid(0)] = reader.GetString(1);
            }

            return (tree, titles);
        }
    }

    /// <summary>Which of these records exist.</summary>
    public Task<HashSet<Guid>> ExistingAsync(
        Guid spaceId,
        RecordTable table,
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct
    ) =>
        RetryPolicy.ReadAsync(
            async () =>
            {
                var route = router.Route(spaceId);
                await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
                await using var batch = new NpgsqlBatch(connection);
                batch
                    .Add($"SELECT id FROM {route.Sql.Schema}.{table.Name()} WHERE space_id = $1 AND id = ANY($2)")
                    .With(spaceId)
                    .With(ids.ToArray());
                await using var reader = await batch.ExecuteReaderAsync(ct);
                var found = new HashSet<Guid>();
                while (await reader.ReadAsync(ct))
                    found.Add(reader.GetGuid(0));
                return found;
            },
            router,
            ct
        );

    /// <summary>Characters of a page's title that are answered, as at stage 1.</summary>
    private const int TitleLengthMaximum = 2_000;
}

/// <summary>Records of one workspace as they were read.</summary>
/// <param name="Records">Those that exist.</param>
/// <param name="Tree">Their heads and those of all above them.</param>
public sealed record SourcePicture(IReadOnlyDictionary<RecordPointer, Record> Records, PermissionTree Tree);
