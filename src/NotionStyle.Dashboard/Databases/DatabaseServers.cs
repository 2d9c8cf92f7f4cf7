using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace NotionStyle.Dashboard.Databases;

/// <summary>One PostgreSQL server of the application.</summary>
/// <param name="Name">The name of its connection string, such as <c>shards-1</c>.</param>
/// <param name="DataSource">Two connections at most, closed when nobody has looked for half a minute.</param>
internal sealed record DatabaseServer(string Name, NpgsqlDataSource DataSource);

/// <summary>The servers that the configuration names, in the order of their numbers; the first holds the shard map. There may be none.</summary>
internal sealed partial class DatabaseServers : IAsyncDisposable
{
    /// <summary>Reads the connection strings <c>shards-1</c>, <c>shards-2</c> …</summary>
    /// <exception cref="DashboardException">One cannot be understood.</exception>
    public DatabaseServers(IConfiguration configuration) =>
        All = [
            .. configuration
                .GetSection("ConnectionStrings")
                .GetChildren()
                .Where(c => ServerName().IsMatch(c.Key) && !string.IsNullOrWhiteSpace(c.Value))
                .Select(c => (Name: c.Key.ToLowerInvariant(), ConnectionString: c.Value!))
                .OrderBy(c => int.Parse(c.Name["shards-".Length..], CultureInfo.InvariantCulture))
                .Select(c => new DatabaseServer(c.Name, Open(c.Name, c.ConnectionString))),
        ];

    /// <summary>Every server.</summary>
    public IReadOnlyList<DatabaseServer> All { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in All)
            await server.DataSource.DisposeAsync();
    }

    private static NpgsqlDataSource Open(string name, string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The text is not quoted: it holds a password.
            throw new DashboardException(
                $"The connection string ConnectionStrings:{name} cannot be read: {e.Message} Write it as Host=…;Port=…;Username=…;Password=…;Database=…"
            );
        }

        settings.ApplicationName = "notionstyle-dashboard";
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 2;
        settings.ConnectionIdleLifetime = 30;
        settings.ConnectionPruningInterval = 10;
        settings.Timeout = 3;
        settings.CommandTimeout = 7;
        settings.Options = "-c statement_timeout=5s -c lock_timeout=1s -c default_transaction_read_only=on";
        // Who looks at the telemetry does not make more of it.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .ConfigureTracing(tracing =>
                tracing
                    .ConfigureCommandFilter(_ => false)
                    .ConfigureBatchFilter(_ => false)
                    .EnablePhysicalOpenTracing(false)
            )
            .Build();
    }

    [GeneratedRegex("^shards-[1-9][0-9]{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex ServerName();
}

/// <summary>Says what a server's failure is, for the person who looks at the page.</summary>
internal static class ServerFailure
{
    /// <summary>Whether it is the server's, and not a fault of this program.</summary>
    public static bool IsOfServer(Exception exception) =>
        exception is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException;

    /// <summary>The cause and the remedy.</summary>
    public static string Describe(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
                "The server did not answer within 5 s. It is busy; the page asks again.",
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
                "The server has no tables of NotionStyle yet. They are made when the block service starts.",
            PostgresException e => $"The server refused: {e.MessageText}",
            _ => $"The server cannot be reached: {exception.Message}",
        };
}
