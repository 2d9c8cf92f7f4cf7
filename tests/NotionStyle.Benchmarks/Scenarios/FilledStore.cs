using DuckDB.NET.Data;
using NotionStyle.Dashboard;
using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>A telemetry database of an hour in a temporary file, made by the database itself: the writer has a benchmark of its own.</summary>
internal sealed class FilledStore : ITelemetryReader, IDisposable
{
    private const long BeginNano = 1_700_000_000_000_000_000;
    private const int LargeTraceNumber = 90_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("notionstyle-telemetry-").FullName;
    private readonly DuckDBConnection _connection;

    public FilledStore()
    {
        // The limits that the dashboard has by itself.
        _connection = new DuckDBConnection(
            $"Data Source={File};memory_limit={new StoreOptions().MemoryMegabytes}MiB;threads={Math.Clamp(Environment.ProcessorCount, 1, 4)}"
        );
        _connection.Open();
        Execute(
            System.IO.File.ReadAllText(
                Path.Combine(Repository.Root, "src/NotionStyle.Dashboard/Storage/schema-001.sql")
            )
        );
        foreach (var statement in Fill)
            Execute(statement);
        Execute("CHECKPOINT");
    }

    public static IStoreCounters Counters { get; } = new NoCounters();

    public static Timestamp Begin => new(BeginNano);

    public static Timestamp End => Begin + TimeSpan.FromHours(1);

    public static TraceId LargeTrace { get; } = Trace(LargeTraceNumber);

    public long Bytes => new FileInfo(File).Length;

    private string File => Path.Combine(_directory, "telemetry.duckdb");

    // The same in SQL: id(i).
    public static TraceId Trace(int number) =>
        new(((UInt128)Mix((ulong)number + 1) << 64) | Mix((ulong)number + 1_000_003));

    public static int Scan(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        return reader.Read() ? 1 : 0;
    }

    public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken) =>
        Task.FromResult(query(_connection));

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static ulong Mix(ulong value) => value * 2_654_435_761UL % 18_446_744_073_709_551_557UL;

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Ids look random to the database, spans of traces at the same time are mixed, one trace in twenty has an error, and attributes are those of a database call.
    private static readonly string[] Fill =
    [
        "CREATE TEMP MACRO mix(n) AS ((n::UHUGEINT * 2654435761) % 18446744073709551557)",
        "CREATE TEMP MACRO id(i) AS (mix(i + 1) << 64) + mix(i + 1000003)",
        $"INSERT INTO run VALUES (1, {BeginNano}, '--stage 1'), (2, {BeginNano} + 1800000000000, '--stage 1 --servers 4')",
        """
            INSERT INTO resource SELECT i, 'service-' || i, 'instance-' || i, '{"service.name":"service-' || i || '","service.instance.id":"instance-' || i || '","host.name":"laptop"}'
            FROM range(8) t(i)
            """,
        $$$"""
            INSERT INTO span
            SELECT CASE WHEN trace < 50000 THEN 1 ELSE 2 END, hash(i) % 8, id(trace), hash(i, 1) | 1, CASE WHEN k = 0 THEN NULL ELSE 1 END,
                ['GET /v1/pages/{id}', 'POST /v1/blocks', 'SELECT shard', 'UPDATE block', 'PATCH /v1/blocks/{id}/children', 'publish', 'INSERT operation', 'GET'][1 + (hash(i, 2) % 8)::INTEGER],
                CASE WHEN k = 0 THEN 2 ELSE 1 + hash(i, 3) % 3 END,
                {{{BeginNano}}} + trace * 36000000 + k * 100000,
                (1000000 + hash(i, 4) % 1000 * (hash(i, 5) % 1000) * 300)::BIGINT, CASE WHEN hash(i, 6) % 200 = 0 THEN 2 ELSE 0 END, NULL, NULL, 'Npgsql', '10.0.3',
                '{"db.system.name":"postgresql","db.namespace":"notion","db.query.text":"SELECT id, properties FROM shard_' || hash(i, 7) % 480
                    || '.block WHERE space_id = $1 AND id = ANY($2)","server.address":"127.0.0.1","server.port":5432,"notionstyle.shard":' || hash(i, 7) % 480
                    || ',"db.response.returned_rows":' || hash(i, 8) % 1000 || ',"http.route":"/v1/pages/' || hash(i, 9) % 100000 || '"}',
                CASE WHEN hash(i, 11) % 100 = 0 THEN '[{"t":' || {{{BeginNano}}} || ',"n":"commit","a":{}}]' END,
                CASE WHEN hash(i, 10) % 1000 = 0 THEN '[{"t":"' || lpad(lower(to_hex(id(trace % 100))), 32, '0') || '","s":"0000000000000001","a":{}}]' END
            FROM (SELECT i, CASE WHEN i >= 998010 THEN {{{LargeTraceNumber}}} ELSE i // 10 END AS trace, CASE WHEN i >= 998010 THEN i - 998000 ELSE i % 10 END AS k FROM range(1000000) t(i))
            ORDER BY trace * 36000000 + hash(i) % 300000000
            """,
        $$"""
            INSERT INTO log
            SELECT 1 + i // 250000, hash(i) % 8, {{BeginNano}} + i * 7200000, [5, 9, 9, 9, 9, 13, 17][1 + (hash(i, 1) % 7)::INTEGER], 'Information',
                'Executed DbCommand (' || hash(i, 2) % 1000 || 'ms) for shard ' || hash(i, 3) % 480, NULL, id(i // 5), 1, 'NotionStyle.BlockService.Blocks',
                '{"elapsed":' || hash(i, 2) % 1000 || ',"shard":' || hash(i, 3) % 480 || ',"{OriginalFormat}":"Executed DbCommand ({elapsed}ms) for shard {shard}"}'
            FROM range(500000) t(i)
            """,
        // 2,000 series, each read 500 times in the hour: a quarter are histograms of one instrument, a quarter the counters of another, the others of twenty gauges.
        """
            INSERT INTO series
            SELECT i, i % 8, 'meter', CASE i % 4 WHEN 0 THEN 'http.server.request.duration' WHEN 1 THEN 'requests' ELSE 'gauge-' || i % 20 END, '', 's', CASE i % 4 WHEN 0 THEN 3 WHEN 1 THEN 1 ELSE 0 END, false,
                '{"http.route":"/v1/route/' || i // 8 % 40 || '","http.response.status_code":' || 200 + i // 320 || ',"n":' || i || '}'
            FROM range(2000) t(i)
            """,
        $$"""
            INSERT INTO point
            SELECT 1 + k // 250, series, {{BeginNano}}, {{BeginNano}} + (k + 1) * 7200000000, k * 17.0, CASE WHEN series % 4 = 0 THEN k * 30 ELSE 0 END,
                CASE WHEN series % 4 = 0 THEN 0.001 END, CASE WHEN series % 4 = 0 THEN 9.0 END,
                CASE WHEN series % 4 = 0 THEN [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] END,
                CASE WHEN series % 4 = 0 THEN list_transform(range(15), lambda b: k * 2.0) END,
                NULL
            FROM range(500) t(k), range(2000) u(series) ORDER BY k, series
            """,
    ];

    private sealed class NoCounters : IStoreCounters
    {
        public long Received => 0;
        public long Duplicates => 0;
        public long Rejected => 0;
        public long Refused => 0;
        public long AgedOut => 0;
        public int QueueLength => 0;
        public int QueueMaximum => 0;
        public long BytesStored => 0;
        public long BytesMaximum => 0;
    }
}
