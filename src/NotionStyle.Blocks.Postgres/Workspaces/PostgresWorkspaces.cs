using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Workspaces;

/// <summary>Workspaces, members and tokens, each on the workspace's own shard.</summary>
internal sealed class PostgresWorkspaces(
    ShardRouter router,
    CommitListeners listeners,
    ITokenCache tokens,
    TimeProvider time
) : IWorkspaces
{
    public async Task<WorkspaceCreated> CreateWorkspaceAsync(
        string name,
        string ownerName,
        Guid? spaceId,
        CancellationToken ct
    )
    {
        CheckName("name", name);
        CheckName("owner_name", ownerName);
        var id = spaceId ?? Guid.NewGuid();
        var owner = Guid.NewGuid();
        var now = time.GetUtcNow();
        var space = NewRecord(RecordPointer.Space(id), "space", name, owner, now);
        space.Permissions = new PermissionList([new PermissionItem(PermissionScope.User, owner, Role.Editor)]);
        var member = NewRecord(new RecordPointer(RecordTable.NotionUser, owner), "person", ownerName, owner, now);
        var token = AccessToken.New(id);
        var tokenId = Guid.NewGuid();
        return await RetryPolicy.WriteAsync(
            async () =>
            {
                var route = router.Route(id);
                await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await CheckEpochAsync(connection, route, ct);
                await using var batch = new NpgsqlBatch(connection);
                RecordWriter.AddWrites(batch, route.Sql, id, [New(space), New(member)]);
                AddToken(batch, route, id, token, tokenId, owner, "first token", now);
                try
                {
                    await batch.ExecuteNonQueryAsync(ct);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                    throw new BlockStoreException(
                        ErrorCode.ConflictError,
                        $"Workspace {id} exists already. Choose another id.",
                        e
                    );
                }

                await transaction.CommitAsync(ct);
                listeners.Tell(id, [VersionOf(space), VersionOf(member)], now);
                return new WorkspaceCreated(id, owner, token, tokenId, route.LogicalShard);
            },
            router,
            isRepeatable: false,
            ct
        );
    }

    public Task<MemberCreated> CreateMemberAsync(Actor actor, NewMember member, CancellationToken ct)
    {
        CheckName("name", member.Name);
        var userId = Guid.NewGuid();
        var token = AccessToken.New(actor.SpaceId);
        var tokenId = Guid.NewGuid();
        return ChangeSpaceAsync(
            actor,
            (batch, route, space, now, changed) =>
            {
                var after = space.Clone();
                after.Permissions = (after.Permissions ?? new PermissionList([])).With(
                    new PermissionItem(PermissionScope.User, userId, member.Role)
                );
                if (after.Permissions.Items.Count > PermissionList.ItemsMaximum)
                    throw BlockStoreException.Invalid(
                        $"The workspace has the maximum of {PermissionList.ItemsMaximum} members."
                    );
                after.Version++;
                after.LastEditedTime = now;
                after.LastEditedBy = actor.UserId;
                var pointer = new RecordPointer(RecordTable.NotionUser, userId);
                var record = NewRecord(pointer, member.IsBot ? "bot" : "person", member.Name, actor.UserId, now);
                RecordWriter.AddWrites(
                    batch,
                    route.Sql,
                    actor.SpaceId,
                    [New(record), new RecordChange(space, after, RecordFields.Permissions)]
                );
                changed.AddRange([VersionOf(after), VersionOf(record)]);
                AddToken(batch, route, actor.SpaceId, token, tokenId, userId, "first token", now);
                return new MemberCreated(userId, token, tokenId);
            },
            ct
        );
    }

    public async Task<IReadOnlyList<Member>> ListMembersAsync(Actor actor, CancellationToken ct)
    {
        return await RetryPolicy.ReadAsync<IReadOnlyList<Member>>(
            async () =>
            {
                var route = router.Route(actor.SpaceId);
                await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
                await using var batch = new NpgsqlBatch(connection);
                batch.Add(route.Sql.Read[RecordTable.Space]).With(actor.SpaceId).With(new[] { actor.SpaceId });
                batch
                    .Add(
                        $"SELECT {RecordSql.Columns} FROM {route.Sql.Schema}.notion_user WHERE space_id = $1 AND alive ORDER BY created_time, id LIMIT {PermissionList.ItemsMaximum}"
                    )
                    .With(actor.SpaceId);
                await using var reader = await batch.ExecuteReaderAsync(ct);
                if (!await reader.ReadAsync(ct))
                    throw BlockStoreException.NotFound("the workspace of this token");
                var space = RecordReader.ReadRecord(reader, RecordTable.Space);
                await reader.NextResultAsync(ct);
                var members = new List<Member>();
                while (await reader.ReadAsync(ct))
                {
                    var record = RecordReader.ReadRecord(reader, RecordTable.NotionUser);
                    var role = space.Permissions?.RoleOf(record.Pointer.Id) ?? Role.None;
                    members.Add(new Member(record.Pointer.Id, SearchText.Of(record), record.Type == "bot", role));
                }

                return members;
            },
            router,
            ct
        );
    }

    public Task<TokenCreated> CreateTokenAsync(Actor actor, Guid userId, string label, CancellationToken ct)
    {
        CheckName("label", label);
        var token = AccessToken.New(actor.SpaceId);
        var tokenId = Guid.NewGuid();
        return ChangeSpaceAsync(
            actor,
            (batch, route, space, now, _) =>
            {
                // A grant for everybody gives a role to any id; a member is who is named.
                if (space.Permissions?.Items.Any(i => i.UserId == userId) != true)
                    throw BlockStoreException.NotFound($"member {userId}");
                AddToken(batch, route, actor.SpaceId, token, tokenId, userId, label, now);
                return new TokenCreated(tokenId, token);
            },
            ct,
            allowFor: userId
        );
    }

    public async Task RevokeTokenAsync(Actor actor, Guid tokenId, CancellationToken ct)
    {
        var owner = await RetryPolicy.ReadAsync(() => TokenOwnerAsync(actor, tokenId, ct), router, ct);
        if (owner is not { } userId)
            throw BlockStoreException.NotFound($"token {tokenId}");
        await ChangeSpaceAsync(
            actor,
            (batch, route, _, now, _) =>
            {
                batch
                    .Add(
                        $"UPDATE {route.Sql.Schema}.token SET revoked_time = COALESCE(revoked_time, $3) WHERE space_id = $1 AND id = $2"
                    )
                    .With(actor.SpaceId)
                    .With(tokenId)
                    .With(now);
                return true;
            },
            ct,
            allowFor: userId
        );
        await tokens.RevokedAsync(ct);
    }

    public async ValueTask<Actor?> AuthenticateAsync(string token, CancellationToken ct)
    {
        if (!AccessToken.TryReadSpace(token, out var spaceId))
            return null;
        var hash = AccessToken.Hash(token);
        return await tokens.FindAsync(
            spaceId,
            hash,
            () => RetryPolicy.ReadAsync(() => FindTokenAsync(spaceId, hash, ct), router, ct),
            ct
        );
    }

    /// <summary>Changes the workspace in one transaction under its lock, if the actor has full access to it (or, for a token, is its member).</summary>
    private async Task<T> ChangeSpaceAsync<T>(
        Actor actor,
        Func<NpgsqlBatch, ShardRoute, Record, DateTimeOffset, List<RecordVersion>, T> change,
        CancellationToken ct,
        Guid? allowFor = null
    )
    {
        return await RetryPolicy.WriteAsync(AttemptAsync, router, isRepeatable: false, ct);

        async Task<T> AttemptAsync()
        {
            var route = router.Route(actor.SpaceId);
            await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await CheckEpochAsync(connection, route, ct);
            Record space;
            await using (var read = new NpgsqlBatch(connection))
            {
                read.Add(route.Sql.Lock[RecordTable.Space]).With(actor.SpaceId).With(new[] { actor.SpaceId });
                await using var reader = await read.ExecuteReaderAsync(ct);
                if (!await reader.ReadAsync(ct))
                    throw BlockStoreException.NotFound("the workspace of this token");
                space = RecordReader.ReadRecord(reader, RecordTable.Space);
            }

            var role = space.Permissions?.RoleOf(actor.UserId) ?? Role.None;
            if (role < Role.Editor && allowFor != actor.UserId)
                throw new BlockStoreException(
                    ErrorCode.RestrictedResource,
                    $"This token has the role {PermissionList.Name(role)} on the workspace; members and other members' tokens need editor."
                );
            T result;
            var now = time.GetUtcNow();
            var changed = new List<RecordVersion>();
            await using (var write = new NpgsqlBatch(connection))
            {
                result = change(write, route, space, now, changed);
                await write.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
            listeners.Tell(actor.SpaceId, changed, now);
            return result;
        }
    }

    /// <summary>Nothing is written to a shard that is closed or has left this server, by whatever way it is written.</summary>
    private static async Task CheckEpochAsync(NpgsqlConnection connection, ShardRoute route, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(route.Sql.Epoch, connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)route.LogicalShard });
        StaleRouteException.ThrowIfStale(route, await command.ExecuteScalarAsync(ct) as long?);
    }

    private async Task<Guid?> TokenOwnerAsync(Actor actor, Guid tokenId, CancellationToken ct)
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            $"SELECT user_id FROM {route.Sql.Schema}.token WHERE space_id = $1 AND id = $2",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = actor.SpaceId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tokenId });
        return (Guid?)await command.ExecuteScalarAsync(ct);
    }

    private async Task<Actor?> FindTokenAsync(Guid spaceId, Guid hash, CancellationToken ct)
    {
        var route = router.Route(spaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            $"SELECT user_id FROM {route.Sql.Schema}.token WHERE space_id = $1 AND hash = $2 AND revoked_time IS NULL",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = spaceId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = hash });
        return await command.ExecuteScalarAsync(ct) is Guid user ? new Actor(spaceId, user) : null;
    }

    private static void AddToken(
        NpgsqlBatch batch,
        ShardRoute route,
        Guid spaceId,
        string token,
        Guid tokenId,
        Guid userId,
        string label,
        DateTimeOffset now
    ) =>
        batch
            .Add(
                $"INSERT INTO {route.Sql.Schema}.token (space_id, hash, id, user_id, label, created_time) VALUES ($1, $2, $3, $4, $5, $6)"
            )
            .With(spaceId)
            .With(AccessToken.Hash(token))
            .With(tokenId)
            .With(userId)
            .With(label)
            .With(now);

    private static Record NewRecord(RecordPointer pointer, string type, string name, Guid by, DateTimeOffset now) =>
        new()
        {
            Pointer = pointer,
            Type = type,
            Properties = new JsonField(new JsonObject { ["name"] = new JsonArray(new JsonArray(name)) }),
            Version = 1,
            CreatedTime = now,
            CreatedBy = by,
            LastEditedTime = now,
            LastEditedBy = by,
        };

    private static RecordVersion VersionOf(Record record) => new(record.Pointer, record.Version);

    private static RecordChange New(Record record) => new(null, record, RecordFields.All);

    private static void CheckName(string place, string value)
    {
        if (value.Length is < 1 or > 200 || value.Contains('\0', StringComparison.Ordinal))
            throw BlockStoreException.Invalid(
                $"{place} must have 1 to 200 characters and no NUL; it has {value.Length}."
            );
    }
}
