using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

public sealed class DataSourceTests(SharedService shared)
{
    private const string Path = "/v1/data_sources/{data_source_id}";

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_database_gets_another_data_source()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var (database, first) = await workspace.NewDatabaseAsync();
        var made = await workspace.PostAsync(
            "/v1/data_sources",
            $$$$$"""
            {"parent": {"type": "database_id", "database_id": "{{{{{database}}}}}"}, "title": [{"text": {"content": "People"}}],
             "icon": {"emoji": "🦊"}, "properties": {"Who": {"title": {}}, "Mail": {"email": {}}}}
            """
        );
        api.Fits("POST", "/v1/data_sources", made);
        Assert.Equal("People", made.Json.GetProperty("title")[0].Text("plain_text"));
        Assert.Equal("🦊", made.Json.GetProperty("icon").Text("emoji"));
        Assert.Equal(database, made.Json.GetProperty("parent").GetProperty("database_id").GetGuid());
        Assert.Equal("page_id", made.Json.GetProperty("database_parent").Text("type"));
        Assert.Equal(["Mail", "Who"], made.Properties().Select(p => p.Key).Order());
        var read = await workspace.GetAsync($"/v1/data_sources/{made.Json.Text("id")}");
        api.Fits("GET", Path, read);
        Assert.Equal(made.Text, read.Text);
        var listed = (await workspace.GetAsync($"/v1/databases/{database}")).Ok().Json.GetProperty("data_sources");
        Assert.Equal([first.ToString(), made.Json.Text("id")], listed.EnumerateArray().Select(s => s.Text("id")));
        Assert.Equal("People", listed[1].Text("name"));
    }

    [Fact]
    public async Task The_id_of_a_database_is_refused_with_the_ids_of_its_data_sources()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (database, source) = await workspace.NewDatabaseAsync();
        (await workspace.GetAsync($"/v1/data_sources/{database}")).Refused(
            400,
            "validation_error",
            $"{source} ('Tasks')"
        );
        await workspace.PatchAsync($"/v1/data_sources/{source}", """{"in_trash": true}""");
        (await workspace.GetAsync($"/v1/data_sources/{database}")).Refused(400, "validation_error", "no data source");
        (await workspace.GetAsync($"/v1/data_sources/{Guid.NewGuid()}")).Refused(404, "object_not_found");
        (await workspace.GetAsync("/v1/data_sources/x")).Refused(400, "validation_error", "valid uuid");
    }

    [Fact]
    public async Task A_data_source_is_renamed_trashed_restored_and_moved()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        var (other, _) = await workspace.NewDatabaseAsync();
        var changed = await workspace.PatchAsync(
            $"/v1/data_sources/{source}",
            """{"title": [{"text": {"content": "New"}}], "icon": {"emoji": "🦊"}}"""
        );
        api.Fits("PATCH", Path, changed);
        Assert.Equal("New", changed.Json.GetProperty("title")[0].Text("plain_text"));
        var trashed = (await workspace.PatchAsync($"/v1/data_sources/{source}", """{"archived": true}""")).Ok();
        Assert.True(trashed.Json.GetProperty("in_trash").GetBoolean());
        (await workspace.PatchAsync($"/v1/data_sources/{source}", """{"icon": null}""")).Refused(
            400,
            "validation_error",
            "in the trash"
        );
        (await workspace.PatchAsync($"/v1/data_sources/{source}", """{"archived": true, "in_trash": false}""")).Refused(
            400,
            "validation_error",
            "body.archived"
        );
        var moved = (
            await workspace.PatchAsync(
                $"/v1/data_sources/{source}",
                $$$"""{"in_trash": false, "parent": {"database_id": "{{{other}}}"}}"""
            )
        ).Ok();
        Assert.False(moved.Json.GetProperty("in_trash").GetBoolean());
        Assert.Equal(other, moved.Json.GetProperty("parent").GetProperty("database_id").GetGuid());
    }

    [Fact]
    public async Task There_are_no_templates()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        var answer = await workspace.GetAsync($"/v1/data_sources/{source}/templates?page_size=1&name=x");
        api.Fits("GET", Path + "/templates", answer);
        Assert.Equal(0, answer.Json.GetProperty("templates").GetArrayLength());
        (await workspace.GetAsync($"/v1/data_sources/{source}/templates?page_size=0")).Refused(400, "validation_error");
    }

    [Fact]
    public async Task A_reader_cannot_change_a_schema()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        var reader = await workspace.AsMemberAsync("reader");
        (await reader.GetAsync($"/v1/data_sources/{source}")).Ok();
        (await reader.TryChangeAsync(source, """{"X": {"date": {}}}""")).Refused(403, "restricted_resource");
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_kept()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => workspace.TryChangeAsync(source, $$$$"""{"P{{{{i}}}}": {"number": {}}}"""))
        );
        foreach (var answer in answers)
            answer.Ok();
        Assert.Equal(9, (await workspace.PropertiesAsync(source)).Count);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"title": 7, "abcd": null, "": {}}""")]
    [InlineData("""{"abcd": {"name": "X", "type": "relation", "relation": {"data_source_id": "x"}}}""")]
    [InlineData(
        """{"abcd": {"name": "X", "type": "relation", "relation": {"data_source_id": "00000000-0000-4000-8000-000000000001"}}}"""
    )]
    [InlineData(
        """{"abcd": {"name": "X", "type": "rollup", "rollup": {"relation_property_id": "x", "rollup_property_id": "y", "function": "sum"}}}"""
    )]
    [InlineData("""{"abcd": {"name": "X", "type": "formula", "expression": "prop(\"gone\") + ("}}""")]
    [InlineData("""{"abcd": {"name": "X", "type": "status", "options": [7], "groups": {}}}""")]
    public async Task Junk_in_a_schema_is_answered_and_can_be_mended(string schema)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        await workspace.SetAsync("collection", source, ["format", "schema"], JsonNode.Parse(schema));
        await workspace.SetAsync("collection", source, ["format", "icon"], 7);
        await workspace.SetAsync("collection", source, ["properties", "title"], "x");
        var answer = (await workspace.GetAsync($"/v1/data_sources/{source}")).Ok();
        Assert.Contains("title", answer.Properties().Select(p => (string?)p.Value!["type"]));
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("icon").ValueKind);
        var mended = await workspace.ChangeAsync(source, """{"New": {"url": {}}}""");
        Assert.Equal("url", (string?)mended["New"]!["type"]);
    }
}
