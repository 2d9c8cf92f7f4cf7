using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using NotionStyle.Blocks;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>What is the same for every endpoint with a body.</summary>
public sealed class BodyTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    public static TheoryData<string> Paths =>
        ["/v1/transactions", "/v1/sync", "/v1/search/blocks", "/v1/members", "/v1/tokens", "/v1/workspaces"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_body_that_is_not_json_is_invalid_json(string path)
    {
        var token = await TokenAsync(path);
        string[] bodies =
        [
            "",
            " ",
            "{",
            "{\"a\":1,}",
            "{'a':1}",
            "{\"a\":1}{}",
            "// comment\n{}",
            "\ufeff{}",
            "nan",
            "{\"limit\":1e400}",
            "{\"a\":1,\"a\":2}",
            "{\"query\":\"\\u0000\"}",
            "{\"name\":\"a\\ud800b\"}",
            "{\"name\":\"raw \u0000 NUL\"}",
            "{\"name\":\"tab\there\"}",
            string.Concat(Enumerable.Repeat("{\"a\":", 49)) + "1" + new string('}', 49),
            new string('[', 100_000),
        ];
        foreach (var body in bodies)
            (await _service.SendAsync("POST", path, token, body)).Refused(400, "invalid_json");
        byte[][] broken =
        [
            [0xff, 0xfe, 0x7b],
            [.. "{\"name\":\""u8, 0xc3, 0x28, .. "\"}"u8],
            [0x7b, 0xed, 0xa0, 0x80],
        ];
        foreach (var bytes in broken)
            (await _service.SendAsync("POST", path, token, Json(bytes))).Refused(400, "invalid_json", "UTF-8");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_body_that_is_not_said_to_be_json_is_not_read(string path)
    {
        var token = await TokenAsync(path);
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/xml" })
        {
            var content = new StringContent("{}", Encoding.UTF8, type);
            (await _service.SendAsync("POST", path, token, content)).Refused(415, "unsupported_media_type", type);
        }

        (await _service.SendAsync("POST", path, token)).Refused(415, "unsupported_media_type");
        var packed = Json("{}"u8.ToArray());
        packed.Headers.ContentEncoding.Add("gzip");
        (await _service.SendAsync("POST", path, token, packed)).Refused(415, "unsupported_media_type", "gzip");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_body_over_the_maximum_is_refused_with_its_length_known_or_not(string path)
    {
        var token = await TokenAsync(path);
        var length = StoreLimits.RequestBytesMaximum + 1;
        var known = await RawHttp.ExchangeAsync(
            _service,
            RawHttp.Head(
                "POST",
                path,
                "Content-Type: application/json",
                $"Authorization: Bearer {token}",
                string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}")
            )
        );
        Assert.StartsWith("HTTP/1.1 413", known, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"payload_too_large\"", known, StringComparison.Ordinal);

        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)' ');
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8];
        var unknown = await RawHttp.ExchangeAsync(
            _service,
            [
                RawHttp.Head(
                    "POST",
                    path,
                    "Content-Type: application/json",
                    $"Authorization: Bearer {token}",
                    "Transfer-Encoding: chunked"
                ),
                .. Enumerable.Repeat(chunk, length / piece.Length + 2),
                "0\r\n\r\n"u8.ToArray(),
            ]
        );
        Assert.StartsWith("HTTP/1.1 413", unknown, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"payload_too_large\"", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_below_the_maximum_is_read_whole_with_its_length_known_or_not()
    {
        var workspace = await _service.NewWorkspaceAsync();
        foreach (var chunked in new[] { false, true })
        {
            var transaction = workspace.Insert(Guid.NewGuid(), "paragraph", new string('é', 50_000)).ToJsonString();
            var padded = new byte[StoreLimits.RequestBytesMaximum];
            padded.AsSpan().Fill((byte)' ');
            Encoding.UTF8.GetBytes(transaction, padded);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transactions") { Content = Json(padded) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", workspace.Token);
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_body_that_stops_short_of_its_length_does_not_hurt_the_service()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var head = RawHttp.Head(
            "POST",
            "/v1/sync",
            "Content-Type: application/json",
            $"Authorization: Bearer {workspace.Token}",
            "Content-Length: 100"
        );
        using (var socket = new System.Net.Sockets.TcpClient())
        {
            await socket.ConnectAsync(
                _service.Address.Host,
                _service.Address.Port,
                TestContext.Current.CancellationToken
            );
            await socket.GetStream().WriteAsync(head, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync("{\"rec"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        (await workspace.PostAsync("/v1/sync", """{"records":[]}""")).Ok();
        Assert.Empty(_service.Errors.Lines);
    }

    [Fact]
    public async Task Chunks_that_are_no_chunks_are_an_invalid_request()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var answer = await RawHttp.ExchangeAsync(
            _service,
            RawHttp.Head(
                "POST",
                "/v1/sync",
                "Content-Type: application/json",
                $"Authorization: Bearer {workspace.Token}",
                "Transfer-Encoding: chunked"
            ),
            "zz\r\n{}\r\n0\r\n\r\n"u8.ToArray()
        );
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"invalid_request\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_in_a_text_is_a_text()
    {
        const string Sql = "'; DROP SCHEMA shard001 CASCADE; -- \\ $1 %s {0} \" ";
        var workspace = await _service.NewWorkspaceAsync();
        var quoted = System.Text.Json.JsonSerializer.Serialize(Sql);
        var page = await workspace.NewBlockAsync("page", Sql);
        var chunk = await workspace.GetAsync($"/v1/pages/{page}/chunk");
        Assert.Equal(
            Sql,
            chunk
                .Json.GetProperty("records")[0]
                .GetProperty("value")
                .GetProperty("properties")
                .GetProperty("title")[0][0]
                .GetString()
        );
        (await workspace.PostAsync("/v1/search/blocks", $$"""{"query":{{quoted}}}""")).Ok();
        var member = await workspace.PostAsync(
            "/v1/members",
            $$"""{"name":{{quoted}},"type":"person","role":"reader"}"""
        );
        Assert.Equal(Sql, member.Ok().Json.GetProperty("name").GetString());
        (await workspace.PostAsync("/v1/tokens", $$"""{"label":{{quoted}}}""")).Ok();
        foreach (var field in new[] { "types", "ancestor_id", "limit" })
            (await workspace.PostAsync("/v1/search/blocks", $$"""{"query":"a","{{field}}":{{quoted}}}""")).Refused(
                400,
                "validation_error",
                field
            );
        foreach (var field in new[] { "table", "id", "version" })
        {
            var record = new System.Text.Json.Nodes.JsonObject
            {
                ["table"] = "block",
                ["id"] = page.ToString(),
                ["version"] = 1,
                [field] = Sql,
            };
            (await workspace.PostAsync("/v1/sync", $$"""{"records":[{{record.ToJsonString()}}]}""")).Refused(
                400,
                "validation_error",
                $"records[0].{field}"
            );
        }
    }

    private static ByteArrayContent Json(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<string> TokenAsync(string path) =>
        path == "/v1/workspaces" ? TestService.AdminToken : (await _service.NewWorkspaceAsync()).Token;
}
