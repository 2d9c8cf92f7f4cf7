using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

public sealed class ReadingTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_page_is_read_in_chunks_that_together_are_the_page()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Title with \"quotes\", <b> and 📚");
        for (var i = 0; i < 5; i++)
            await workspace.NewBlockAsync("paragraph", $"Line {i}", page);
        var api = await ApiDescription.ReadAsync(_service);
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : "&cursor=" + cursor;
            var chunk = await workspace.GetAsync($"/v1/pages/{page}/chunk?limit=2{query}");
            api.Fits("GET", "/v1/pages/{id}/chunk", chunk);
            foreach (var record in chunk.Json.GetProperty("records").EnumerateArray())
            {
                Assert.Equal("editor", record.GetProperty("role").GetString());
                Assert.Equal(titles.Count == 0 ? 0 : 1, record.GetProperty("depth").GetInt32());
                titles.Add(
                    record.GetProperty("value").GetProperty("properties").GetProperty("title")[0][0].GetString()!
                );
            }

            cursor = chunk.Json.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, chunk.Json.GetProperty("has_more").GetBoolean());
        } while (cursor is not null);

        Assert.Equal(["Title with \"quotes\", <b> and 📚", "Line 0", "Line 1", "Line 2", "Line 3", "Line 4"], titles);
    }

    [Fact]
    public async Task A_page_of_many_megabytes_comes_whole()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Long");
        for (var i = 0; i < 12; i++)
            await workspace.NewBlockAsync("paragraph", new string('x', 400_000) + i, page);
        var chunk = await workspace.GetAsync($"/v1/pages/{page}/chunk");
        Assert.Equal(13, chunk.Ok().Json.GetProperty("records").GetArrayLength());
        Assert.True(chunk.Text.Length > 4_800_000);
    }

    [Theory]
    [InlineData("limit=0", "limit must be an integer from 1 to 1000; it is '0'")]
    [InlineData("limit=1001", "limit must be an integer from 1 to 1000")]
    [InlineData("limit=-1", "limit must be an integer")]
    [InlineData("limit=1e2", "limit must be an integer")]
    [InlineData("limit=99999999999999999999", "limit must be an integer")]
    [InlineData("limit=", "limit must be an integer")]
    [InlineData("limit=2&limit=3", "limit is given 2 times")]
    [InlineData("limits=2", "'limits' is not a query parameter here; known are limit, cursor.")]
    [InlineData("Limit=2", "'Limit' is not a query parameter here")]
    [InlineData("cursor=", "cursor is not one that this service gave out")]
    [InlineData("cursor=garbage", "cursor is not one that this service gave out")]
    [InlineData("cursor=%00%ff';DROP TABLE block;--", "cursor is not one that this service gave out")]
    public async Task Query_parameters_are_checked_strictly(string query, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        (await workspace.GetAsync($"/v1/pages/{page}/chunk?{query}")).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_cursor_of_another_page_and_an_old_one_are_told_apart()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var level = new PageCursor.Level(page, Guid.NewGuid(), 0);
        var foreign = new PageCursor(Guid.NewGuid(), DateTimeOffset.UtcNow, [level]).Encode();
        var old = new PageCursor(page, DateTimeOffset.UtcNow.AddHours(-25), [level]).Encode();
        (await workspace.GetAsync($"/v1/pages/{page}/chunk?cursor={foreign}")).Refused(
            400,
            "validation_error",
            "belongs to page"
        );
        (await workspace.GetAsync($"/v1/pages/{page}/chunk?cursor={old}")).Refused(400, "cursor_expired", "24 hours");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01}")]
    [InlineData("6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a0")]
    [InlineData("'%20OR%201=1")]
    public async Task An_id_in_the_path_that_is_no_uuid_is_refused(string id)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.GetAsync($"/v1/pages/{id}/chunk")).Refused(400, "validation_error", "id in the path");
        (await _service.SendAsync("DELETE", $"/v1/tokens/{id}", workspace.Token)).Refused(400, "validation_error");
    }

    [Fact]
    public async Task A_page_of_another_workspace_is_not_found()
    {
        var page = await (await _service.NewWorkspaceAsync()).NewBlockAsync("page", "Theirs");
        var mine = await _service.NewWorkspaceAsync();
        (await mine.GetAsync($"/v1/pages/{page}/chunk")).Refused(404, "object_not_found");
        (await mine.GetAsync($"/v1/pages/{Guid.NewGuid()}/chunk")).Refused(404, "object_not_found");
    }

    [Fact]
    public async Task The_sync_says_for_each_record_whether_it_is_current_newer_or_gone()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var theirs = await (await _service.NewWorkspaceAsync()).NewBlockAsync("page", "Theirs");
        var answer = await workspace.PostAsync(
            "/v1/sync",
            $$"""
            {"records":[
              {"table":"block","id":"{{page:N}}","version":-1},
              {"table":"block","id":"{{page}}","version":1},
              {"table":"space","id":"{{workspace.SpaceId}}","version":0},
              {"table":"block","id":"{{theirs}}","version":-1}
            ]}
            """
        );
        (await ApiDescription.ReadAsync(_service)).Fits("POST", "/v1/sync", answer);
        var results = answer.Json.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["newer", "current", "newer", "gone"], results.Select(r => r.GetProperty("status").GetString()));
        Assert.Equal(page, results[0].GetProperty("value").GetProperty("id").GetGuid());
        Assert.False(results[1].TryGetProperty("value", out _));
        var space = results[2].GetProperty("value");
        Assert.Equal(JsonValueKind.Null, space.GetProperty("parent_id").ValueKind);
        Assert.Equal(workspace.OwnerId, space.GetProperty("permissions")[0].GetProperty("user_id").GetGuid());
    }

    [Fact]
    public async Task The_sync_takes_an_empty_list_and_at_most_a_thousand_questions()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var none = await workspace.PostAsync("/v1/sync", """{"records":[]}""");
        Assert.Equal(0, none.Ok().Json.GetProperty("results").GetArrayLength());
        var one = $$"""{"table":"block","id":"{{Guid.NewGuid()}}","version":0}""";
        var many = string.Join(',', Enumerable.Repeat(one, 1_001));
        (await workspace.PostAsync("/v1/sync", $$"""{"records":[{{many}}]}""")).Refused(
            400,
            "validation_error",
            "records has 1001 items"
        );
    }
}
