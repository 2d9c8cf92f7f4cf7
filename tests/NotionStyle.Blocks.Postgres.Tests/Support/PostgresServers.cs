using System.Globalization;
using Npgsql;

[assembly: AssemblyFixture(typeof(NotionStyle.Blocks.Postgres.Tests.Support.PostgresServers))]

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>Two PostgreSQL servers for the whole assembly, and one migrated store on them for the tests that change neither the schema nor the shard map.</summary>
public sealed class PostgresServers : IAsyncLifetime
{
    private readonly string[] _servers =
    [
        "Host=127.0.0.1;Port=55701;Username=postgres;Database=notionstyle",
        "Host=127.0.0.1;Port=55702;Username=postgres;Database=notionstyle",
    ];
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private int _pairs;
    private Databases? _shared;
    private RunningStore? _store;

    /// <summary>The store that tests share. Each test makes a workspace of its own in it.</summary>
    public RunningStore Store => _store!;

    /// <summary>The databases behind <see cref="Store" />.</summary>
    public Databases Shared => _shared!;

    public async ValueTask InitializeAsync()
    {
        _shared = await NewDatabasesAsync();
        _store = await RunningStore.StartAsync(_shared.ConnectionStrings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_shared is not null)
            await _shared.DisposeAsync();
    }

    /// <summary>An empty database on each server.</summary>
    /// <param name="count">How many databases; past two, they take turns on the servers.</param>
    public async Task<Databases> NewDatabasesAsync(int count = 2)
    {
        var pair = Interlocked.Increment(ref _pairs);
        var made = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"pgtests_{_run}_{pair}_{i + 1}");
            var server = _servers[i % _servers.Length];
            await ExecuteAsync(server, $"CREATE DATABASE {name}");
            made.Add(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
        }

        return new Databases(made);
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
