using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Schema;

/// <summary>
/// Brings every server and every logical shard to the schema of this program. All servers at once, a few groups of shards at once on each.
/// </summary>
/// <remarks>
/// Resumable: a group of shards and its new version numbers commit together, so a kill in the middle leaves each shard at one version or the other, and the next start
/// goes on from there. Idempotent: what is at its version is left alone. Two processes that start at once take turns on an advisory lock per server.
/// </remarks>
internal sealed class SchemaMigrator(ShardServers servers, ILogger<SchemaMigrator> logger)
{
    private const long MigrationLock = 0x4E_53_4D_49_47_52_41_54;
    private const int ShardsPerTransaction = 20;
    private const int ConnectionsPerServer = 2;

    /// <summary>Migrates everything, then reads the map.</summary>
    /// <returns>The shard map, made when there was none.</returns>
    /// <exception cref="BlockStoreSetupException">The data is of a newer version, or a server cannot be used.</exception>
    public async Task<ShardMap> MigrateAsync(CancellationToken ct)
    {
        // Look before touching anything: when one server must not be used, nothing is changed anywhere.
        await Parallel.ForEachAsync(servers.All, ct, async (server, token) => await CheckServerAsync(server, token));
        await CheckMapAsync(ct);
        await Parallel.ForEachAsync(
            servers.All,
            ct,
            async (server, token) =>
                await UnderLockAsync(server, (connection, t) => MigrateServerAsync(server, connection, t), token)
        );
        var map = await ShardMapStore.ReadOrCreateAsync(servers, ct);
        await Parallel.ForEachAsync(
            servers.All,
            ct,
            async (server, token) =>
                await UnderLockAsync(server, (connection, t) => MigrateShardsAsync(server, connection, map, t), token)
        );
        return map;
    }

    private static async Task CheckServerAsync(ShardServer server, CancellationToken ct)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        if (connection.PostgreSqlVersion.Major < 15)
            throw new BlockStoreSetupException(
                $"Server {server.Name} is PostgreSQL {connection.PostgreSqlVersion}; version 15 or newer is needed."
            );
        if (!await ExistsAsync(connection, "notionstyle.schema_version", ct))
            return;
        var version = await ServerVersionAsync(connection, ct);
        RefuseNewer(server, "the server's own tables", version, MigrationScripts.Server.Count);
        if (await ExistsAsync(connection, "notionstyle.server_name", ct))
            await CheckNameAsync(server, connection, ct);
        if (!await ExistsAsync(connection, "notionstyle.owned_shard", ct))
            return;
        await using var newest = new NpgsqlCommand(
            "SELECT max(schema_version) FROM notionstyle.owned_shard",
            connection
        );
        if (await newest.ExecuteScalarAsync(ct) is int shard)
            RefuseNewer(server, "its logical shards", shard, MigrationScripts.Shard.Count);
    }

    /// <summary>Connection strings that were exchanged would look for every workspace on the wrong server, and make it anew there.</summary>
    private static async Task CheckNameAsync(ShardServer server, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT name FROM notionstyle.server_name", connection);
        if (await command.ExecuteScalarAsync(ct) is string name && name != server.Name)
            throw new BlockStoreSetupException(
                $"The connection string {server.Name} leads to the server that holds the data of {name}. Give each server the name that it had before."
            );
    }

    /// <summary>The map and the configuration fit each other, or a first map can be made.</summary>
    private async Task CheckMapAsync(CancellationToken ct)
    {
        await using var connection = await servers.Control.DataSource.OpenConnectionAsync(ct);
        var map = await ExistsAsync(connection, "notionstyle.shard_map", ct)
            ? await ShardMapStore.ReadAsync(connection, ct)
            : null;
        if (map is not null)
        {
            ShardRouter.RefuseUnknownServers(servers, map);
            return;
        }

        // Shards are made after the map, so where there are shards, there is a map somewhere: a second one would make every workspace vanish.
        foreach (var server in servers.All)
        {
            if (await HoldsShardsAsync(server, ct))
                throw new BlockStoreSetupException(
                    $"Server {server.Name} holds logical shards, but the first server, {servers.Control.Name}, has no shard map. Start with all servers that the data was made with, the first of them first."
                );
        }

        ShardMap.Even([.. servers.All.Select(s => s.Name)]);
    }

    private static async Task<bool> HoldsShardsAsync(ShardServer server, CancellationToken ct)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        if (!await ExistsAsync(connection, "notionstyle.owned_shard", ct))
            return false;
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM notionstyle.owned_shard)", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static void RefuseNewer(ShardServer server, string what, int found, int known)
    {
        if (found > known)
            throw new BlockStoreSetupException(
                $"The data on server {server.Name} was written by a newer NotionStyle: {what} are at schema version {found}, this program knows {known}. Start that newer version, or use another data directory."
            );
    }

    private static async Task UnderLockAsync(
        ShardServer server,
        Func<NpgsqlConnection, CancellationToken, Task> migrate,
        CancellationToken ct
    )
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, "SET statement_timeout = 0; SET lock_timeout = 0", ct);
        await ExecuteAsync(
            connection,
            $"SELECT pg_advisory_lock({MigrationLock.ToString(CultureInfo.InvariantCulture)})",
            ct
        );
        try
        {
            await migrate(connection, ct);
        }
        finally
        {
            await ExecuteAsync(
                connection,
                $"SELECT pg_advisory_unlock({MigrationLock.ToString(CultureInfo.InvariantCulture)}); RESET statement_timeout; RESET lock_timeout",
                CancellationToken.None
            );
        }
    }

    private static async Task MigrateServerAsync(ShardServer server, NpgsqlConnection connection, CancellationToken ct)
    {
        await ExecuteAsync(
            connection,
            """
            CREATE SCHEMA IF NOT EXISTS notionstyle;
            CREATE TABLE IF NOT EXISTS notionstyle.schema_version (version integer NOT NULL);
            INSERT INTO notionstyle.schema_version SELECT 0 WHERE NOT EXISTS (SELECT FROM notionstyle.schema_version);
            """,
            ct
        );
        for (var version = await ServerVersionAsync(connection, ct); version < MigrationScripts.Server.Count; version++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ExecuteAsync(connection, MigrationScripts.Server[version], ct);
            await ExecuteAsync(connection, $"UPDATE notionstyle.schema_version SET version = {version + 1}", ct);
            await transaction.CommitAsync(ct);
        }

        await using var name = new NpgsqlCommand(
            "INSERT INTO notionstyle.server_name (name) VALUES ($1) ON CONFLICT DO NOTHING",
            connection
        );
        name.Parameters.Add(new NpgsqlParameter<string> { TypedValue = server.Name });
        await name.ExecuteNonQueryAsync(ct);
    }

    private async Task MigrateShardsAsync(
        ShardServer server,
        NpgsqlConnection connection,
        ShardMap map,
        CancellationToken ct
    )
    {
        var mine = map.Placements.Where(p => p.Server == server.Name).ToArray();
        var versions = new Dictionary<int, int>();
        await using (
            var command = new NpgsqlCommand(
                "SELECT logical_shard, schema_version FROM notionstyle.owned_shard",
                connection
            )
        )
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                versions[reader.GetInt16(0)] = reader.GetInt32(1);
        }

        var behind = mine.Where(p => versions.GetValueOrDefault(p.LogicalShard) < MigrationScripts.Shard.Count)
            .GroupBy(p => versions.GetValueOrDefault(p.LogicalShard))
            .SelectMany(g => g.Chunk(ShardsPerTransaction).Select(chunk => (Version: g.Key, Shards: chunk)))
            .ToArray();
        if (behind.Length > 0)
            logger.LogInformation(
                "Server {Server}: migrating {Count} logical shards.",
                server.Name,
                behind.Sum(g => g.Shards.Length)
            );
        await Parallel.ForEachAsync(
            behind,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectionsPerServer, CancellationToken = ct },
            async (group, token) => await MigrateGroupAsync(server, group.Version, group.Shards, token)
        );
    }

    private static async Task MigrateGroupAsync(
        ShardServer server,
        int version,
        ShardPlacement[] shards,
        CancellationToken ct
    )
    {
        var sql = new StringBuilder("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;\n");
        foreach (var shard in shards)
        {
            foreach (var script in MigrationScripts.Shard.Skip(version))
                sql.AppendLine(script.Replace("{schema}", shard.Schema, StringComparison.Ordinal));
            sql.AppendLine(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO notionstyle.owned_shard (logical_shard, epoch, schema_version)
                VALUES ({shard.LogicalShard}, {shard.Epoch}, {MigrationScripts.Shard.Count})
                ON CONFLICT (logical_shard) DO UPDATE SET schema_version = EXCLUDED.schema_version;
                """
            );
        }

        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, sql.ToString(), ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<int> ServerVersionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT max(version) FROM notionstyle.schema_version", connection);
        return await command.ExecuteScalarAsync(ct) as int? ?? 0;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
