using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using DuckDB.NET.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using NotionStyle.Dashboard.Databases;
using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Access;
using NotionStyle.Testing;
using Npgsql;

namespace NotionStyle.Dashboard.Tests.Databases;

/// <summary>The statistics of real servers that the block store has filled.</summary>
public sealed class ServersTests(ServersTests.Servers servers) : IClassFixture<ServersTests.Servers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_shard_has_its_server_and_its_size()
    {
        await using var databases = servers.Open();
        using var statistics = Statistics(databases);
        var overview = await statistics.OverviewAsync(Ct);

        Assert.Equal(Enumerable.Range(0, 480), overview.Shards.Select(s => s.Number));
        Assert.All(overview.Shards, s => Assert.Equal(s.Number < 240 ? "shards-1" : "shards-2", s.Server));
        Assert.All(overview.Shards, s => Assert.True(s.Bytes > 0));
        Assert.Equal([240, 240], overview.Servers.Select(s => s.Shards));
        Assert.All(overview.Servers, s => Assert.Null(s.Problem));
        var filled = overview.Shards[servers.FilledShard];
        Assert.Equal(filled.Number, overview.Shards.MaxBy(s => s.Bytes)!.Number);
        Assert.True(filled.Rows > 0, $"{filled.Rows}");
        Assert.Equal("This dashboard stores no telemetry.", overview.TelemetryProblem);
        Assert.Null(filled.Activity);

        var tables = await statistics.TablesAsync(servers.FilledShard, Ct);
        Assert.Null(tables.Problem);
        Assert.Equal(
            [
                "block",
                "collection",
                "comment",
                "discussion",
                "file_upload",
                "notion_user",
                "space",
                "token",
                "transaction",
            ],
            tables.Tables.Select(t => t.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(filled.Bytes, Sum(tables));
        // One in which nothing was ever written or analysed: its indexes have their first pages all the same.
        var empty = overview.Shards[(servers.FilledShard + 1) % 480];
        Assert.True(empty.Bytes > 0);
        Assert.Equal(empty.Bytes, Sum(await statistics.TablesAsync(empty.Number, Ct)));
    }

    [Fact]
    public async Task After_a_vacuum_the_count_of_the_catalog_is_as_good_as_the_files()
    {
        await using var databases = servers.Open();
        using var statistics = Statistics(databases);
        // An empty shard of the other server, so that nothing else counts on it.
        var shard = (servers.FilledShard + 240) % 480;
        await using var writer = NpgsqlDataSource.Create(servers.ConnectionString(shard / 240));
        await using (
            var write = writer.CreateCommand(
                $"""
                CREATE TABLE shard{shard:D3}.filler AS SELECT g AS id, repeat('x', 500) AS text FROM generate_series(1, 20000) g;
                CREATE INDEX ON shard{shard:D3}.filler (id)
                """
            )
        )
            await write.ExecuteNonQueryAsync(Ct);
        try
        {
            var before = (await statistics.OverviewAsync(Ct)).Shards[shard].Bytes!.Value;
            Assert.True(before > 10_000_000, $"{before}");
            await using (var vacuum = writer.CreateCommand($"VACUUM ANALYZE shard{shard:D3}.filler"))
                await vacuum.ExecuteNonQueryAsync(Ct);
            using var later = Statistics(databases);
            var after = (await later.OverviewAsync(Ct)).Shards[shard].Bytes!.Value;
            Assert.InRange(after, before * 0.99, before * 1.01);
            Assert.InRange(Sum(await later.TablesAsync(shard, Ct)), after, after * 1.01);
        }
        finally
        {
            await using var drop = writer.CreateCommand($"DROP TABLE shard{shard:D3}.filler");
            await drop.ExecuteNonQueryAsync(Ct);
        }
    }

    [Fact]
    public async Task Sizes_are_measured_once_a_minute_and_whether_a_server_answers_more_often()
    {
        await using var databases = servers.Open();
        var time = new LaterTime();
        using var statistics = new ShardStatistics(databases, new ShardActivityReader(null, time), time);
        var measured = await MeasurementsAsync(databases);

        for (var i = 0; i < 5; i++)
        {
            await statistics.OverviewAsync(Ct);
            time.Later += TimeSpan.FromSeconds(11);
        }

        Assert.Equal(1, await MeasurementsAsync(databases) - measured);
        time.Later += TimeSpan.FromSeconds(11);
        Assert.Equal(480, (await statistics.OverviewAsync(Ct)).Shards.Count(s => s.Bytes > 0));
        Assert.Equal(2, await MeasurementsAsync(databases) - measured);
    }

    private static long Sum(ShardTables tables) => tables.Tables.Sum(t => t.TableBytes + t.IndexBytes + t.ToastBytes);

    /// <summary>How often the first server was asked for sizes.</summary>
    private static async Task<long> MeasurementsAsync(DatabaseServers databases)
    {
        await using var command = databases
            .All[0]
            .DataSource.CreateCommand(
                "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query LIKE 'WITH indexes AS MATERIALIZED%' AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
            );
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    [Fact]
    public async Task A_server_that_is_down_says_so_and_the_other_is_there()
    {
        await using var databases = servers.Open(("shards-2", "Host=127.0.0.1;Port=1;Username=u;Password=p"));
        using var statistics = Statistics(databases);
        var overview = await statistics.OverviewAsync(Ct);
        Assert.Equal(480, overview.Shards.Count);
        Assert.Null(overview.Servers[0].Problem);
        Assert.StartsWith("The server cannot be reached", overview.Servers[1].Problem, StringComparison.Ordinal);
        Assert.All(overview.Shards, s => Assert.Equal(s.Number >= 240, s.Bytes is null));
        Assert.StartsWith(
            "The server cannot be reached",
            (await statistics.TablesAsync(300, Ct)).Problem,
            StringComparison.Ordinal
        );

        using var statements = new StatementStatistics(databases, TimeProvider.System);
        var read = await statements.ReadAsync(Ct);
        Assert.Null(read[0].Problem);
        Assert.StartsWith("The server cannot be reached", read[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_server_that_has_the_map_the_other_tells_of_its_own_shards()
    {
        await using var databases = servers.Open(("shards-1", "Host=127.0.0.1;Port=1;Username=u;Password=p"));
        using var statistics = Statistics(databases);
        var overview = await statistics.OverviewAsync(Ct);
        Assert.Equal(Enumerable.Range(240, 240), overview.Shards.Select(s => s.Number));
        Assert.Equal("It is not known which server has this shard.", (await statistics.TablesAsync(3, Ct)).Problem);
        Assert.StartsWith(
            "There is no shard 480",
            (await statistics.TablesAsync(480, Ct)).Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Statements_of_all_shards_are_one_and_their_text_names_none()
    {
        await using var databases = servers.Open();
        using var statistics = new StatementStatistics(databases, TimeProvider.System);
        var read = await statistics.ReadAsync(Ct);
        Assert.All(read, s => Assert.Null(s.Problem));
        Assert.Equal(["shards-1", "shards-2"], read.Select(s => s.Server));
        var statements = read.SelectMany(s => s.Statements).ToArray();
        Assert.DoesNotContain(statements, s => s.Text is not null && Regex.IsMatch(s.Text, "shard[0-9]{3}\\b"));
        var remember = read[servers.FilledShard / 240]
            .Statements.Where(s =>
                s.Text?.StartsWith("INSERT INTO shardNNN.transaction", StringComparison.Ordinal) == true
            )
            .ToArray();
        Assert.True(remember.Sum(s => s.Calls) >= Servers.Edits, $"{remember.Sum(s => s.Calls)}");
        // The migration made the same table 240 times on each server.
        var create = read[0]
            .Statements.Where(s => s.Text?.Contains("CREATE TABLE shardNNN.token", StringComparison.Ordinal) == true);
        Assert.Equal(240, Assert.Single(create).Calls);
        Assert.All(read, s => Assert.True(s.TotalMilliseconds >= s.Statements.Sum(t => t.TotalMilliseconds) - 0.001));
    }

    [Fact]
    public async Task A_database_without_the_extension_says_the_remedy()
    {
        await using var databases = servers.Open(("shards-1", servers.EmptyDatabase));
        using var statements = new StatementStatistics(databases, TimeProvider.System);
        var read = await statements.ReadAsync(Ct);
        Assert.Contains("CREATE EXTENSION pg_stat_statements", read[0].Problem, StringComparison.Ordinal);
        using var statistics = Statistics(databases);
        Assert.Contains(
            "when the block service starts",
            (await statistics.OverviewAsync(Ct)).Servers[0].Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_can_be_written_and_no_statement_runs_for_ever()
    {
        await using var databases = servers.Open();
        await using var write = databases.All[0].DataSource.CreateCommand("DELETE FROM notionstyle.shard_map");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync(Ct));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
        await using var settings = databases
            .All[0]
            .DataSource.CreateCommand(
                "SELECT current_setting('statement_timeout') || ' ' || current_setting('application_name')"
            );
        Assert.Equal("5s notionstyle-dashboard", await settings.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Edits_and_latencies_come_from_the_stored_histograms()
    {
        using var telemetry = new MemoryTelemetry();
        var now = Timestamp.From(TimeProvider.System.GetUtcNow());
        var start = (now - TimeSpan.FromHours(1)).UnixNano;
        // Shard 1 has counted for an hour, and 300 edits of it are of the last five minutes.
        telemetry.Series(1, """{"notionstyle.shard":1,"notionstyle.server":"shards-1"}""");
        telemetry.Point(1, now - TimeSpan.FromMinutes(6), start, [1_000, 0, 0]);
        telemetry.Point(1, now - TimeSpan.FromMinutes(2), start, [1_100, 0, 0]);
        telemetry.Point(1, now, start, [1_100, 200, 0]);
        // Shard 2 was edited for the first time just now, by the same process.
        telemetry.Series(2, """{"notionstyle.shard":2}""");
        telemetry.Point(2, now, start, [1, 0, 0]);
        // Shard 3 was edited long ago, and what is no shard is none.
        telemetry.Series(3, """{"notionstyle.shard":3}""");
        telemetry.Point(3, now - TimeSpan.FromMinutes(6), start, [7, 0, 0]);
        telemetry.Point(3, now, start, [7, 0, 0]);
        telemetry.Series(4, """{"notionstyle.shard":480}""");
        telemetry.Point(4, now, start, [7, 0, 0]);
        telemetry.Series(5, """{"x":[""");
        telemetry.Point(5, now, start, [7, 0, 0]);

        await using var databases = servers.Open();
        using var statistics = new ShardStatistics(
            databases,
            new ShardActivityReader(telemetry, TimeProvider.System),
            TimeProvider.System
        );
        var overview = await statistics.OverviewAsync(Ct);
        Assert.Null(overview.TelemetryProblem);
        Assert.Equal(new ShardActivity(300, 1, 6_250_000, 9_925_000), overview.Shards[1].Activity);
        Assert.Equal(1, overview.Shards[2].Activity!.Edits);
        Assert.Equal(ShardActivity.None, overview.Shards[3].Activity);
        Assert.Equal(301, overview.Servers[0].Activity!.Edits);
        Assert.Equal(ShardActivity.None, overview.Servers[1].Activity);
    }

    [Fact]
    public async Task Histograms_that_come_as_differences_add_up_within_the_window()
    {
        using var telemetry = new MemoryTelemetry();
        var now = Timestamp.From(TimeProvider.System.GetUtcNow());
        // Two block services, one of which counts all that ever was, as a sender may choose.
        telemetry.Series(1, """{"notionstyle.shard":1}""", isDelta: true);
        telemetry.Series(2, """{"notionstyle.shard":1}""", isDelta: true);
        telemetry.Series(3, """{"notionstyle.shard":1}""");
        telemetry.Difference(1, now - TimeSpan.FromMinutes(6), [1_000, 0, 0]);
        telemetry.Difference(1, now - TimeSpan.FromMinutes(4), [60, 100, 0]);
        telemetry.Difference(1, now, [0, 40, 0]);
        telemetry.Difference(2, now - TimeSpan.FromMinutes(1), [30, 60, 0]);
        telemetry.Point(3, now, now.UnixNano, [10, 0, 0]);
        // Shard 2 was edited before the window alone.
        telemetry.Series(4, """{"notionstyle.shard":2}""", isDelta: true);
        telemetry.Difference(4, now - TimeSpan.FromMinutes(6), [7, 0, 0]);

        var (shards, problem) = await new ShardActivityReader(telemetry, TimeProvider.System).ReadAsync(Ct);
        Assert.Null(problem);
        Assert.Equal(
            new ShardActivity(300, 1, 6_250_000, 9_925_000),
            ShardActivityReader.Summarize(shards!.GetValueOrDefault(1))
        );
        Assert.Equal(ShardActivity.None, ShardActivityReader.Summarize(shards!.GetValueOrDefault(2)));
    }

    private static ShardStatistics Statistics(DatabaseServers databases) =>
        new(databases, new ShardActivityReader(null, TimeProvider.System), TimeProvider.System);

    /// <summary>A telemetry store in memory, with its real schema.</summary>
    private sealed class MemoryTelemetry : ITelemetryReader, IDisposable
    {
        private readonly DuckDBConnection _connection = new("DataSource=:memory:");

        public MemoryTelemetry()
        {
            _connection.Open();
            using var schema = typeof(ServersTests).Assembly.GetManifestResourceStream("schema-001.sql")!;
            using var reader = new StreamReader(schema);
            Execute(reader.ReadToEnd());
        }

        public void Series(int series, string attributes, bool isDelta = false) =>
            Execute(
                $"INSERT INTO series VALUES ({series}, 1, 'm', '{ShardActivityReader.Instrument}', '', 's', 3, {isDelta}, '{attributes}')"
            );

        /// <summary>What was measured in the five seconds before a moment.</summary>
        public void Difference(int series, Timestamp time, double[] buckets) =>
            Point(series, time, (time - TimeSpan.FromSeconds(5)).UnixNano, buckets);

        public void Point(int series, Timestamp time, long start, double[] buckets) =>
            Execute(
                FormattableString.Invariant(
                    $"INSERT INTO point VALUES (1, {series}, {start}, {time.UnixNano}, 0, 0, NULL, NULL, [0.005, 0.01], [{string.Join(", ", buckets)}], NULL)"
                )
            );

        public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken) =>
            Task.FromResult(query(_connection));

        public void Dispose() => _connection.Dispose();

        private void Execute(string sql)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Two databases that the block store has migrated and written to, and one that nobody has.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        /// <summary>Transactions that were committed.</summary>
        public const int Edits = 20;

        private readonly Dictionary<string, string> _connectionStrings = [];
        private DistributedApplication? _app;

        /// <summary>The shard whose workspace was edited.</summary>
        public int FilledShard { get; private set; }

        /// <summary>The connection string of the database in which nothing is.</summary>
        public string EmptyDatabase => _connectionStrings["shards-9"];

        public async ValueTask InitializeAsync()
        {
            var builder = DistributedApplicationTestingBuilder.Create();
            var server = builder
                .AddPostgres("postgres")
                .WithArgs("-c", "shared_preload_libraries=pg_stat_statements", "-c", "pg_stat_statements.max=20000")
                .WithArgs("-c", "max_locks_per_transaction=1024", "-c", "fsync=off");
            string[] names = ["shards-1", "shards-2", "shards-9"];
            foreach (var name in names)
                server.AddDatabase(name);
            _app = await builder.BuildAsync();
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await _app.StartAsync(timeout.Token);
            foreach (var name in names)
            {
                await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, timeout.Token);
                _connectionStrings[name] = (await _app.GetConnectionStringAsync(name, timeout.Token))!;
            }

            await FillAsync(timeout.Token);
        }

        /// <summary>The connection string of a server with shards, the first is 0.</summary>
        public string ConnectionString(int server) => _connectionStrings[$"shards-{server + 1}"];

        /// <summary>The dashboard's view of the two databases, or of others under their names.</summary>
        internal DatabaseServers Open(params (string Name, string ConnectionString)[] others) =>
            new(Configuration(others));

        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
            {
                await _app.StopAsync();
                await _app.DisposeAsync();
            }
        }

        private IConfiguration Configuration(params (string Name, string ConnectionString)[] others)
        {
            var settings = new Dictionary<string, string?>
            {
                ["ConnectionStrings:shards-1"] = _connectionStrings["shards-1"],
                ["ConnectionStrings:shards-2"] = _connectionStrings["shards-2"],
            };
            foreach (var (name, connectionString) in others)
                settings["ConnectionStrings:" + name] = connectionString;
            return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        }

        private async Task FillAsync(CancellationToken ct)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Configuration.AddConfiguration(Configuration());
            builder.Services.AddPostgresBlocks(builder.Configuration);
            var host = builder.Build();
            await host.StartAsync(ct);
            var workspaces = host.Services.GetRequiredService<IWorkspaces>();
            var blocks = host.Services.GetRequiredService<IBlockStore>();
            var made = await workspaces.CreateWorkspaceAsync("Workspace", "Owner", null, ct);
            FilledShard = LogicalShard.Of(made.SpaceId);
            var owner = new Actor(made.SpaceId, made.OwnerId);
            for (var i = 0; i < Edits; i++)
            {
                var id = Guid.NewGuid();
                var insert = Build.Insert(
                    id,
                    "page",
                    RecordPointer.Space(made.SpaceId),
                    new JsonObject
                    {
                        ["properties"] = new JsonObject
                        {
                            ["title"] = new JsonArray(new JsonArray(new string('x', 20_000))),
                        },
                    }
                );
                await blocks.CommitAsync(owner, Build.Transaction(made.SpaceId, insert), ct);
            }

            await host.StopAsync(ct);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
