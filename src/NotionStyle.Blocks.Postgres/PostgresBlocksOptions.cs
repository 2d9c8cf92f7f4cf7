using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace NotionStyle.Blocks.Postgres;

/// <summary>Settings of the store, from the configuration section <c>BlockStore</c>; the servers are the connection strings <c>shards-1</c>, <c>shards-2</c> …</summary>
public sealed partial class PostgresBlocksOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "BlockStore";

    /// <summary>
    /// Connections that this process may have to one server. Whoever starts several processes divides: the sum over all of them must stay below
    /// <c>max_connections</c>, and the store refuses to start when this process alone would pass it.
    /// </summary>
    public int PoolSize { get; set; } = 40;

    /// <summary>The smallest pool: a start needs three connections to a server, and one goes to the changes of the shard map.</summary>
    internal const int PoolSizeMinimum = 4;

    /// <summary>Seconds after which the server ends a statement.</summary>
    public int StatementTimeoutSeconds { get; set; } = 15;

    /// <summary>Seconds after which the server ends the wait for a lock.</summary>
    public int LockTimeoutSeconds { get; set; } = 5;

    /// <summary>Seconds after which the server ends a transaction in which nothing happens, so that no lost client holds locks.</summary>
    public int IdleInTransactionTimeoutSeconds { get; set; } = 20;

    /// <summary>Who answers full-text search, which decides on the indexes that every edit pays for.</summary>
    public SearchHome FullText { get; set; }

    /// <summary>The servers' names and connection strings, in the order of their numbers.</summary>
    /// <exception cref="BlockStoreSetupException">There is none.</exception>
    internal static IReadOnlyList<(string Name, string ConnectionString)> ServersOf(IConfiguration configuration)
    {
        var servers = configuration
            .GetSection("ConnectionStrings")
            .GetChildren()
            .Where(c => ServerName().IsMatch(c.Key) && !string.IsNullOrWhiteSpace(c.Value))
            .Select(c => (c.Key.ToLowerInvariant(), c.Value!))
            .OrderBy(c => int.Parse(c.Item1["shards-".Length..], CultureInfo.InvariantCulture))
            .ToArray();
        return servers.Length > 0
            ? servers
            : throw new BlockStoreSetupException(
                "No PostgreSQL server is configured. Set ConnectionStrings:shards-1 (and shards-2 …), or start by the AppHost, which does."
            );
    }

    /// <summary>A connection string with this store's bounds in it.</summary>
    /// <exception cref="BlockStoreSetupException">A bound makes no sense.</exception>
    internal string Complete(string connectionString)
    {
        Require(nameof(PoolSize), PoolSize, PoolSizeMinimum, 10_000);
        Require(nameof(StatementTimeoutSeconds), StatementTimeoutSeconds, 1, 3_600);
        Require(nameof(LockTimeoutSeconds), LockTimeoutSeconds, 1, 3_600);
        Require(nameof(IdleInTransactionTimeoutSeconds), IdleInTransactionTimeoutSeconds, 1, 3_600);
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = PoolSize,
            // A pool that is used up tells the caller soon; the caller's retry is better than a long queue.
            Timeout = 10,
            CommandTimeout = StatementTimeoutSeconds + 5,
            CancellationTimeout = 2_000,
            // Not prepared automatically: when a statement of a batch fails (a repeat's unique violation, a lock timeout), Npgsql 10.0.3 takes those behind it, which the server skipped,
            // for prepared. Later uses of the connection fail with 26000 or "unexpected backend message": 360 of 24,000 batches in a loop where every third one failed, and none
            // without. It can come back when a version of the driver passes that loop.
            MaxAutoPrepare = 0,
            KeepAlive = 30,
            ApplicationName = "notionstyle",
            NoResetOnClose = false,
            // No statement runs so long that compiling it would pay, and the server cannot know: without statistics, as after an import, it took the recursion over a page for a large one and compiled it
            // at every use. The first filling of an index with 100,000 blocks took 55 s and takes 25 s.
            Options = string.Create(
                CultureInfo.InvariantCulture,
                $"-c statement_timeout={StatementTimeoutSeconds}s -c lock_timeout={LockTimeoutSeconds}s -c idle_in_transaction_session_timeout={IdleInTransactionTimeoutSeconds}s -c jit=off"
            ),
        };
        return builder.ConnectionString;
    }

    private static void Require(string name, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
            throw new BlockStoreSetupException($"{Section}:{name} is {value}; it must be from {minimum} to {maximum}.");
    }

    [GeneratedRegex("^shards-[1-9][0-9]{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex ServerName();
}

/// <summary>Who answers full-text search: a closed set.</summary>
public enum SearchHome
{
    /// <summary>These servers: blocks have a GIN index over their words.</summary>
    Postgres,

    /// <summary>Another system: no GIN index, but one over the time of the last edit, by which that system is fed.</summary>
    Elsewhere,
}
