using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

public sealed class AuthTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData(null, "there is none")]
    [InlineData("Bearer", "it is of another scheme")]
    [InlineData("Bearer ", "of another scheme|empty or too long")]
    [InlineData("Basic YTpi", "it is of another scheme")]
    [InlineData("Bearer two words", "characters that no token has")]
    [InlineData("Bearer nst_garbage", "is not valid")]
    [InlineData("Bearer '; DROP TABLE access_token; --", "characters that no token has")]
    public async Task Without_a_valid_token_no_endpoint_answers(string? header, string message)
    {
        var api = await ApiDescription.ReadAsync(_service);
        foreach (var operation in api.Operations)
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(operation.Method),
                operation.Path.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            );
            if (header is not null)
                Assert.True(request.Headers.TryAddWithoutValidation("Authorization", header));
            using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var answer = new Answer(
                response,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            answer.Refused(401, "unauthorized");
            Assert.Contains(message.Split('|'), m => answer.Message.Contains(m, StringComparison.Ordinal));
            Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        }
    }

    [Fact]
    public async Task The_scheme_is_taken_in_any_case()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var answer = await RawHttp.ExchangeAsync(
            _service,
            RawHttp.Head("GET", "/v1/members/me", $"authorization: bEARER {workspace.Token}")
        );
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tokens_are_none()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var answer = await RawHttp.ExchangeAsync(
            _service,
            RawHttp.Head(
                "GET",
                "/v1/members/me",
                $"Authorization: Bearer {workspace.Token}",
                "Authorization: Bearer other"
            )
        );
        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("there are several", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_administrators_token_belongs_to_no_workspace()
    {
        (await _service.SendAsync("GET", "/v1/members", TestService.AdminToken)).Refused(
            403,
            "restricted_resource",
            "administrator's token"
        );
        (await _service.SendAsync("GET", "/v1/shards", TestService.AdminToken + "x")).Refused(401, "unauthorized");
    }

    [Fact]
    public async Task A_token_that_is_too_long_to_be_one_is_not_even_looked_up()
    {
        await using var service = await TestService.StartAsync();
        (await service.SendAsync("GET", "/v1/members", new string('t', 513))).Refused(401, "unauthorized");
        Assert.Equal(0, service.Blocks.Lookups);
        (await service.SendAsync("GET", "/v1/members", new string('t', 512))).Refused(401, "unauthorized");
        Assert.Equal(1, service.Blocks.Lookups);
    }
}
