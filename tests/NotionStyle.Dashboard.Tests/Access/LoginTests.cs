using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>The token, the cookie, and what they open.</summary>
public sealed class LoginTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_token_gives_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await dashboard.GetAsync($"/login?t={RunningDashboard.Token}");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        using var page = await dashboard.GetAsync("/", ("Cookie", cookie.Split(';')[0]));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task A_page_asked_for_without_the_cookie_is_shown_after_the_login()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var refused = await dashboard.GetAsync("/traces?q=%C3%BC%20tea");
        var login = refused.Headers.Location!.ToString();
        using var answer = await dashboard.GetAsync($"{login}&t={RunningDashboard.Token}");

        Assert.StartsWith("/login?returnUrl=", login, StringComparison.Ordinal);
        Assert.Equal("/traces?q=%C3%BC%20tea", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("\\\\elsewhere.example")]
    [InlineData("/\t/elsewhere.example")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("elsewhere")]
    [InlineData("/träces")]
    [InlineData("")]
    public async Task The_login_leads_to_pages_of_its_own_only(string returnUrl)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await dashboard.GetAsync(
            $"/login?t={RunningDashboard.Token}&returnUrl={Uri.EscapeDataString(returnUrl)}"
        );

        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_wrong_token_shows_the_form_again_with_what_is_wrong_and_not_with_what_was_typed()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var answer = await PostAsync(dashboard, "<b>wrong</b>", "/traces");
        var text = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("This token is not right", text, StringComparison.Ordinal);
        Assert.Contains("value=\"/traces\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong</b>", text, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_form_takes_the_token_as_a_browser_posts_it()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        // Because of the referrer policy, Chromium says nothing of the origin of a form.
        using var answer = await PostAsync(
            dashboard,
            $" {RunningDashboard.Token} ",
            "/traces",
            ("Origin", "null"),
            ("Sec-Fetch-Site", "same-origin")
        );

        Assert.Equal((HttpStatusCode.Redirect, "/traces"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task A_form_that_is_none_is_refused_in_words()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var json = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json"));
        using var broken = new StringContent("x", MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b"));
        using var large = new StringContent(
            "t=" + new string('x', 100_000),
            MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")
        );

        using var noForm = await dashboard.SendAsync(HttpMethod.Post, "/login", json);
        using var cutOff = await dashboard.SendAsync(HttpMethod.Post, "/login", broken);
        using var tooLarge = await dashboard.SendAsync(HttpMethod.Post, "/login", large);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, noForm.StatusCode);
        Assert.InRange((int)cutOff.StatusCode, 400, 401);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.DoesNotContain("   at ", await tooLarge.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_is_stopped_for_a_minute_while_who_is_logged_in_goes_on()
    {
        var time = new LaterTime();
        await using var dashboard = await RunningDashboard.StartAsync(start =>
            start.Services = services => services.AddSingleton<TimeProvider>(time)
        );
        var cookie = await dashboard.LoginAsync();

        var guesses = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => dashboard.GetAsync($"/login?t=guess-number-{i}"))
        );
        using var right = await dashboard.GetAsync($"/login?t={RunningDashboard.Token}");
        using var page = await dashboard.GetAsync("/api/v1/runs", ("Cookie", cookie));
        time.Later = TimeSpan.FromMinutes(1);
        using var later = await dashboard.GetAsync($"/login?t={RunningDashboard.Token}");

        Assert.Equal(20, guesses.Count(g => g.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(30, guesses.Count(g => g.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_was_changed_or_made_up_opens_nothing()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();
        var name = cookie.Split('=')[0];
        var middle = cookie.Length / 2;
        var other = cookie[middle] == 'A' ? 'B' : 'A';
        string[] wrong =
        [
            cookie[..middle] + other + cookie[(middle + 1)..],
            $"{name}=",
            $"{name}=x",
            $"{name}={RunningDashboard.Token}",
            $"{name}={new string('x', 8_000)}",
            "notionstyle-login-1=" + cookie.Split('=')[1],
        ];

        foreach (var value in wrong)
        {
            using var answer = await dashboard.GetAsync("/api/v1/runs", ("Cookie", value));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Logging_out_takes_the_cookie_away()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var cookie = await dashboard.LoginAsync();

        using var answer = await dashboard.SendAsync(HttpMethod.Post, "/logout", null, ("Cookie", cookie));
        using var linked = await dashboard.GetAsync("/logout", ("Cookie", cookie));

        Assert.Equal("/login", answer.Headers.Location?.ToString());
        Assert.Contains(
            "expires=Thu, 01 Jan 1970",
            answer.Headers.GetValues("Set-Cookie").Single(),
            StringComparison.Ordinal
        );
        Assert.False(linked.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_login_outlives_a_restart_but_not_a_new_token()
    {
        var directory = Directory.CreateTempSubdirectory("notionstyle-access-").FullName;
        try
        {
            string value;
            await using (var first = await RunningDashboard.StartAsync(directory: directory))
                value = (await first.LoginAsync()).Split('=', 2)[1];

            await using (var second = await RunningDashboard.StartAsync(directory: directory))
            {
                using var answer = await second.GetAsync(
                    "/api/v1/runs",
                    ("Cookie", $"notionstyle-login-{second.Pages.Port}={value}")
                );
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            await using var third = await RunningDashboard.StartAsync(
                start => start.Settings["Dashboard:Frontend:BrowserToken"] = "another-token-now",
                directory
            );
            using var refused = await third.GetAsync(
                "/api/v1/runs",
                ("Cookie", $"notionstyle-login-{third.Pages.Port}={value}")
            );
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task The_keys_of_the_cookie_are_for_this_user_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes of Unix.");
            return;
        }

        var data = Directory.CreateTempSubdirectory("notionstyle-access-").FullName;
        // As a copy from elsewhere may have left it.
        var folder = Directory.CreateDirectory(Path.Combine(data, "keys"));
        folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        await using (var dashboard = await RunningDashboard.StartAsync(directory: data))
            await dashboard.LoginAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder.FullName)
        );
        var keys = Directory.GetFiles(folder.FullName);

        Assert.NotEmpty(keys);
        foreach (var key in keys)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task The_printed_address_logs_in_and_each_start_makes_a_token_of_128_bits()
    {
        var printed = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var dashboard = await RunningDashboard.StartAsync(start =>
                start.Settings["Dashboard:Frontend:BrowserToken"] = ""
            );
            await using var output = new StringWriter();
            await NotionStyle.Dashboard.Access.AccessExtensions.AnnounceAsync(dashboard.App, output);
            var line = output.ToString().Split('\n')[0].Trim();
            Assert.StartsWith(
                $"Dashboard: http://localhost:{dashboard.Pages.Port}/login?t=",
                line,
                StringComparison.Ordinal
            );
            using var answer = await dashboard.GetAsync(new Uri(line["Dashboard: ".Length..]).PathAndQuery);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            printed.Add(line.Split("t=")[1]);
        }

        Assert.All(printed, token => Assert.Equal(32, token.Length));
        Assert.NotEqual(printed[0], printed[1]);
    }

    [Theory]
    [InlineData("BrowserToken")]
    [InlineData("ApiKey")]
    public void A_token_that_can_be_guessed_ends_the_start(string name)
    {
        var directory = Directory.CreateTempSubdirectory("notionstyle-access-").FullName;
        try
        {
            var start = new DashboardStart();
            start.Settings[$"Dashboard:Frontend:{name}"] = "short";
            var e = Assert.Throws<DashboardException>(() => RunningDashboard.Build(directory, start));

            Assert.Contains($"Dashboard__Frontend__{name} has 5 characters", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(
        RunningDashboard dashboard,
        string token,
        string returnUrl,
        params (string, string)[] headers
    ) =>
        dashboard.SendAsync(
            HttpMethod.Post,
            "/login",
            new FormUrlEncodedContent([new("t", token), new("returnUrl", returnUrl)]),
            headers
        );
}
