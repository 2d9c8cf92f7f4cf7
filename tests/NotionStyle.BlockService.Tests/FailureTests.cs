using System.Net.Sockets;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>Whatever goes wrong, the caller gets the one shape of an error.</summary>
public sealed class FailureTests
{
    /// <summary>Below /v1 with the status that the Notion API documents, elsewhere with that of HTTP.</summary>
    [Theory]
    [InlineData("GET", "/nope", 404)]
    [InlineData("GET", "/v1", 400)]
    [InlineData("POST", "/v1/nope", 400)]
    [InlineData("GET", "/v1/pages//chunk", 400)]
    [InlineData("GET", "/v1/pages/a/b/chunk", 400)]
    [InlineData("GET", "/v1/../../etc/passwd", 404)]
    [InlineData("GET", "/v10/users", 404)]
    [InlineData("GET", "/openapi/v2.json", 404)]
    [InlineData("GET", "/docs/../appsettings.json", 404)]
    public async Task An_unknown_route_is_an_invalid_request_url(string method, string path, int status)
    {
        await using var service = await TestService.StartAsync();
        (await service.SendAsync(method, path, null)).Refused(status, "invalid_request_url");
    }

    [Theory]
    [InlineData("GET", "/v1/transactions", "POST")]
    [InlineData("PUT", "/v1/members", "GET, POST")]
    [InlineData("DELETE", "/v1/members/me", "GET")]
    [InlineData("GET", "/v1/tokens/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01", "DELETE")]
    [InlineData("OPTIONS", "/v1/sync", "POST")]
    [InlineData("BREW", "/v1/sync", "POST")]
    public async Task A_wrong_method_is_told_the_right_ones(string method, string path, string allowed)
    {
        await using var service = await TestService.StartAsync();
        var answer = await service.SendAsync(method, path, null);
        answer.Refused(405, "method_not_allowed", path);
        Assert.Equal(allowed, answer.Headers["Allow"]);
    }

    [Fact]
    public async Task Every_refusal_of_the_store_has_its_status_and_code()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        (ErrorCode Code, int Status, string Name)[] expected =
        [
            (ErrorCode.ValidationError, 400, "validation_error"),
            (ErrorCode.InvalidJson, 400, "invalid_json"),
            (ErrorCode.Unauthorized, 401, "unauthorized"),
            (ErrorCode.RestrictedResource, 403, "restricted_resource"),
            (ErrorCode.ObjectNotFound, 404, "object_not_found"),
            (ErrorCode.ConflictError, 409, "conflict_error"),
            (ErrorCode.CursorExpired, 400, "cursor_expired"),
            (ErrorCode.PayloadTooLarge, 413, "payload_too_large"),
            (ErrorCode.ServiceUnavailable, 503, "service_unavailable"),
        ];
        Assert.Equal(Enum.GetValues<ErrorCode>(), expected.Select(e => e.Code));
        foreach (var (code, status, name) in expected)
        {
            service.Blocks.Before = _ => throw new BlockStoreException(code, "Because.", new IOException("secret"));
            var answer = await workspace.GetAsync("/v1/members");
            answer.Refused(status, name, "Because.");
            Assert.Equal(status == 503, answer.Headers.ContainsKey("Retry-After"));
        }

        Assert.Empty(service.Errors.Lines);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_logged_under_the_request_id_and_not_shown()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        service.Blocks.Before = _ => throw new InvalidOperationException("password=secret");
        var answer = await workspace.GetAsync("/v1/members");
        answer.Refused(500, "internal_server_error");
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        var line = Assert.Single(service.Errors.Lines);
        Assert.Contains(answer.Json.GetProperty("request_id").GetString()!, line, StringComparison.Ordinal);
        Assert.Contains("password=secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_503_that_says_when_to_come_back()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        Exception[] outages =
        [
            new TimeoutException(),
            new IOException("wrapped", new SocketException((int)SocketError.ConnectionRefused)),
            new Npgsql.NpgsqlException("Exception while reading from stream", new IOException()),
            new OperationCanceledException(),
        ];
        foreach (var outage in outages)
        {
            service.Blocks.Before = _ => throw outage;
            var answer = await workspace.GetAsync("/v1/members");
            answer.Refused(503, "service_unavailable");
            Assert.Equal("1", answer.Headers["Retry-After"]);
        }
    }

    [Fact]
    public async Task A_request_that_hangs_is_ended()
    {
        await using var service = await TestService.StartAsync("--BlockService:RequestTimeoutSeconds=1");
        var workspace = await service.NewWorkspaceAsync();
        service.Blocks.Before = ct => Task.Delay(Timeout.Infinite, ct);
        var answer = await workspace.GetAsync("/v1/members");
        answer.Refused(503, "service_unavailable", "not done in time");
        Assert.Equal("1", answer.Headers["Retry-After"]);
        service.Blocks.Before = null;
        (await workspace.GetAsync("/v1/members")).Ok();
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_what_was_asked_and_is_no_error()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        service.Blocks.Before = async ct =>
        {
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                cancelled.SetResult();
            }
        };
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/members");
        request.Headers.Authorization = new("Bearer", workspace.Token);
        var asked = service.Client.SendAsync(request, leaving.Token);
        await entered.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        service.Blocks.Before = null;
        (await workspace.GetAsync("/v1/members")).Ok();
        Assert.Empty(service.Errors.Lines);
    }

    [Fact]
    public async Task Transactions_beyond_those_that_may_wait_are_told_to_come_back()
    {
        await using var service = await TestService.StartAsync(
            "--BlockService:TransactionsAtOnce=1",
            "--BlockService:TransactionsWaiting=1"
        );
        var workspace = await service.NewWorkspaceAsync();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        service.Blocks.Before = ct =>
        {
            entered.TrySetResult();
            return release.Task.WaitAsync(ct);
        };
        var first = CommitAsync();
        await entered.Task;
        // One of these two may wait; the other one is told at once.
        Task<Answer>[] others = [CommitAsync(), CommitAsync()];
        var refused = await await Task.WhenAny(others);
        refused.Refused(503, "service_unavailable", "Send the same transaction again");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        // Reading goes on meanwhile.
        (await service.SendAsync("GET", "/alive", null)).Ok();
        release.SetResult();
        (await first).Ok();
        Assert.Equal(1, (await Task.WhenAll(others)).Count(a => (int)a.Status == 200));

        Task<Answer> CommitAsync() =>
            workspace.PostAsync("/v1/transactions", workspace.Insert(Guid.NewGuid(), "page", "P").ToJsonString());
    }

    [Fact]
    public async Task A_request_under_way_is_finished_when_the_service_stops()
    {
        var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        service.Blocks.Before = ct =>
        {
            entered.TrySetResult();
            return release.Task.WaitAsync(ct);
        };
        var asked = workspace.GetAsync("/v1/members");
        await entered.Task;
        var stopping = service.StopAsync();
        release.SetResult();
        (await asked).Ok();
        await stopping;
        await service.DisposeAsync();
    }

    /// <summary>Some of these the web server refuses before there is a request, with a status alone; none may hurt.</summary>
    [Theory]
    [InlineData("GET /%00 HTTP/1.1|Host: a")]
    [InlineData("GET /v1/pages/%2e%2e%2f/chunk HTTP/1.1|Host: a")]
    [InlineData("GET /%ed%a0%80%ff HTTP/1.1|Host: a")]
    [InlineData("GET // HTTP/1.1|Host: a")]
    [InlineData("GET /a\\b?c=%zz&d=%0d%0a HTTP/1.1|Host: a")]
    [InlineData("GET http://[::1/x HTTP/1.1|Host: a")]
    [InlineData("OPTIONS * HTTP/1.1|Host: a")]
    [InlineData("CONNECT a:443 HTTP/1.1|Host: a:443")]
    [InlineData("HEAD /v1/members HTTP/1.1|Host: a")]
    [InlineData("GET /v1/members HTTP/1.1")]
    [InlineData("GET /v1/members HTTP/9.9|Host: a")]
    [InlineData("GARBAGE")]
    [InlineData("POST /v1/sync HTTP/1.1|Host: a|Content-Length: -1")]
    [InlineData("POST /v1/sync HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2")]
    [InlineData("POST /v1/sync HTTP/1.1|Host: a|Content-Length: 99999999999999999999")]
    [InlineData("POST /v1/sync HTTP/1.1|Host: a|Transfer-Encoding: gzip")]
    [InlineData("GET /v1/members HTTP/1.1|Host: a|Authorization: Bearer \u00e9")]
    [InlineData("GET /v1/members HTTP/1.1|Host: a|: empty")]
    public async Task What_is_hardly_http_is_refused_and_forgotten(string lines)
    {
        await using var service = await TestService.StartAsync();
        var request = lines.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\nConnection: close\r\n\r\n";
        var answer = await RawHttp.ExchangeAsync(service, System.Text.Encoding.UTF8.GetBytes(request));
        Assert.Matches("^(HTTP/1.1 4|HTTP/1.1 505|$)", answer);
        (await service.SendAsync("GET", "/alive", null)).Ok();
        Assert.Empty(service.Errors.Lines);
    }

    [Fact]
    public async Task A_header_without_end_is_refused()
    {
        await using var service = await TestService.StartAsync();
        var answer = await RawHttp.ExchangeAsync(
            service,
            RawHttp.Head("GET", "/v1/members", "x-long: " + new string('x', 100_000))
        );
        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }
}
