using System.Globalization;
using NotionStyle.Blocks.Postgres.Schema;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>Moves logical shards by hand, as an operator would with psql.</summary>
internal static class ShardMoves
{
    private static readonly string[] Tables = [.. RecordTables.All.Select(t => t.Name()), "transaction", "token"];

    public static Task SetWritableAsync(this Databases databases, int server, int shard, bool writable) =>
        databases.ExecuteAsync(
            server,
            $"UPDATE notionstyle.owned_shard SET writable = {writable} WHERE logical_shard = {shard}"
        );

    /// <summary>Raises a shard's epoch on its server and in the map, as a move away and back would.</summary>
    public static async Task RaiseEpochAsync(this Databases databases, int server, int shard)
    {
        await databases.ExecuteAsync(
            server,
            $"UPDATE notionstyle.owned_shard SET epoch = epoch + 1 WHERE logical_shard = {shard}"
        );
        await databases.ExecuteAsync(
            1,
            $"UPDATE notionstyle.shard_map SET epoch = epoch + 1 WHERE logical_shard = {shard}"
        );
    }

    /// <summary>Closes the shard where it is, copies its schema, opens it at the next epoch, and tells the map.</summary>
    public static async Task MoveAsync(this Databases databases, int shard, int from, int to)
    {
        var schema = LogicalShard.Schema(shard);
        await databases.SetWritableAsync(from, shard, false);
        await using var source = new NpgsqlConnection(PostgresServers.Unpooled(databases.ConnectionStrings[from - 1]));
        await using var target = new NpgsqlConnection(PostgresServers.Unpooled(databases.ConnectionStrings[to - 1]));
        await source.OpenAsync();
        await target.OpenAsync();
        foreach (var script in MigrationScripts.Shard)
        {
            await using var create = new NpgsqlCommand(
                script.Replace("{schema}", schema, StringComparison.Ordinal),
                target
            );
            await create.ExecuteNonQueryAsync();
        }

        foreach (var table in Tables)
        {
            await using var names = new NpgsqlCommand(
                $"SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = '{schema}' AND table_name = '{table}' AND is_generated = 'NEVER'",
                source
            );
            var columns = (string)(await names.ExecuteScalarAsync())!;
            using var reader = await source.BeginTextExportAsync($"COPY {schema}.{table} ({columns}) TO STDOUT");
            await using var writer = await target.BeginTextImportAsync($"COPY {schema}.{table} ({columns}) FROM STDIN");
            await writer.WriteAsync(await reader.ReadToEndAsync());
        }

        var epoch =
            1
            + await databases.ScalarAsync<long>(
                1,
                $"SELECT epoch FROM notionstyle.shard_map WHERE logical_shard = {shard}"
            );
        await databases.ExecuteAsync(
            to,
            string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO notionstyle.owned_shard (logical_shard, epoch, schema_version) VALUES ({shard}, {epoch}, {MigrationScripts.Shard.Count})"
            )
        );
        await databases.ExecuteAsync(
            1,
            string.Create(
                CultureInfo.InvariantCulture,
                $"UPDATE notionstyle.shard_map SET server = 'shards-{to}', epoch = {epoch} WHERE logical_shard = {shard}"
            )
        );
    }
}
