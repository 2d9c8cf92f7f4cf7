using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

public sealed class WorkspaceTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_administrator_makes_a_workspace_once_for_each_id()
    {
        var id = Guid.NewGuid();
        var body = $$"""{"name":"Library","owner_name":"Ada","id":"{{id:N}}"}""";
        var answer = await _service.SendAsync("POST", "/v1/workspaces", TestService.AdminToken, body);
        (await ApiDescription.ReadAsync(_service)).Fits("POST", "/v1/workspaces", answer);
        Assert.Equal(id, answer.Json.GetProperty("id").GetGuid());
        Assert.Equal("Library", answer.Json.GetProperty("name").GetString());
        Assert.Equal("Ada", answer.Json.GetProperty("owner").GetProperty("name").GetString());
        (await _service.SendAsync("POST", "/v1/workspaces", TestService.AdminToken, body)).Refused(
            409,
            "conflict_error"
        );
    }

    [Theory]
    [InlineData("""{"owner_name":"Ada"}""", "name is missing")]
    [InlineData("""{"name":"W"}""", "owner_name is missing")]
    [InlineData("""{"name":"","owner_name":"Ada"}""", "name must be a string of 1 to 200")]
    [InlineData("""{"name":"W","owner_name":"Ada","id":"00000000000000000000000000000000"}""", "id must be a UUID")]
    [InlineData("""{"name":"W","owner_name":"Ada","plan":"free"}""", "unknown member 'plan'")]
    [InlineData("""{"name":{"$ne":null},"owner_name":"Ada"}""", "name must be a string")]
    public async Task A_workspace_needs_its_names(string body, string message) =>
        (await _service.SendAsync("POST", "/v1/workspaces", TestService.AdminToken, body)).Refused(
            400,
            "validation_error",
            message
        );

    [Fact]
    public async Task A_name_longer_than_its_maximum_is_refused_and_not_repeated_in_full()
    {
        var body = $$"""{"name":"{{new string('n', 201)}}","owner_name":"Ada"}""";
        var answer = await _service.SendAsync("POST", "/v1/workspaces", TestService.AdminToken, body);
        answer.Refused(400, "validation_error", "1 to 200 characters");
        Assert.True(answer.Message.Length < 200);
    }

    [Fact]
    public async Task Members_are_made_listed_and_know_who_they_are()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var api = await ApiDescription.ReadAsync(_service);
        var made = await workspace.PostAsync("/v1/members", """{"name":"Grace","type":"bot","role":"comment_only"}""");
        api.Fits("POST", "/v1/members", made);
        var list = await workspace.GetAsync("/v1/members");
        api.Fits("GET", "/v1/members", list);
        Assert.Equal(
            ["Ada person editor", "Grace bot comment_only"],
            list.Json.GetProperty("results")
                .EnumerateArray()
                .Select(m => $"{m.GetProperty("name")} {m.GetProperty("type")} {m.GetProperty("role")}")
        );
        var me = await _service.SendAsync("GET", "/v1/members/me", made.Json.GetProperty("token").GetString());
        api.Fits("GET", "/v1/members/me", me);
        Assert.Equal(made.Json.GetProperty("id").GetGuid(), me.Json.GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("""{"name":"G","type":"robot","role":"reader"}""", "type must be one of person, bot; it is \"robot\"")]
    [InlineData("""{"name":"G","type":"bot","role":"admin"}""", "role must be one of none, reader")]
    [InlineData("""{"name":"G","type":"bot","role":4}""", "role must be one of")]
    [InlineData("""{"name":"G","type":"bot"}""", "role is missing")]
    public async Task A_member_needs_a_type_and_a_role(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/members", body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_token_works_until_it_is_ended_and_only_within_its_workspace_can_it_be_ended()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var api = await ApiDescription.ReadAsync(_service);
        var made = await workspace.PostAsync("/v1/tokens", """{"label":"importer"}""");
        api.Fits("POST", "/v1/tokens", made);
        Assert.Equal(workspace.OwnerId, made.Json.GetProperty("user_id").GetGuid());
        var token = made.Json.GetProperty("token").GetString();
        var path = "/v1/tokens/" + made.Json.GetProperty("id").GetString();
        (await _service.SendAsync("GET", "/v1/members", token)).Ok();

        var other = await _service.NewWorkspaceAsync();
        (await _service.SendAsync("DELETE", path, other.Token)).Refused(404, "object_not_found");
        api.Fits("DELETE", "/v1/tokens/{id}", await _service.SendAsync("DELETE", path, workspace.Token));
        (await _service.SendAsync("GET", "/v1/members", token)).Refused(401, "unauthorized");
        (await _service.SendAsync("DELETE", path, workspace.Token)).Refused(404, "object_not_found");
    }

    [Fact]
    public async Task A_token_for_somebody_else_needs_full_access_and_a_member()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var reader = await workspace.PostAsync("/v1/members", """{"name":"R","type":"person","role":"reader"}""");
        var token = reader.Ok().Json.GetProperty("token").GetString();
        var body = $$"""{"user_id":"{{workspace.OwnerId}}"}""";
        (await _service.SendAsync("POST", "/v1/tokens", token, body)).Refused(403, "restricted_resource");
        (
            await _service.SendAsync("POST", "/v1/members", token, """{"name":"X","type":"bot","role":"editor"}""")
        ).Refused(403, "restricted_resource");
        (await workspace.PostAsync("/v1/tokens", $$"""{"user_id":"{{Guid.NewGuid()}}"}""")).Refused(
            404,
            "object_not_found"
        );
    }

    [Fact]
    public async Task The_shard_map_is_the_administrators()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var answer = await _service.SendAsync("GET", "/v1/shards", TestService.AdminToken);
        (await ApiDescription.ReadAsync(_service)).Fits("GET", "/v1/shards", answer);
        Assert.Equal(480, answer.Json.GetProperty("results").GetArrayLength());
        (await workspace.GetAsync("/v1/shards")).Refused(403, "restricted_resource", "administrator");
        (await workspace.PostAsync("/v1/workspaces", """{"name":"W","owner_name":"A"}""")).Refused(
            403,
            "restricted_resource"
        );
    }
}
