using System.Globalization;

/// <summary>How the PostgreSQL servers are set, and how their connections are divided. Everything that makes a commit durable is PostgreSQL's default and stays so.</summary>
internal static class PostgresSettings
{
    /// <summary>Connections that one server accepts.</summary>
    private const int ConnectionsMaximum = 120;

    /// <summary>Connections kept for people, health checks and replication.</summary>
    private const int ConnectionsReserved = 20;

    /// <summary>More connections than this only queue inside a server on two or four cores.</summary>
    private const int PoolSizeMaximum = 40;

    /// <summary>What a server is started with, on top of its defaults.</summary>
    public static string[] Arguments { get; } =
    [
        .. Settings(
            ("max_connections", Text(ConnectionsMaximum)),
            ("shared_preload_libraries", "pg_stat_statements"),
            // One entry per statement and schema; 480 schemas over the servers have many.
            ("pg_stat_statements.max", "20000"),
            // A migration makes the tables of twenty schemas in one transaction.
            ("max_locks_per_transaction", "256"),
            ("shared_buffers", "256MB"),
            ("max_wal_size", "4GB"),
            // The statements are short: compiling one costs more than running it.
            ("jit", "off"),
            ("random_page_cost", "1.1"),
            ("log_timezone", "UTC"),
            ("timezone", "UTC")
        ),
    ];

    /// <summary>Connections that each instance of a service may have to one server: all instances together stay below what the server accepts.</summary>
    public static string PoolSize(StageOptions stage)
    {
        // From stage 2 on the search service reads, too.
        var instances = stage.Replicas + (stage.Stage >= 2 ? 1 : 0);
        return Text(Math.Min(PoolSizeMaximum, (ConnectionsMaximum - ConnectionsReserved) / instances));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Settings(params (string Name, string Value)[] settings) =>
        settings.SelectMany(s => new[] { "-c", $"{s.Name}={s.Value}" });
}
