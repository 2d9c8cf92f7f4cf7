using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Wire;

/// <summary>What every request to the Notion API has to pass, whatever it asks for.</summary>
public sealed class FrameTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_request_without_a_version_is_told_which_one_to_send() =>
        (await AskAsync()).Refused(400, "missing_version", "Notion-Version: 2025-09-03");

    [Theory]
    [InlineData("2022-06-28")]
    [InlineData("2025-09-04")]
    [InlineData("2026-03-11")]
    [InlineData("latest")]
    [InlineData("2025-09-03 ")]
    [InlineData("2025-09-03,2025-09-03")]
    public async Task A_version_that_is_not_spoken_is_refused_by_its_name(string version)
    {
        var answer = await AskAsync(version);
        if (version.Trim() == "2025-09-03")
            answer.Ok();
        else
            answer.Refused(400, "validation_error", $"should be `\"2025-09-03\"`, instead was '{version}'");
    }

    [Fact]
    public async Task Two_versions_are_none() =>
        (await AskAsync("2025-09-03", "2022-06-28")).Refused(400, "validation_error", "2022-06-28");

    [Fact]
    public async Task The_token_comes_before_the_version() =>
        (await _service.SendAsync("GET", "/v1/users/me", "nobody")).Refused(401, "unauthorized");

    [Theory]
    [InlineData("GET", "/v1/views?database_id=x", "Views of databases are not part of this service. Send filter")]
    [InlineData("DELETE", "/v1/views/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01/queries/7", "Views")]
    [InlineData("POST", "/v1/databases/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01/query", "POST /v1/data_sources/")]
    [InlineData("GET", "/v1/pages/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01/markdown", "Markdown")]
    [InlineData("PATCH", "/v1/pages/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01/markdown", "Markdown")]
    [InlineData("POST", "/v1/blocks/meeting_notes", "Meeting notes")]
    [InlineData("POST", "/v1/blocks/meeting_notes/query", "Meeting notes")]
    [InlineData("GET", "/v1/custom_emojis", "custom emojis")]
    [InlineData("POST", "/v1/webhooks", "Webhooks")]
    [InlineData("GET", "/v1/async_tasks/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01", "Asynchronous tasks")]
    [InlineData("POST", "/v1/agents/batch", "Agents are not part of this service.")]
    [InlineData("POST", "/v1/sessions/query", "Sessions")]
    [InlineData("GET", "/v1/threads/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01/messages", "Threads")]
    [InlineData("POST", "/v1/external_agent_stub/6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01/vaults", "External agents")]
    [InlineData("POST", "/v1/oauth/token", "POST /v1/tokens")]
    public async Task What_is_not_offered_is_refused_by_name(string method, string path, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await _service.SendAsync(method, path, workspace.Token)).Refused(400, "invalid_request", message);
        if (!path.StartsWith("/v1/oauth", StringComparison.Ordinal))
            (await _service.SendAsync(method, path, null)).Refused(401, "unauthorized");
    }

    private async Task<Answer> AskAsync(params string[] versions)
    {
        var workspace = await _service.NewWorkspaceAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/users/me");
        request.Headers.Authorization = new("Bearer", workspace.Token);
        foreach (var version in versions)
            request.Headers.TryAddWithoutValidation("Notion-Version", version);
        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
