using NotionStyle.Blocks.Postgres.Sharding;
using NpgsqlTypes;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>What a PostgreSQL server has spent so far: a place in its WAL, and the CPU time of all its processes.</summary>
/// <param name="Wal">Where its WAL ends.</param>
/// <param name="CpuSeconds">CPU time of the server and all its processes so far, those that ended included.</param>
internal readonly record struct PrimaryProbe(NpgsqlLogSequenceNumber Wal, double CpuSeconds)
{
    public static async Task<PrimaryProbe> TakeAsync(ShardServer server, CancellationToken ct)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT pg_current_wal_flush_lsn(), split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int";
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new PrimaryProbe(
            reader.GetFieldValue<NpgsqlLogSequenceNumber>(0),
            ProcessorTimes.OfTree(reader.GetInt32(1))
        );
    }

    /// <summary>
    /// What was spent since then. The first change of a page of the table after a checkpoint writes the whole page to the WAL, and how many those are depends on how scattered the changes
    /// are and not on how much there is to do; so images count apart from records. Without <c>pg_walinspect</c> (contrib, PostgreSQL 15) all counts as records.
    /// </summary>
    public async Task<PrimaryCost> SpentAsync(ShardServer server, CancellationToken ct)
    {
        var now = await TakeAsync(server, ct);
        var (records, images) = ((double)(ulong)now.Wal - (ulong)Wal, 0.0);
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_walinspect'";
        if (await command.ExecuteScalarAsync(ct) is 1L)
        {
            command.CommandText = "CREATE EXTENSION IF NOT EXISTS pg_walinspect";
            await command.ExecuteNonQueryAsync(ct);
            command.CommandText =
                "SELECT sum(record_size)::float8, sum(fpi_size)::float8 FROM pg_get_wal_stats(@from::text::pg_lsn, @to::text::pg_lsn)";
            command.Parameters.AddWithValue("from", Wal.ToString());
            command.Parameters.AddWithValue("to", now.Wal.ToString());
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            (records, images) = (reader.GetDouble(0), reader.GetDouble(1));
        }

        return new PrimaryCost(records, images, now.CpuSeconds - CpuSeconds);
    }

    /// <summary>Forgets the pages that were written since the last checkpoint, so that both sides begin alike.</summary>
    public static async Task CheckpointAsync(ShardServer server, CancellationToken ct)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        // It takes as long as the disk needs; each by itself, since neither may be in a transaction with another. The pool resets the setting.
        foreach (var statement in new[] { "SET statement_timeout = 0", "CHECKPOINT" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}

/// <summary>What a PostgreSQL server spent on some work.</summary>
/// <param name="WalRecordBytes">WAL records, without images of whole pages.</param>
/// <param name="WalImageBytes">Images of whole pages.</param>
/// <param name="CpuSeconds">CPU time.</param>
internal readonly record struct PrimaryCost(double WalRecordBytes, double WalImageBytes, double CpuSeconds);
