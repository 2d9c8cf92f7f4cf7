using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Access;
using NotionStyle.Dashboard.Otlp;

namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>Every endpoint that there is needs the cookie or the key, but those that are named here.</summary>
public sealed class OpenEndpointsTests
{
    private static readonly string[] Open =
    [
        "GET /alive",
        "GET /app.css",
        "GET /favicon.svg",
        "GET /frame.js",
        "GET /health",
        "GET /login",
        "POST /alive",
        "POST /health",
        "POST /login",
    ];

    [Fact]
    public async Task Only_the_login_its_look_and_the_health_are_open()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var (asked, open) = await AskAllAsync(dashboard);

        Assert.Equal(Open, open);
        Assert.Contains("GET /", asked);
        Assert.Contains("GET /api/v1/traces", asked);
        Assert.Contains("GET /_blazor", asked);
        Assert.True(asked.Count > 40, $"Only {asked.Count} endpoints were found.");
    }

    [Fact]
    public async Task An_endpoint_that_was_left_open_is_found()
    {
        await using var dashboard = await RunningDashboard.StartAsync(start =>
            start.Endpoints = app => app.MapGet("/planted/{id}", () => "data").OpenToEverybody()
        );

        var (_, open) = await AskAllAsync(dashboard);

        Assert.Equal(["GET /planted/1"], open.Except(Open));
    }

    [Theory]
    [InlineData("/lib/echarts.js")]
    [InlineData("/LOGIN/../traces")]
    [InlineData("/app.css/")]
    [InlineData("/health/x")]
    [InlineData("/no/such/page")]
    [InlineData("/%2e%2e/etc/passwd")]
    public async Task What_looks_like_an_open_path_is_not(string path)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await dashboard.GetAsync(path);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/login", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_and_the_connection_of_pages_say_what_is_missing_instead_of_leading_to_the_login()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        foreach (
            var path in (string[])["/api/v1/runs", "/api/openapi.json", "/api/none", "/_blazor", "/_blazor/negotiate"]
        )
        {
            using var answer = await dashboard.GetAsync(path);
            var problem = await answer.ProblemAsync();
            Assert.Equal((HttpStatusCode.Unauthorized, "Not logged in"), (answer.StatusCode, problem.Title));
            Assert.Contains("x-api-key", problem.Detail, StringComparison.Ordinal);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Theory]
    [InlineData("x-api-key", RunningDashboard.Key)]
    [InlineData("x-api-key", RunningDashboard.Token)]
    [InlineData("Authorization", "Bearer " + RunningDashboard.Key)]
    [InlineData("Authorization", "bearer  " + RunningDashboard.Token)]
    public async Task The_key_opens_the_api_and_nothing_else(string header, string value)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var api = await dashboard.GetAsync("/api/v1/runs", (header, value));
        using var page = await dashboard.GetAsync("/traces", (header, value));
        using var circuit = await dashboard.SendAsync(HttpMethod.Post, "/_blazor/negotiate", null, (header, value));

        Assert.Equal(HttpStatusCode.OK, api.StatusCode);
        Assert.False(api.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, circuit.StatusCode);
    }

    [Theory]
    [InlineData("x-api-key", "wrong")]
    [InlineData("x-api-key", RunningDashboard.Key + "x")]
    [InlineData("Authorization", "Bearer wrong")]
    public async Task A_wrong_key_is_told_so(string header, string value)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await dashboard.GetAsync("/api/v1/runs", (header, value));

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "Wrong key"),
            (answer.StatusCode, (await answer.ProblemAsync()).Title)
        );
    }

    [Fact]
    public async Task Guessing_keys_is_stopped_for_a_minute_and_does_not_close_the_login()
    {
        var time = new LaterTime();
        await using var dashboard = await RunningDashboard.StartAsync(start =>
            start.Services = services => services.AddSingleton<TimeProvider>(time)
        );

        for (var i = 0; i < 20; i++)
            using (var wrong = await dashboard.GetAsync("/api/v1/runs", ("x-api-key", $"guess {i}")))
                Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using var right = await dashboard.GetAsync("/api/v1/runs", ("x-api-key", RunningDashboard.Key));
        var cookie = await dashboard.LoginAsync();
        time.Later = TimeSpan.FromMinutes(1);
        using var later = await dashboard.GetAsync("/api/v1/runs", ("x-api-key", RunningDashboard.Key));

        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), right.Headers.RetryAfter?.Delta);
        Assert.NotEmpty(cookie);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task There_is_nothing_to_write_to_without_a_login()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        foreach (
            var method in (HttpMethod[])
                [
                    HttpMethod.Post,
                    HttpMethod.Put,
                    HttpMethod.Delete,
                    HttpMethod.Patch,
                    HttpMethod.Options,
                    HttpMethod.Head,
                ]
        )
        foreach (var path in (string[])["/", "/traces", "/logout", "/api/v1/runs"])
        {
            using var answer = await dashboard.SendAsync(method, path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    /// <summary>Asks every endpoint without a cookie or a key: what was asked, and what answered.</summary>
    private static async Task<(List<string> Asked, List<string> Open)> AskAllAsync(RunningDashboard dashboard)
    {
        List<string> asked = [];
        List<string> open = [];
        var endpoints = dashboard
            .App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<OtlpEndpoint>() is null);
        foreach (var endpoint in endpoints)
        {
            var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(Example));
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            foreach (var method in methods.Count > 0 ? methods : ["GET", "POST"])
            {
                using var answer = await dashboard.SendAsync(HttpMethod.Parse(method), path, null);
                asked.Add($"{method} {path}");
                var isRefused =
                    answer.StatusCode == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.Count > 0
                    || answer.StatusCode == HttpStatusCode.Redirect
                        && answer.Headers.Location!.OriginalString.StartsWith("/login", StringComparison.Ordinal);
                if (!isRefused && method != "HEAD")
                    open.Add($"{method} {path}");
            }
        }

        return (asked, [.. open.Distinct().Order(StringComparer.Ordinal)]);
    }

    private static string Example(RoutePatternPathSegment segment) =>
        string.Concat(
            segment.Parts.Select(part =>
                part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    _ => "1",
                }
            )
        );
}
