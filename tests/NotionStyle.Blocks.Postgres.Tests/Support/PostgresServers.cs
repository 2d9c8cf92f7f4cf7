using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(NotionStyle.Blocks.Postgres.Tests.Support.PostgresServers))]

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>Two PostgreSQL servers for the whole assembly, and one migrated store on them for the tests that change neither the schema nor the shard map.</summary>
public sealed class PostgresServers : IAsyncLifetime
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromSeconds(60);
    private readonly List<string> _servers = [];
    private DistributedApplication? _app;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private int _pairs;
    private readonly SemaphoreSlim _copying = new(1);
    private Databases? _shared;
    private Databases? _template;
    private RunningStore? _store;

    /// <summary>The store that tests share. Each test makes a workspace of its own in it.</summary>
    public RunningStore Store => _store!;

    /// <summary>The databases behind <see cref="Store" />.</summary>
    public Databases Shared => _shared!;

    public async ValueTask InitializeAsync()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        for (var number = 1; number <= 2; number++)
        {
            // No test stops a server, so nothing has to be on the disk; what a commit means to a client is the same.
            builder
                .AddPostgres($"postgres-{number}")
                .WithArgs("-c", "shared_preload_libraries=pg_stat_statements", "-c", "pg_stat_statements.max=20000")
                .WithArgs("-c", "max_connections=200", "-c", "max_locks_per_transaction=1024")
                .WithArgs("-c", "jit=off", "-c", "random_page_cost=1.1", "-c", "fsync=off")
                .AddDatabase($"shards-{number}", databaseName: "notionstyle");
        }

        _app = await builder.BuildAsync();
        using var timeout = new CancellationTokenSource(StartMaximum);
        await _app.StartAsync(timeout.Token);
        foreach (var name in new[] { "shards-1", "shards-2" })
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, timeout.Token);
            _servers.Add((await _app.GetConnectionStringAsync(name, timeout.Token))!);
        }

        _shared = await NewMigratedDatabasesAsync();
        _store = await RunningStore.StartAsync(_shared.ConnectionStrings, poolSize: 40);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _copying.Dispose();
    }

    /// <summary>An empty database on each server.</summary>
    /// <param name="count">How many databases; past two, they take turns on the servers.</param>
    /// <param name="template">Databases to copy, one for each server.</param>
    public async Task<Databases> NewDatabasesAsync(int count = 2, IReadOnlyList<string>? template = null)
    {
        var pair = Interlocked.Increment(ref _pairs);
        var made = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"pgtests_{_run}_{pair}_{i + 1}");
            var server = _servers[i % _servers.Count];
            await ExecuteAsync(
                server,
                $"CREATE DATABASE {name} TEMPLATE {template?[i] ?? "template1"} STRATEGY {(template is null ? "WAL_LOG" : "FILE_COPY")}"
            );
            made.Add(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
        }

        return new Databases(made);
    }

    /// <summary>A migrated database on each server, copied from one that was migrated once.</summary>
    public async Task<Databases> NewMigratedDatabasesAsync()
    {
        // A database that is copied may have no other connection; so they are copied one after the other.
        await _copying.WaitAsync();
        try
        {
            if (_template is null)
            {
                _template = await NewDatabasesAsync();
                await (await RunningStore.StartAsync(_template.ConnectionStrings)).DisposeAsync();
            }

            return await NewDatabasesAsync(
                template: [.. _template.ConnectionStrings.Select(c => new NpgsqlConnectionStringBuilder(c).Database!)]
            );
        }
        finally
        {
            _copying.Release();
        }
    }

    /// <summary>Runs a statement on a connection of its own, which no pool keeps.</summary>
    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    internal static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}

/// <summary>Databases of one test; dropped with it.</summary>
public sealed class Databases(IReadOnlyList<string> connectionStrings) : IAsyncDisposable
{
    // Whatever a start could make or change, in the order of its name.
    private const string Picture = """
        SELECT 'class ' || n.nspname || '.' || c.relname || ' ' || c.oid || ' ' || c.relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\_%'
        UNION ALL SELECT 'schema ' || nspname FROM pg_namespace
        UNION ALL SELECT 'extension ' || extname FROM pg_extension
        UNION ALL SELECT 'function ' || oid FROM pg_proc WHERE oid > 16383
        ORDER BY 1
        """;

    public IReadOnlyList<string> ConnectionStrings { get; } = connectionStrings;

    /// <summary>Runs a statement on one of them, numbered as its connection string: from 1.</summary>
    public Task ExecuteAsync(int server, string sql) =>
        PostgresServers.ExecuteAsync(ConnectionStrings[server - 1], sql);

    /// <summary>The first column of what a query answers.</summary>
    public async Task<List<T>> QueryAsync<T>(int server, string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServers.Unpooled(ConnectionStrings[server - 1]));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(await reader.GetFieldValueAsync<T>(0));
        return rows;
    }

    /// <summary>All that a start could make or change on any of them, as lines.</summary>
    public async Task<List<string>> PictureAsync()
    {
        var all = new List<string>();
        for (var i = 1; i <= ConnectionStrings.Count; i++)
            all.AddRange((await QueryAsync<string>(i, Picture)).Select(line => $"{i}: {line}"));
        return all;
    }

    public async Task<T> ScalarAsync<T>(int server, string sql) => (await QueryAsync<T>(server, sql)).Single();

    public async ValueTask DisposeAsync()
    {
        foreach (var connectionString in ConnectionStrings)
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            var name = builder.Database;
            builder.Database = "postgres";
            await PostgresServers.ExecuteAsync(
                builder.ConnectionString,
                $"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
            );
        }
    }
}
