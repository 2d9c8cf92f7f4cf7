using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Api;
using NotionStyle.Dashboard.Resources;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Access;
using NotionStyle.Dashboard.Tests.Pages;
using NotionStyle.Dashboard.Tests.Storage;

namespace NotionStyle.Dashboard.Tests.Api;

/// <summary>The API over HTTP, on the real store.</summary>
public sealed class ApiTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_comes_with_ids_in_hexadecimal_times_to_the_nanosecond_and_attributes_as_they_were_sent()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var span = Samples.Span(1, """{"db.rows":3,"text":"</script>","list":[1,2.5,true]}""") with
        {
            Start = new Timestamp(1_795_380_000_123_456_789),
            DurationNano = 1_500,
            ParentSpanId = new SpanId(0xab),
            Status = SpanStatus.Error,
            Kind = SpanKind.Client,
            Events = [new SpanEvent(new Timestamp(1_795_380_000_000_000_001), "exception", TelemetryAttributes.None)],
        };
        await dashboard.WriteAsync(new TelemetryBatch { Spans = [span] });

        var trace = await dashboard.ReadAsync($"/traces/{span.TraceId}");

        var read = trace["spans"]![0]!;
        Assert.Equal(span.TraceId.ToString(), (string)read["traceId"]!);
        Assert.Equal("0000000000000002", (string)read["spanId"]!);
        Assert.Equal("00000000000000ab", (string)read["parentSpanId"]!);
        Assert.Equal("2026-11-22T20:40:00.123456789Z", (string)read["start"]!);
        Assert.Equal("2026-11-22T20:40:00.123458289Z", (string)read["end"]!);
        Assert.Equal(1_500, (long)read["durationNano"]!);
        Assert.Equal(("client", "error"), ((string)read["kind"]!, (string)read["status"]!));
        Assert.Equal("blocks", (string)read["resource"]!["serviceName"]!);
        Assert.Equal("2026-11-22T20:40:00.000000001Z", (string)read["events"]![0]!["time"]!);
        Assert.Equal(
            span.Attributes.Json,
            read["attributes"]!.ToJsonString(
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        );
    }

    [Fact]
    public async Task Every_filter_of_traces_can_be_asked_for()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        // Ten spans are one trace: 0 to 9, 10 to 19, 20 to 29.
        var spans = Samples.Spans(0, 30);
        spans[15] = spans[15] with { DurationNano = 50_000_000, Status = SpanStatus.Error, Name = "SELECT tea" };
        await dashboard.WriteAsync(new TelemetryBatch { Spans = spans });
        var (first, slow, last) = (Id(spans[0]), Id(spans[15]), Id(spans[29]));

        Assert.Equal([last, slow, first], await IdsAsync(""));
        Assert.Equal([first, slow, last], await IdsAsync("?order=oldest"));
        Assert.Equal([slow], await IdsAsync("?order=longest&take=1"));
        Assert.Equal([slow, first], await IdsAsync("?skip=1&take=5"));
        Assert.Equal([slow], await IdsAsync("?min=20ms"));
        Assert.Equal([last, first], await IdsAsync("?max=20ms"));
        Assert.Equal([slow], await IdsAsync("?errors=true"));
        Assert.Equal([slow], await IdsAsync("?q=select%20TEA"));
        Assert.Equal([slow], await IdsAsync("?f=n:gt:14&f=n:lt:16"));
        Assert.Equal([last], await IdsAsync("?f=name:has:pages/29&service=blocks"));
        Assert.Empty(await IdsAsync("?service=other"));
        Assert.Empty(await IdsAsync("?run=2"));
        Assert.Equal(3, (await IdsAsync("?run=1&range=1h")).Count);
        Assert.Empty(await IdsAsync("?range=2020-01-01..2020-01-02"));
        var histogram = await dashboard.ReadAsync("/traces/histogram?errors=true");
        Assert.Equal(1, histogram["slots"]!.AsArray().Sum(s => (long)s!["count"]!));

        async Task<List<string>> IdsAsync(string query) =>
            [
                .. (await dashboard.ReadAsync("/traces" + query))["traces"]!
                    .AsArray()
                    .Select(t => (string)t!["traceId"]!),
            ];
    }

    [Fact]
    public async Task Logs_metrics_services_runs_and_the_store_can_be_asked_for()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        await dashboard.WriteAsync(
            new TelemetryBatch
            {
                Logs = [Samples.Log(0), Samples.Log(1) with { Severity = 17, Body = "boom" }],
                Points = [Samples.Point(1, -30), Samples.Point(1, -20, 5)],
            }
        );

        var logs = await dashboard.ReadAsync("/logs?severity=17&service=blocks");
        var counts = await dashboard.ReadAsync("/logs/counts?slots=1");
        var instruments = await dashboard.ReadAsync("/metrics?service=blocks");
        var chart = await dashboard.ReadAsync("/metrics/chart?instrument=requests.1&meter=Meter&range=15m&points=10");
        var services = await dashboard.ReadAsync("/services");
        var runs = await dashboard.ReadAsync("/runs");
        var compared = await dashboard.ReadAsync("/runs/compare?a=1&b=1");
        var store = await dashboard.ReadAsync("/statistics");

        Assert.Equal((1, "boom"), ((int)logs["total"]!, (string)logs["records"]![0]!["body"]!));
        Assert.Equal((1, 1), ((int)counts[0]!["errors"]!, (int)counts[0]!["others"]!));
        Assert.Equal("requests.1", (string)instruments[0]!["name"]!);
        Assert.Contains(
            chart["curves"]!.AsArray(),
            c => (string)c!["statistic"]! == "rate" && c["values"]!.AsArray().Any(v => v is not null && (double)v > 0)
        );
        Assert.Equal(("blocks", 1), ((string)services[0]!["name"]!, (int)services[0]!["logErrors"]!));
        Assert.Equal(1, (int)runs[0]!["number"]!);
        Assert.Empty(compared.AsArray());
        Assert.Equal((2, 2), ((int)store["logsStored"]!, (int)store["pointsStored"]!));
    }

    [Fact]
    public async Task Resources_come_without_the_values_of_secrets()
    {
        var host = new FakeResourceSource();
        host.Show(
            new ResourceInstance
            {
                Id = "a-1",
                Name = "a",
                Type = "Project",
                State = "Running",
                Environment = [new EnvironmentVariable("OPEN", "x"), new EnvironmentVariable("SECRET", null)],
            }
        );
        await using var dashboard = await RunningDashboard.StartAsync(start =>
            start.Services = services => services.AddSingleton<IResourceSource>(host)
        );

        var answer = await dashboard.ReadAsync("/resources");

        Assert.True((bool)answer["isConnected"]!);
        Assert.Equal(
            """[{"name":"OPEN","value":"x"},{"name":"SECRET","value":null}]""",
            answer["resources"]![0]!["environment"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var errors = await dashboard.ErrorsAsync(
            "/traces?range=soon&min=fast&max=-1ms&run=first&errors=yes&order=random&f=a:like:b&f=a&f=b:eq:1&skip=-1&take=1001&servcie=x&q=a&q=b"
        );

        Assert.Equal(
            ["errors", "f", "max", "min", "order", "q", "range", "run", "servcie", "skip", "take"],
            errors.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal("'soon' must be like 15m, 6h, 2d, all or FROM..TO in ISO 8601.", Assert.Single(errors["range"]));
        Assert.Equal("'1001' must be a whole number from 1 to 1000.", Assert.Single(errors["take"]));
        Assert.Equal("'random' must be one of newest, oldest, longest, shortest.", Assert.Single(errors["order"]));
        Assert.Equal("It may come once only.", Assert.Single(errors["q"]));
        Assert.Equal(2, errors["f"].Length);
        Assert.StartsWith(
            "There is no such parameter. There are: range, service",
            Assert.Single(errors["servcie"]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/traces/xyz", "traceId")]
    [InlineData("/traces/00000000000000000000000000000000", "traceId")]
    [InlineData("/traces/1f", "traceId")]
    [InlineData("/logs?trace=1&take=0", "trace,take")]
    [InlineData("/logs?span=xyz&severity=25", "span,severity")]
    [InlineData("/logs/counts?slots=0", "slots")]
    [InlineData("/metrics/chart", "instrument")]
    [InlineData("/metrics/chart?instrument=a&points=1&d=x", "points,d")]
    [InlineData("/runs/compare?a=1", "b")]
    [InlineData("/runs/compare?a=0&b=2147483648", "a,b")]
    [InlineData("/shards/480", "shard")]
    [InlineData("/shards/-1", "shard")]
    [InlineData("/sql", "q")]
    [InlineData("/runs?take=1", "take")]
    public async Task What_is_wrong_is_named(string path, string parameters)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var errors = await dashboard.ErrorsAsync(path);

        Assert.Equal(parameters.Split(',').Order(), errors.Keys.Order());
    }

    [Theory]
    [InlineData("GET", "/api/v1/traces/0123456789abcdef0123456789abcdef")]
    [InlineData("GET", "/api/v1/metrics/chart?instrument=none")]
    [InlineData("GET", "/api/v1/none")]
    [InlineData("GET", "/api/v2/traces")]
    [InlineData("POST", "/api/v1/traces")]
    [InlineData("DELETE", "/api/v1/runs")]
    [InlineData("PUT", "/api/openapi.json")]
    public async Task What_is_not_there_is_a_problem_document(string method, string path)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await dashboard.SendAsync(
            HttpMethod.Parse(method),
            path,
            null,
            ("x-api-key", RunningDashboard.Key)
        );

        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.NotFound, 404), (answer.StatusCode, problem.Status));
        Assert.NotEmpty(problem.Detail);
    }

    [Fact]
    public async Task The_document_names_every_endpoint_with_its_parameters_and_every_endpoint_answers()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var answer = await dashboard.GetAsync("/api/openapi.json", ("x-api-key", RunningDashboard.Key));
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

        var mapped = dashboard
            .App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(p => p.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        Assert.Equal("3.1.0", (string)document["openapi"]!);
        var paths = document["paths"]!.AsObject();
        Assert.Equal(mapped, paths.Select(p => p.Key).Order(StringComparer.Ordinal));
        foreach (var (path, item) in paths)
        {
            var parameters = item!["get"]!["parameters"]!.AsArray();
            Assert.All(parameters, p => Assert.NotEmpty((string)p!["description"]!));
            // A parameter that an endpoint declares it also takes.
            var query = string.Join(
                '&',
                parameters
                    .Where(p => (string)p!["in"]! == "query")
                    .Select(p => $"{p!["name"]}={Example((string)p["name"]!)}")
            );
            using var asked = await dashboard.GetAsync(
                path.Replace("{traceId}", new string('1', 32), StringComparison.Ordinal)
                    .Replace("{shard}", "1", StringComparison.Ordinal)
                    + "?"
                    + query,
                ("x-api-key", RunningDashboard.Key)
            );
            Assert.True(
                asked.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound,
                $"{path}?{query}: {await asked.Content.ReadAsStringAsync(Ct)}"
            );
        }
    }

    [Fact]
    public async Task A_person_finds_all_of_it_on_a_page()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var stranger = await dashboard.GetAsync("/api");
        using var page = await dashboard.GetAsync("/api", ("Cookie", await dashboard.LoginAsync()));

        var text = await page.Content.ReadAsStringAsync(Ct);

        Assert.Equal("/login?returnUrl=%2Fapi", stranger.Headers.Location?.OriginalString);
        Assert.All(
            ApiExtensions.Endpoints,
            e => Assert.Contains($"GET /api/v1{e.Path}<", text, StringComparison.Ordinal)
        );
    }

    private static string Id(Span span) => span.TraceId.ToString();

    private static string Example(string name) =>
        name switch
        {
            "range" => "1h",
            "q" => "SELECT%201",
            "f" => "a:eq:b",
            "d" => "a:b",
            "min" or "max" => "20ms",
            "errors" or "oldest" => "true",
            "order" => "longest",
            "trace" => new string('1', 32),
            "span" => new string('1', 16),
            "severity" => "17",
            "service" or "instrument" or "meter" or "by" => "tea",
            _ => "2",
        };
}
