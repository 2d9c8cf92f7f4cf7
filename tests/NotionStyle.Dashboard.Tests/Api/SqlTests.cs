using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Access;
using NotionStyle.Dashboard.Tests.Storage;

namespace NotionStyle.Dashboard.Tests.Api;

/// <summary>SQL on the store: what can be read, and that nothing else can be done.</summary>
public sealed class SqlTests
{
    [Fact]
    public async Task A_select_reads_what_is_stored()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        await dashboard.WriteAsync(new TelemetryBatch { Spans = Samples.Spans(0, 3) });

        var answer = await dashboard.ReadAsync(
            "/sql?q=" + Uri.EscapeDataString("SELECT name, duration, parent_span_id FROM span ORDER BY duration DESC;")
        );

        Assert.Equal(
            """[{"name":"name","type":"VARCHAR"},{"name":"duration","type":"BIGINT"},{"name":"parent_span_id","type":"UnsignedBigInt"}]""",
            answer["columns"]!.ToJsonString(),
            ignoreCase: true
        );
        Assert.Equal(
            """[["GET /v1/pages/2",1002,null],["GET /v1/pages/1",1001,null],["GET /v1/pages/0",1000,null]]""",
            answer["rows"]!.ToJsonString()
        );
        Assert.False((bool)answer["isTruncated"]!);
    }

    [Theory]
    [InlineData("SELECT 9007199254740993", """[["9007199254740993"]]""")]
    [InlineData("SELECT 9007199254740991", "[[9007199254740991]]")]
    [InlineData(
        "SELECT 170141183460469231731687303715884105727::HUGEINT",
        """[["170141183460469231731687303715884105727"]]"""
    )]
    [InlineData("SELECT 1.50::DECIMAL(10,2), true, 0.5::DOUBLE", """[["1.50",true,0.5]]""")]
    [InlineData("SELECT 'NaN'::DOUBLE, 'Infinity'::DOUBLE", """[["NaN","Infinity"]]""")]
    [InlineData("SELECT TIMESTAMP '2026-11-22 21:00:00.5'", """[["2026-11-22T21:00:00.5"]]""")]
    [InlineData("SELECT TIMESTAMPTZ '2026-11-22 21:00:00+02'", """[["2026-11-22T19:00:00Z"]]""")]
    [InlineData(
        "SELECT DATE '2026-11-22', TIME '21:00:05.5', TIMETZ '10:00:00+02'",
        """[["2026-11-22","21:00:05.5","10:00:00\u002B02:00"]]"""
    )]
    [InlineData("SELECT 'abc'::BLOB, ['abc'::BLOB]", """[["YWJj",["YWJj"]]]""")]
    [InlineData("SELECT ['a', NULL], [[1], NULL], {'a': NULL::INT}", """[[["a",null],[[1],null],{"a":null}]]""")]
    [InlineData("SELECT list_filter([1, NULL], e -> e IS NOT NULL)", "[[[1]]]")]
    [InlineData("SELECT to_json([1, NULL]), CAST([1, NULL] AS VARCHAR)", """[["[1,null]","[1, NULL]"]]""")]
    [InlineData("SELECT '<script>'", """[["\u003Cscript\u003E"]]""")]
    [InlineData("WITH a AS (SELECT 1 AS x) FROM a", "[[1]]")]
    [InlineData("VALUES (1), (2)", "[[1],[2]]")]
    [InlineData("SELECT 1 WHERE false", "[]")]
    public async Task Values_keep_what_they_are(string sql, string rows)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        Assert.Equal(rows, await dashboard.SqlAsync(sql));
    }

    [Theory]
    [InlineData("INSERT INTO run VALUES (9, 9, 'x')")]
    [InlineData("UPDATE run SET label = 'x'")]
    [InlineData("DELETE FROM run")]
    [InlineData("TRUNCATE run")]
    [InlineData("DROP TABLE span")]
    [InlineData("CREATE TABLE t (a INT)")]
    [InlineData("CREATE TEMP TABLE t AS SELECT 1")]
    [InlineData("ALTER TABLE run RENAME TO r")]
    [InlineData("COPY (SELECT 1) TO '/tmp/stolen.csv'")]
    [InlineData("COPY run FROM '/etc/passwd'")]
    [InlineData("EXPORT DATABASE '/tmp/stolen'")]
    [InlineData("ATTACH '/tmp/other.duckdb' AS other")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("PRAGMA database_list")]
    [InlineData("PRAGMA memory_limit='1TB'")]
    [InlineData("SET memory_limit = '1TB'")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("RESET memory_limit")]
    [InlineData("CALL pragma_version()")]
    [InlineData("CHECKPOINT")]
    [InlineData("FORCE CHECKPOINT")]
    [InlineData("VACUUM")]
    [InlineData("BEGIN")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM run")]
    [InlineData("PREPARE p AS DELETE FROM run")]
    [InlineData("SELECT 1; DELETE FROM run")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("COMMIT; DELETE FROM run; SELECT 1")]
    [InlineData("WITH gone AS (DELETE FROM run RETURNING *) SELECT * FROM gone")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_blob('/etc/*')")]
    [InlineData("SELECT * FROM read_parquet('http://localhost:1/x.parquet')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM query('DELETE FROM run')")]
    [InlineData("SELECT getenv('HOME')")]
    [InlineData("SELECT nothing FROM nowhere")]
    [InlineData("SELEC 1")]
    [InlineData(";")]
    [InlineData("-- nothing")]
    public async Task Whatever_else_is_refused_and_leaves_no_trace(string sql)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var errors = await dashboard.ErrorsAsync("/sql?q=" + Uri.EscapeDataString(sql));

        Assert.NotEmpty(Assert.Single(errors["q"]));
        Assert.Equal("""[[1,""]]""", await dashboard.SqlAsync("SELECT run, label FROM run"));
        Assert.Equal("[[7]]", await dashboard.SqlAsync("SELECT count(*) FROM duckdb_tables()"));
        await dashboard.WriteAsync(new TelemetryBatch { Spans = Samples.Spans(0, 1) });
    }

    [Theory]
    [InlineData("[1, NULL]", "List")]
    [InlineData("[NULL, NULL]", "List")]
    [InlineData("[[1, NULL]]", "List")]
    [InlineData("[range, NULL]", "List")]
    [InlineData("{'a': [TIMESTAMP '2026-01-01', NULL]}", "Struct")]
    [InlineData("MAP {'a': NULL}", "Map")]
    public async Task A_null_that_the_driver_cannot_hand_over_is_named_with_its_column_and_the_remedy(
        string value,
        string type
    )
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        // Rows before it can be read; none of them is answered.
        var errors = await dashboard.ErrorsAsync(
            "/sql?q="
                + Uri.EscapeDataString(
                    $"SELECT 1 AS good, CASE WHEN range = 3000 THEN {value} END AS bounds FROM range(3001)"
                )
        );

        Assert.Equal(
            $"The column 'bounds' ({type}) cannot be read: a list or map in it has a NULL, which the driver of the database cannot hand over. Leave it out with list_filter(x, e -> e IS NOT NULL), or ask for to_json(x) or CAST(x AS VARCHAR).",
            Assert.Single(errors["q"])
        );
        Assert.Equal("[[1]]", await dashboard.SqlAsync("SELECT 1"));
    }

    [Theory]
    [InlineData("INTERVAL 3 MONTH")]
    [InlineData("'infinity'::TIMESTAMP")]
    [InlineData("DATE '10000-01-01'")]
    [InlineData("union_value(num := 2)")]
    public async Task A_value_that_has_no_form_in_the_driver_is_refused_with_the_remedy(string value)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var errors = await dashboard.ErrorsAsync("/sql?q=" + Uri.EscapeDataString($"SELECT {value} AS odd"));

        Assert.Contains("The column 'odd'", Assert.Single(errors["q"]), StringComparison.Ordinal);
        Assert.Contains("CAST(x AS VARCHAR)", Assert.Single(errors["q"]), StringComparison.Ordinal);
        Assert.StartsWith(
            "[[\"",
            await dashboard.SqlAsync($"SELECT CAST({value} AS VARCHAR)"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_is_bounded_in_characters_and_says_so()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var half = await dashboard.ReadAsync(
            "/sql?q=" + Uri.EscapeDataString("SELECT repeat('x', 6000000) FROM range(5)")
        );
        var errors = await dashboard.ErrorsAsync(
            "/sql?q=" + Uri.EscapeDataString("SELECT repeat('x', 20000000) FROM range(5)")
        );

        Assert.Equal(2, half["rows"]!.AsArray().Count);
        Assert.Equal((true, "characters"), ((bool)half["isTruncated"]!, (string?)half["truncatedBy"]));
        Assert.StartsWith(
            "The first row alone has 20,000,000 characters, and an answer at most 16,777,216.",
            Assert.Single(errors["q"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_is_bounded_in_rows()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var rows = await dashboard.ReadAsync("/sql?q=FROM%20range(10001)");
        var all = await dashboard.ReadAsync("/sql?q=FROM%20range(10000)");

        Assert.Equal((10_000, true), (rows["rows"]!.AsArray().Count, (bool)rows["isTruncated"]!));
        Assert.Equal(("rows", null), ((string?)rows["truncatedBy"], (string?)all["truncatedBy"]));
        Assert.Equal((10_000, false), (all["rows"]!.AsArray().Count, (bool)all["isTruncated"]!));
    }

    [Fact]
    public async Task A_statement_that_does_not_end_is_ended_and_the_store_goes_on()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var errors = await dashboard.ErrorsAsync(
            "/sql?q="
                + Uri.EscapeDataString(
                    "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range, b.range) = 1"
                )
        );

        Assert.Contains("did not end within 10 s", Assert.Single(errors["q"]), StringComparison.Ordinal);
        Assert.Equal("[[1]]", await dashboard.SqlAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_statement_whose_caller_has_gone_is_ended()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var gone = new CancellationTokenSource();
        var sql = Uri.EscapeDataString(
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range, b.range) = 1"
        );
        var asking = Enumerable
            .Range(0, 8)
            .Select(_ =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sql?q=" + sql);
                request.Headers.Add("x-api-key", RunningDashboard.Key);
                return dashboard.Client.SendAsync(request, gone.Token);
            })
            .ToList();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(asking));
        Assert.Equal("[[1]]", await dashboard.SqlAsync("SELECT 1"));
    }
}
