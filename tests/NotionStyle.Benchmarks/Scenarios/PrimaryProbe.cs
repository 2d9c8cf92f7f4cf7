using System.Globalization;
using NotionStyle.Blocks.Postgres.Sharding;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>What work costs a PostgreSQL server: bytes of WAL, CPU time of all its processes.</summary>
/// <param name="WalBytes">WAL written so far.</param>
/// <param name="CpuSeconds">CPU time of the server and all its processes so far, those that ended included.</param>
internal readonly record struct PrimaryProbe(long WalBytes, double CpuSeconds)
{
    /// <summary>Clock ticks of <c>/proc/PID/stat</c> in a second, on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public static async Task<PrimaryProbe> TakeAsync(ShardServer server, CancellationToken ct)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint, split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int";
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new PrimaryProbe(reader.GetInt64(0), Cpu(reader.GetInt32(1)));
    }

    public static PrimaryProbe operator -(PrimaryProbe after, PrimaryProbe before) =>
        new(after.WalBytes - before.WalBytes, after.CpuSeconds - before.CpuSeconds);

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

    private static double Cpu(int server)
    {
        double ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            if (Stat(id) is not { } fields)
                continue;
            // After the name: state, parent, …; utime, stime and those of children that have ended are the 12th to 15th.
            if (id == server)
                ticks += fields[11] + fields[12] + fields[13] + fields[14];
            else if (fields[1] == server)
                ticks += fields[11] + fields[12];
        }

        return ticks / TicksPerSecond;
    }

    private static double[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            // The name may hold anything, a closing bracket and spaces too.
            return
            [
                .. text[(text.LastIndexOf(')') + 2)..]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(f => double.TryParse(f, CultureInfo.InvariantCulture, out var n) ? n : 0),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
