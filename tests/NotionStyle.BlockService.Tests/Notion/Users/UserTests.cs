using System.Text.Json;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Users;

public sealed class UserTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_person_and_a_bot_are_retrieved_as_what_they_are()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var bot = await workspace.AsMemberAsync("reader", "Robot", "bot");
        var person = await workspace.GetAsync($"/v1/users/{workspace.OwnerId:N}");
        api.Fits("GET", "/v1/users/{user_id}", person);
        Assert.Equal("Ada", person.Json.GetProperty("name").GetString());
        Assert.Equal("person", person.Json.GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Null, person.Json.GetProperty("avatar_url").ValueKind);
        Assert.Equal(JsonValueKind.Object, person.Json.GetProperty("person").ValueKind);

        var answer = await workspace.GetAsync($"/v1/users/{bot.OwnerId}");
        api.Fits("GET", "/v1/users/{user_id}", answer);
        Assert.Equal("bot", answer.Json.GetProperty("type").GetString());
        var details = answer.Json.GetProperty("bot");
        Assert.Equal("workspace", details.GetProperty("owner").GetProperty("type").GetString());
        Assert.Equal("W", details.GetProperty("workspace_name").GetString());
        Assert.Equal(workspace.SpaceId, details.GetProperty("workspace_id").GetGuid());
        Assert.True(
            details.GetProperty("workspace_limits").GetProperty("max_file_upload_size_in_bytes").GetInt64() > 0
        );
    }

    [Fact]
    public async Task A_token_tells_whose_it_is()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var bot = await workspace.AsMemberAsync("none", "Robot", "bot");
        foreach (var member in new[] { workspace, bot })
        {
            var me = await member.GetAsync("/v1/users/me");
            api.Fits("GET", "/v1/users/me", me);
            Assert.Equal(member.OwnerId, me.Json.GetProperty("id").GetGuid());
        }
    }

    [Fact]
    public async Task A_bot_that_may_not_read_the_workspace_is_not_told_its_name()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var bot = await workspace.AsMemberAsync("none", "Robot", "bot");
        var me = (await bot.GetAsync("/v1/users/me")).Ok();
        Assert.Equal(JsonValueKind.Null, me.Json.GetProperty("bot").GetProperty("workspace_name").ValueKind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Every_member_is_listed_once_whatever_the_size_of_the_parts(int size)
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var expected = new HashSet<Guid> { workspace.OwnerId };
        for (var i = 0; i < 6; i++)
            expected.Add((await workspace.AsMemberAsync("reader", $"Member {i}")).OwnerId);
        var listed = new List<Guid>();
        string? cursor = null;
        do
        {
            var part = await workspace.GetAsync(
                $"/v1/users?page_size={size}" + (cursor is null ? "" : $"&start_cursor={Uri.EscapeDataString(cursor)}")
            );
            api.Fits("GET", "/v1/users", part);
            var results = part.Json.GetProperty("results").EnumerateArray().ToArray();
            Assert.InRange(results.Length, 1, size);
            listed.AddRange(results.Select(r => r.GetProperty("id").GetGuid()));
            cursor = part.Json.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, part.Json.GetProperty("has_more").GetBoolean());
            // Somebody who comes between two parts disturbs neither.
            await workspace.AsMemberAsync("reader", "Late");
        } while (cursor is not null && listed.Count < 100);
        Assert.Distinct(listed);
        Assert.Superset(expected, listed.ToHashSet());
    }

    [Theory]
    [InlineData("page_size=0")]
    [InlineData("page_size=101")]
    [InlineData("page_size=many")]
    [InlineData("start_cursor=abc")]
    [InlineData("start_cursor=%2F%2F")]
    [InlineData("limit=3")]
    public async Task A_list_that_is_asked_for_wrongly_is_refused(string query)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.GetAsync($"/v1/users?{query}")).Refused(400, "validation_error");
    }

    [Fact]
    public async Task A_member_of_another_workspace_is_not_there()
    {
        var (mine, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var hidden = (await mine.GetAsync($"/v1/users/{other.OwnerId}")).Refused(404, "object_not_found");
        var missing = (await mine.GetAsync($"/v1/users/{Guid.Empty.ToString()[..^1]}1")).Refused(
            404,
            "object_not_found"
        );
        Assert.Equal(
            hidden.Message.Replace(other.OwnerId.ToString(), "", StringComparison.Ordinal),
            missing.Message.Replace("00000000-0000-0000-0000-000000000001", "", StringComparison.Ordinal)
        );
        (await mine.GetAsync("/v1/users/nobody")).Refused(400, "validation_error", "path.user_id");
    }
}
