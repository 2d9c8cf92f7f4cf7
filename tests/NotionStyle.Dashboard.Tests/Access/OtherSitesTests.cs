using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Access;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>What pages of other sites in the same browser can do: nothing.</summary>
public sealed class OtherSitesTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("192.168.0.7:5490", HttpStatusCode.Forbidden)]
    [InlineData("0.0.0.0", HttpStatusCode.Forbidden)]
    [InlineData("[2001:db8::1]", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:5490", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]:5490", HttpStatusCode.OK)]
    public async Task A_name_that_was_pointed_at_this_machine_is_not_answered(string host, HttpStatusCode expected)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        foreach (var path in (string[])["/login", "/health", "/api/v1/runs"])
        {
            using var answer = await dashboard.GetAsync(path, ("Host", host), ("x-api-key", RunningDashboard.Key));
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_name_of_the_settings_is_answered()
    {
        await using var dashboard = await RunningDashboard.StartAsync(start =>
            start.Settings["Dashboard:Frontend:Hosts"] = "tea.example; 192.168.0.7"
        );

        foreach (var host in (string[])["Tea.Example:5490", "192.168.0.7", "localhost"])
            using (var answer = await dashboard.GetAsync("/login", ("Host", host)))
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var other = await dashboard.GetAsync("/login", ("Host", "a.tea.example"));
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Theory]
    [InlineData("http://*:0")]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://tea.example:0")]
    public void An_address_that_other_machines_reach_ends_the_start(string url)
    {
        var directory = Directory.CreateTempSubdirectory("notionstyle-access-").FullName;
        try
        {
            var start = new DashboardStart { Url = url };

            var e = Assert.Throws<DashboardException>(() => RunningDashboard.Build(directory, start));

            Assert.Contains("is open to other machines", e.Message, StringComparison.Ordinal);
            Assert.Contains("Dashboard__Frontend__Hosts", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("http://elsewhere.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    [InlineData("https://127.0.0.1")]
    [InlineData("")]
    public async Task What_a_page_of_another_origin_asks_is_refused_although_the_cookie_comes_with_it(string origin)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();

        foreach (var (method, path) in Doors)
        {
            using var answer = await dashboard.SendAsync(method, path, null, ("Cookie", cookie), ("Origin", origin));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain(
                answer.Headers,
                h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    [Theory]
    [InlineData("cross-site", "no-cors", "image")]
    [InlineData("same-site", "no-cors", "script")]
    [InlineData("same-site", "cors", "empty")]
    [InlineData("cross-site", "navigate", "iframe")]
    [InlineData("same-site", "navigate", "embed")]
    public async Task What_another_site_loads_or_frames_is_refused(string site, string mode, string destination)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();

        foreach (
            var path in (string[])["/", "/traces", "/api/v1/runs", "/app.css", $"/login?t={RunningDashboard.Token}"]
        )
        {
            using var answer = await dashboard.GetAsync(
                path,
                ("Cookie", cookie),
                ("Sec-Fetch-Site", site),
                ("Sec-Fetch-Mode", mode),
                ("Sec-Fetch-Dest", destination)
            );
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_link_of_another_site_leads_to_a_page_but_not_into_the_api()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        (string, string)[] link =
        [
            ("Cookie", await dashboard.LoginAsync()),
            ("Sec-Fetch-Site", "same-site"),
            ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Dest", "document"),
        ];

        using var page = await dashboard.GetAsync("/structuredlogs", link);
        using var login = await dashboard.GetAsync($"/login?t={RunningDashboard.Token}", link);
        using var api = await dashboard.GetAsync("/api/v1/sql?q=SELECT%201", link);
        using var post = await dashboard.SendAsync(HttpMethod.Post, "/logout", null, link);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, login.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
    }

    [Fact]
    public async Task A_web_socket_opens_for_our_own_pages_only()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();

        using var own = await ConnectAsync(dashboard, cookie, dashboard.Pages.ToString().TrimEnd('/'));
        var other = await Assert.ThrowsAsync<WebSocketException>(() =>
            ConnectAsync(dashboard, cookie, "http://localhost:1")
        );
        var nobody = await Assert.ThrowsAsync<WebSocketException>(() =>
            ConnectAsync(dashboard, "", dashboard.Pages.ToString().TrimEnd('/'))
        );

        Assert.Equal(WebSocketState.Open, own.State);
        Assert.Contains("403", other.Message, StringComparison.Ordinal);
        Assert.Contains("401", nobody.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_pages_than_the_maximum_are_told_so_and_one_that_closes_makes_room()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();
        var sockets = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < OpenPages.Maximum; i++)
                sockets.Add(await ConnectAsync(dashboard, cookie, null));
            using var refused = await dashboard.GetAsync("/_blazor?id=x", ("Cookie", cookie));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("Close some", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

            sockets[0].Abort();

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await IsFullAsync(dashboard, cookie))
                await Task.Delay(20, patience.Token);
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/traces")]
    [InlineData("/api/v1/runs")]
    [InlineData("/no/such/page")]
    [InlineData("/app.css")]
    public async Task Every_answer_tells_the_browser_what_not_to_do(string path)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();

        using var answer = await dashboard.GetAsync(path, ("Cookie", cookie));
        using var refused = await dashboard.GetAsync(path);

        foreach (var headers in (Dictionary<string, string>[])[Headers(answer), Headers(refused)])
        {
            var policy = headers["Content-Security-Policy"];
            Assert.Contains("default-src 'self'; script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            Assert.Equal(
                ("nosniff", "DENY", "no-referrer", "same-origin", "same-origin"),
                (
                    headers["X-Content-Type-Options"],
                    headers["X-Frame-Options"],
                    headers["Referrer-Policy"],
                    headers["Cross-Origin-Opener-Policy"],
                    headers["Cross-Origin-Resource-Policy"]
                )
            );
            Assert.Contains("camera=()", headers["Permissions-Policy"], StringComparison.Ordinal);
            if (path != "/app.css")
                Assert.Contains("no-store", headers["Cache-Control"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_one_inline_script_is_allowed_by_a_number_that_is_new_each_time()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();
        var nonces = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await dashboard.GetAsync("/", ("Cookie", cookie));
            var nonce = Headers(answer)["Content-Security-Policy"].Split("'nonce-")[1].Split('\'')[0];
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.Contains($"<script type=\"importmap\" nonce=\"{nonce}\">", text, StringComparison.Ordinal);
            nonces.Add(nonce);
        }

        Assert.NotEqual(nonces[0], nonces[1]);
    }

    [Fact]
    public async Task The_ports_of_telemetry_show_no_pages_and_ask_for_no_login()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var port = dashboard.App.Services.GetRequiredService<OtlpPorts>().Http;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        using var page = await client.GetAsync("/login", Ct);
        using var api = await client.GetAsync("/api/v1/runs", Ct);
        using var telemetry = await client.PostAsync(
            "/v1/traces",
            new ByteArrayContent([]) { Headers = { ContentType = new("application/x-protobuf") } },
            Ct
        );

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK),
            (page.StatusCode, api.StatusCode, telemetry.StatusCode)
        );
    }

    [Fact]
    public async Task A_failure_shows_no_stack_trace()
    {
        await using var dashboard = await RunningDashboard.StartAsync(start =>
        {
            start.Settings["environment"] = "Development";
            start.Services = services =>
                services.AddSingleton<ITelemetryCatalog>(_ => throw new InvalidOperationException("secret reason"));
        });

        using var answer = await dashboard.GetAsync("/api/v1/runs", ("x-api-key", RunningDashboard.Key));

        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.InternalServerError, 500), (answer.StatusCode, problem.Status));
        Assert.DoesNotContain("secret reason", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("DENY", Headers(answer)["X-Frame-Options"]);
    }

    private static readonly (HttpMethod, string)[] Doors =
    [
        (HttpMethod.Get, "/"),
        (HttpMethod.Get, "/api/v1/runs"),
        (HttpMethod.Get, "/_blazor"),
        (HttpMethod.Post, "/_blazor/negotiate"),
        (HttpMethod.Post, "/login"),
        (HttpMethod.Post, "/logout"),
        (HttpMethod.Options, "/api/v1/runs"),
    ];

    private static async Task<bool> IsFullAsync(RunningDashboard dashboard, string cookie)
    {
        using var answer = await dashboard.GetAsync("/_blazor?id=x", ("Cookie", cookie));
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage answer) =>
        answer.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value));

    private static async Task<ClientWebSocket> ConnectAsync(RunningDashboard dashboard, string cookie, string? origin)
    {
        var socket = new ClientWebSocket();
        if (cookie.Length > 0)
            socket.Options.SetRequestHeader("Cookie", cookie);
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        var address = new UriBuilder(new Uri(dashboard.Pages, "/_blazor")) { Scheme = "ws" }.Uri;
        try
        {
            await socket.ConnectAsync(address, Ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
