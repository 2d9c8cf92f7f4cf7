using NotionStyle.Blocks.Postgres;
using Npgsql;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>
/// The service over two new databases of a PostgreSQL server, whose connection string is in NOTIONSTYLE_TEST_POSTGRES and whose user may make
/// databases. They are dropped at the end. Without the variable these tests are skipped.
/// </summary>
public sealed class PostgresService : IAsyncLifetime
{
    public const string Variable = "NOTIONSTYLE_TEST_POSTGRES";

    private readonly string? _server = Environment.GetEnvironmentVariable(Variable);
    private readonly List<string> _databases = [];
    private TestService? _service;

    internal TestService Service
    {
        get
        {
            Assert.SkipUnless(_service is not null, $"{Variable} is not set.");
            return _service;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (_server is null)
            return;
        var settings = new List<string>();
        foreach (var number in new[] { 1, 2 })
        {
            var name = $"notionstyle_test_{Guid.NewGuid():N}";
            await ExecuteAsync($"CREATE DATABASE {name}");
            _databases.Add(name);
            var connection = new NpgsqlConnectionStringBuilder(_server) { Database = name };
            settings.Add($"--ConnectionStrings:shards-{number}={connection}");
        }

        _service = await TestService.StartAsync(
            builder => builder.Services.AddPostgresBlocks(builder.Configuration),
            [.. settings]
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        foreach (var name in _databases)
            await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server!);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
