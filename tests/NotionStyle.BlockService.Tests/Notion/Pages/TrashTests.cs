using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

public sealed class TrashTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("in_trash")]
    [InlineData("archived")]
    public async Task A_page_goes_into_the_trash_and_comes_back_to_the_end_of_its_parent(string name)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var parent = await workspace.NewPageAsync("Parent");
        var (page, other) = (
            await workspace.NewPageAsync("Page", parent),
            await workspace.NewPageAsync("Other", parent)
        );
        var trashed = (await workspace.PatchAsync($"/v1/pages/{page}", $$"""{"{{name}}": true}""")).Ok().Json;
        Assert.True(trashed.GetProperty("in_trash").GetBoolean());
        Assert.True(trashed.GetProperty("archived").GetBoolean());
        Assert.Equal([other], await workspace.ChildrenAsync(parent));
        Assert.True((await workspace.PageAsync(page)).GetProperty("in_trash").GetBoolean());
        var restored = (await workspace.PatchAsync($"/v1/pages/{page}", $$"""{"{{name}}": false}""")).Ok().Json;
        Assert.False(restored.GetProperty("in_trash").GetBoolean());
        Assert.Equal([other, page], await workspace.ChildrenAsync(parent));
    }

    [Fact]
    public async Task A_row_goes_into_the_trash_and_comes_back()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(await workspace.NewPageAsync("Page"));
        var row = await workspace.NewRowAsync(source);
        (await workspace.PatchAsync($"/v1/pages/{row}", """{"in_trash": true}""")).Ok();
        Assert.True((await workspace.PageAsync(row)).GetProperty("in_trash").GetBoolean());
        (await workspace.PatchAsync($"/v1/pages/{row}", """{"in_trash": false}""")).Ok();
        Assert.False((await workspace.PageAsync(row)).GetProperty("in_trash").GetBoolean());
        Assert.Equal("A row", (await workspace.PageAsync(row)).TitleOf());
    }

    [Fact]
    public async Task A_page_in_the_trash_takes_no_change_but_its_restoring()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (page, other) = (await workspace.NewPageAsync("Page"), await workspace.NewPageAsync("Other"));
        (await workspace.PatchAsync($"/v1/pages/{page}", """{"in_trash": true}""")).Ok();
        const string message = "Can't edit block that is archived. You must unarchive the block before editing.";
        foreach (
            var body in new[]
            {
                """{"icon": null}""",
                """{"in_trash": true}""",
                """{"properties": {"title": []}}""",
                "{}",
            }
        )
            (await workspace.PatchAsync($"/v1/pages/{page}", body)).Refused(400, "validation_error", message);
        (await workspace.PostAsync("/v1/pages", $$$"""{"parent": {"page_id": "{{{page}}}"}}""")).Refused(
            400,
            "validation_error",
            message
        );
        (await workspace.PostAsync($"/v1/pages/{page}/move", $$$"""{"parent": {"page_id": "{{{other}}}"}}""")).Refused(
            400,
            "validation_error",
            message
        );
        (await workspace.PostAsync($"/v1/pages/{other}/move", $$$"""{"parent": {"page_id": "{{{page}}}"}}""")).Refused(
            400,
            "validation_error",
            message
        );
        var restored = await workspace.PatchAsync(
            $"/v1/pages/{page}",
            """{"in_trash": false, "properties": {"title": [{"text": {"content": "Back"}}]}}"""
        );
        Assert.Equal("Back", restored.Ok().Json.TitleOf());
    }

    [Fact]
    public async Task A_page_below_the_trash_is_in_the_trash_and_comes_back_with_what_is_above()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var parent = await workspace.NewPageAsync("Parent");
        var page = await workspace.NewPageAsync("Page", parent);
        (await workspace.PatchAsync($"/v1/pages/{parent}", """{"in_trash": true}""")).Ok();
        Assert.True((await workspace.PageAsync(page)).GetProperty("in_trash").GetBoolean());
        (await workspace.PatchAsync($"/v1/pages/{page}", """{"in_trash": false}""")).Refused(
            400,
            "validation_error",
            "Restore that"
        );
        (await workspace.PatchAsync($"/v1/pages/{parent}", """{"in_trash": false}""")).Ok();
        Assert.False((await workspace.PageAsync(page)).GetProperty("in_trash").GetBoolean());
    }

    [Fact]
    public async Task A_row_cannot_be_made_in_a_database_in_the_trash()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var parent = await workspace.NewPageAsync("Parent");
        var (database, source) = await workspace.NewDatabaseAsync(parent);
        (await workspace.PatchAsync($"/v1/pages/{parent}", """{"in_trash": true}""")).Ok();
        foreach (var place in new[] { $"\"data_source_id\": \"{source}\"", $"\"database_id\": \"{database}\"" })
            (await workspace.PostAsync("/v1/pages", $$$"""{"parent": { {{{place}}} }}""")).Refused(
                400,
                "validation_error",
                "Can't edit block that is archived"
            );
    }
}
