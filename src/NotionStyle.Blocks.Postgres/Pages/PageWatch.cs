using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Pages;

/// <summary>Compares versions where the records are: two statements in one round trip, of which one climbs to the workspace and the other counts.</summary>
internal sealed class PageWatch(ShardRouter router) : IPageWatch
{
    public Task<Role?> RoleIfUnchangedAsync(
        Actor actor,
        Guid pageId,
        IReadOnlyList<(Guid Id, long Version)> blocks,
        CancellationToken ct
    ) => RetryPolicy.ReadAsync(() => AttemptAsync(actor, pageId, blocks, ct), router, ct);

    private async Task<Role?> AttemptAsync(
        Actor actor,
        Guid pageId,
        IReadOnlyList<(Guid Id, long Version)> blocks,
        CancellationToken ct
    )
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(route.Sql.Heads).With(actor.SpaceId).With(new[] { pageId });
        batch
            .Add(
                $"""
                SELECT count(*) FROM unnest($2::uuid[], $3::bigint[]) AS known (id, version)
                CROSS JOIN LATERAL (SELECT version FROM {route.Sql.Schema}.block WHERE space_id = $1 AND id = known.id OFFSET 0) b
                WHERE b.version = known.version
                """
            )
            .With(actor.SpaceId)
            .With(blocks.Select(b => b.Id).ToArray())
            .With(blocks.Select(b => b.Version).ToArray());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.GetInt64(0) != blocks.Count)
            return null;
        var page = RecordPointer.Block(pageId);
        var role = tree.RoleOn(page, actor);
        return role > Role.None && tree.IsAlive(page) ? role : null;
    }
}
