using System.Text.Json;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

public sealed class DatabaseTests(SharedService shared)
{
    private const string Path = "/v1/databases/{database_id}";

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_database_is_made_with_its_first_data_source()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Page");
        var made = await workspace.PostAsync(
            "/v1/databases",
            $$$"""
            {"parent": {"type": "page_id", "page_id": "{{{page:N}}}"}, "title": [{"text": {"content": "Tasks"}}],
             "description": [{"text": {"content": "What there is to do"}}], "is_inline": true, "icon": {"emoji": "✅"},
             "cover": {"external": {"url": "https://example.com/c.png"}},
             "initial_data_source": {"properties": {"Task": {"title": {} }, "Done": {"checkbox": {} } } } }
            """
        );
        api.Fits("POST", "/v1/databases", made);
        var json = made.Json;
        Assert.Equal("database", json.Text("object"));
        Assert.Equal("Tasks", json.GetProperty("title")[0].Text("plain_text"));
        Assert.Equal("What there is to do", json.GetProperty("description")[0].Text("plain_text"));
        Assert.Equal("✅", json.GetProperty("icon").Text("emoji"));
        Assert.Equal("external", json.GetProperty("cover").Text("type"));
        Assert.True(json.GetProperty("is_inline").GetBoolean());
        Assert.False(json.GetProperty("is_locked").GetBoolean());
        Assert.Equal(page, json.GetProperty("parent").GetProperty("page_id").GetGuid());
        var source = Assert.Single(json.GetProperty("data_sources").EnumerateArray());
        Assert.Equal("Tasks", source.Text("name"));

        var read = await workspace.GetAsync($"/v1/databases/{json.Text("id")}");
        api.Fits("GET", Path, read);
        Assert.Equal(json.GetRawText(), read.Json.GetRawText());
        var properties = await workspace.PropertiesAsync(source.GetProperty("id").GetGuid());
        Assert.Equal(["Done", "Task"], properties.Select(p => p.Key).Order());
        Assert.Equal("title", (string?)properties["Task"]!["id"]);
    }

    [Fact]
    public async Task A_database_without_properties_has_a_title()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var made = (
            await workspace.PostAsync("/v1/databases", """{"parent": {"type": "workspace", "workspace": true}}""")
        ).Ok();
        Assert.Equal("workspace", made.Json.GetProperty("parent").Text("type"));
        var properties = await workspace.PropertiesAsync(
            made.Json.GetProperty("data_sources")[0].GetProperty("id").GetGuid()
        );
        Assert.Equal("title", (string?)Assert.Single(properties).Value!["type"]);
    }

    [Fact]
    public async Task What_is_given_is_changed_and_nothing_else()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var (id, _) = await workspace.NewDatabaseAsync();
        var changed = await workspace.PatchAsync(
            $"/v1/databases/{id}",
            """{"description": [{"text": {"content": "New"}}], "is_locked": true, "icon": {"emoji": "🦊"}}"""
        );
        api.Fits("PATCH", Path, changed);
        Assert.Equal("Tasks", changed.Json.GetProperty("title")[0].Text("plain_text"));
        Assert.Equal("New", changed.Json.GetProperty("description")[0].Text("plain_text"));
        Assert.True(changed.Json.GetProperty("is_locked").GetBoolean());
        var cleared = (
            await workspace.PatchAsync($"/v1/databases/{id}", """{"icon": null, "title": [], "is_locked": false}""")
        ).Ok();
        Assert.Equal(JsonValueKind.Null, cleared.Json.GetProperty("icon").ValueKind);
        Assert.Equal(0, cleared.Json.GetProperty("title").GetArrayLength());
        Assert.False(cleared.Json.GetProperty("is_locked").GetBoolean());
    }

    [Fact]
    public async Task A_database_goes_to_the_trash_and_back_with_its_data_sources()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (id, source) = await workspace.NewDatabaseAsync();
        foreach (var name in new[] { "in_trash", "archived" })
        {
            var trashed = (await workspace.PatchAsync($"/v1/databases/{id}", $$"""{"{{name}}": true}""")).Ok();
            Assert.True(trashed.Json.GetProperty("in_trash").GetBoolean());
            Assert.True(trashed.Json.GetProperty("archived").GetBoolean());
            Assert.Single(trashed.Json.GetProperty("data_sources").EnumerateArray());
            var inside = (await workspace.GetAsync($"/v1/data_sources/{source}")).Ok();
            Assert.True(inside.Json.GetProperty("in_trash").GetBoolean());
            // Once more changes nothing.
            (await workspace.PatchAsync($"/v1/databases/{id}", $$"""{"{{name}}": true}""")).Ok();
            (await workspace.PatchAsync($"/v1/databases/{id}", """{"is_inline": true}""")).Refused(
                400,
                "validation_error",
                "in the trash"
            );
            var restored = (await workspace.PatchAsync($"/v1/databases/{id}", $$"""{"{{name}}": false}""")).Ok();
            Assert.False(restored.Json.GetProperty("in_trash").GetBoolean());
        }
    }

    [Fact]
    public async Task A_database_moves_to_another_page()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (id, source) = await workspace.NewDatabaseAsync();
        var page = await workspace.NewBlockAsync("page", "Other");
        var moved = (
            await workspace.PatchAsync($"/v1/databases/{id}", $$$"""{"parent": {"page_id": "{{{page}}}"}}""")
        ).Ok();
        Assert.Equal(page, moved.Json.GetProperty("parent").GetProperty("page_id").GetGuid());
        var inside = (await workspace.GetAsync($"/v1/data_sources/{source}")).Ok();
        Assert.Equal(page, inside.Json.GetProperty("database_parent").GetProperty("page_id").GetGuid());
        moved = (
            await workspace.PatchAsync(
                $"/v1/databases/{id}",
                """{"parent": {"type": "workspace", "workspace": true}}"""
            )
        ).Ok();
        Assert.Equal("workspace", moved.Json.GetProperty("parent").Text("type"));
        // To the trash from one page and out of it on another.
        (await workspace.PatchAsync($"/v1/databases/{id}", """{"in_trash": true}""")).Ok();
        moved = (
            await workspace.PatchAsync(
                $"/v1/databases/{id}",
                $$$"""{"in_trash": false, "parent": {"page_id": "{{{page}}}"}}"""
            )
        ).Ok();
        Assert.Equal(page, moved.Json.GetProperty("parent").GetProperty("page_id").GetGuid());
    }

    [Theory]
    [InlineData("{}", "body.parent should be defined")]
    [InlineData("""{"parent": {}}""", "either page_id or workspace")]
    [InlineData("""{"parent": {"type": "page_id", "workspace": true}}""", "body.parent.page_id should be defined")]
    [InlineData("""{"parent": {"workspace": false}}""", "body.parent.workspace should be `true`")]
    [InlineData("""{"parent": {"page_id": "x"}}""", "valid uuid")]
    [InlineData("""{"parent": {"workspace": true}, "properties": {}}""", "initial_data_source")]
    [InlineData("""{"parent": {"workspace": true}, "is_inline": 1}""", "body.is_inline should be a boolean")]
    [InlineData("""{"parent": {"workspace": true}, "title": "x"}""", "body.title should be an array")]
    [InlineData("""{"parent": {"workspace": true}, "initial_data_source": 7}""", "body.initial_data_source")]
    public async Task A_database_that_breaks_a_rule_is_not_made(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/databases", body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_parent_has_to_be_a_page_that_the_caller_may_read()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Page");
        var paragraph = await workspace.NewBlockAsync("paragraph", "Text", page);
        (await workspace.PostAsync("/v1/databases", Body(paragraph))).Refused(400, "validation_error", "paragraph");
        (await workspace.PostAsync("/v1/databases", Body(Guid.NewGuid()))).Refused(404, "object_not_found");
        var other = await _service.NewWorkspaceAsync();
        (await other.PostAsync("/v1/databases", Body(page))).Refused(404, "object_not_found");
        var reader = await workspace.AsMemberAsync("reader");
        (await reader.PostAsync("/v1/databases", Body(page))).Refused(403, "restricted_resource");

        static string Body(Guid page) => $$$"""{"parent": {"page_id": "{{{page}}}"}}""";
    }

    [Fact]
    public async Task What_is_of_another_workspace_is_not_there()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (id, source) = await workspace.NewDatabaseAsync();
        var other = await _service.NewWorkspaceAsync();
        var (absent, foreign) = (
            await other.GetAsync($"/v1/databases/{Guid.NewGuid()}"),
            await other.GetAsync($"/v1/databases/{id}")
        );
        absent.Refused(404, "object_not_found");
        foreign.Refused(404, "object_not_found");
        (await other.PatchAsync($"/v1/databases/{id}", """{"is_inline": true}""")).Refused(404, "object_not_found");
        (await other.GetAsync($"/v1/data_sources/{source}")).Refused(404, "object_not_found");
        (await other.GetAsync($"/v1/data_sources/{id}")).Refused(404, "object_not_found");
        (await other.GetAsync($"/v1/data_sources/{source}/templates")).Refused(404, "object_not_found");
        (await other.TryChangeAsync(source, "{}")).Refused(404, "object_not_found");
        (
            await other.PostAsync(
                "/v1/data_sources",
                $$$"""{"parent": {"database_id": "{{{id}}}"}, "properties": {}}"""
            )
        ).Refused(404, "object_not_found");
    }

    [Fact]
    public async Task A_page_is_no_database_and_a_data_source_names_its_own()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (id, source) = await workspace.NewDatabaseAsync();
        var page = await workspace.NewBlockAsync("page", "Page");
        (await workspace.GetAsync($"/v1/databases/{page}")).Refused(404, "object_not_found");
        (await workspace.GetAsync($"/v1/databases/{source}")).Refused(400, "validation_error", id.ToString());
    }

    [Fact]
    public async Task An_icon_or_cover_is_no_upload_that_is_not_there()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (id, source) = await workspace.NewDatabaseAsync();
        var file = $$$"""{"type": "file_upload", "file_upload": {"id": "{{{Guid.NewGuid()}}}"}}""";
        (await workspace.PatchAsync($"/v1/databases/{id}", $$"""{"cover": {{file}}}""")).Refused(
            404,
            "object_not_found",
            "file upload"
        );
        (await workspace.PatchAsync($"/v1/data_sources/{source}", $$"""{"icon": {{file}}}""")).Refused(
            404,
            "object_not_found",
            "file upload"
        );
        (
            await workspace.PostAsync(
                "/v1/databases",
                $$$"""{"parent": {"workspace": true}, "initial_data_source": {"icon": {{{file}}} }}"""
            )
        ).Refused(404, "object_not_found", "file upload");
    }

    [Fact]
    public async Task Junk_that_the_operations_protocol_wrote_is_answered()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (id, _) = await workspace.NewDatabaseAsync();
        await workspace.SetAsync("block", id, ["properties", "title"], 7);
        await workspace.SetAsync("block", id, ["properties", "description"], "x");
        foreach (var name in new[] { "is_inline", "is_locked", "icon", "cover" })
            await workspace.SetAsync("block", id, ["format", name], "yes");
        var answer = (await workspace.GetAsync($"/v1/databases/{id}")).Ok();
        Assert.Equal(0, answer.Json.GetProperty("title").GetArrayLength());
        Assert.False(answer.Json.GetProperty("is_inline").GetBoolean());
    }
}
