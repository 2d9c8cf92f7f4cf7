using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

public sealed class MoveTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    private static JsonObject Schema =>
        new()
        {
            ["Age"] = new JsonObject { ["number"] = new JsonObject() },
            ["No"] = new JsonObject { ["unique_id"] = new JsonObject() },
        };

    [Fact]
    public async Task A_page_moves_from_page_to_page()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var (from, to) = (await workspace.NewPageAsync("From"), await workspace.NewPageAsync("To"));
        var (page, sibling) = (await workspace.NewPageAsync("Page", from), await workspace.NewPageAsync("Sibling", to));
        var child = await workspace.NewPageAsync("Child", page);
        var moved = await workspace.PostAsync(
            $"/v1/pages/{page}/move",
            $$$"""{"parent": {"type": "page_id", "page_id": "{{{to}}}"}}"""
        );
        api.Fits("POST", "/v1/pages/{page_id}/move", moved);
        Assert.Equal(to, moved.Json.GetProperty("parent").GetProperty("page_id").GetGuid());
        Assert.Empty(await workspace.ChildrenAsync(from));
        Assert.Equal([sibling, page], await workspace.ChildrenAsync(to));
        Assert.Equal([child], await workspace.ChildrenAsync(page));
    }

    [Fact]
    public async Task A_page_of_the_workspace_moves_to_a_page()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (page, to) = (await workspace.NewPageAsync("Page"), await workspace.NewPageAsync("To"));
        (await MoveAsync(workspace, page, "page_id", to)).Ok();
        Assert.Equal([page], await workspace.ChildrenAsync(to));
    }

    [Fact]
    public async Task A_page_becomes_a_row_and_a_row_a_page_and_its_values_stay()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var home = await workspace.NewPageAsync("Home");
        var (_, source) = await workspace.NewDatabaseAsync(home, Schema);
        var page = await workspace.NewPageAsync("Page");
        var row = (await MoveAsync(workspace, page, "data_source_id", source)).Ok().Json;
        Assert.Equal(source, row.GetProperty("parent").GetProperty("data_source_id").GetGuid());
        Assert.Equal("Page", row.TitleOf());
        Assert.Equal(1, row.Property("No").GetProperty("unique_id").GetProperty("number").GetInt64());
        (
            await workspace.PatchPropertiesAsync(page, new JsonObject { ["Age"] = new JsonObject { ["number"] = 7 } })
        ).Ok();

        var back = (await MoveAsync(workspace, page, "page_id", home)).Ok().Json;
        Assert.Equal(["title"], back.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Contains(page, await workspace.ChildrenAsync(home));

        row = (await MoveAsync(workspace, page, "data_source_id", source)).Ok().Json;
        Assert.Equal(7, row.Property("Age").GetProperty("number").GetInt32());
        Assert.Equal(2, row.Property("No").GetProperty("unique_id").GetProperty("number").GetInt64());
        Assert.DoesNotContain(page, await workspace.ChildrenAsync(home));
    }

    [Fact]
    public async Task A_row_moves_from_one_data_source_to_another()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var home = await workspace.NewPageAsync("Home");
        var (_, first) = await workspace.NewDatabaseAsync(home, Schema);
        var (_, second) = await workspace.NewDatabaseAsync(home);
        var row = await workspace.NewRowAsync(first);
        var moved = (await MoveAsync(workspace, row, "data_source_id", second)).Ok().Json;
        Assert.Equal("A row", moved.TitleOf());
        Assert.Equal(["Name"], moved.GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_page_stays_where_it_is_moved_to_its_own_parent()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var parent = await workspace.NewPageAsync("Parent");
        var (first, second) = (await workspace.NewPageAsync("1", parent), await workspace.NewPageAsync("2", parent));
        (await MoveAsync(workspace, first, "page_id", parent)).Ok();
        Assert.Equal([first, second], await workspace.ChildrenAsync(parent));
    }

    [Fact]
    public async Task A_page_does_not_move_below_itself()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        var below = await workspace.NewPageAsync("Below", page);
        (await MoveAsync(workspace, page, "page_id", below)).Refused(400, "validation_error", "below itself");
        (await MoveAsync(workspace, page, "page_id", page)).Refused(400, "validation_error", "below itself");
    }

    [Theory]
    [InlineData("""{}""", "body.parent should be defined")]
    [InlineData("""{"parent": {"workspace": true}}""", "body.parent")]
    [InlineData("""{"parent": {"database_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01"}}""", "body.parent")]
    [InlineData("""{"parent": {"page_id": 3}}""", "body.parent.page_id should be a valid uuid")]
    [InlineData("""{"parent": {"page_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01"}, "position": {}}""", "body.position")]
    public async Task A_move_to_nowhere_is_refused(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        (await workspace.PostAsync($"/v1/pages/{page}/move", body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_move_to_another_workspace_finds_nothing()
    {
        var (mine, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var (page, target) = (await mine.NewPageAsync("Page"), await other.NewPageAsync("Target"));
        var (_, source) = await other.NewDatabaseAsync(target);
        (await MoveAsync(mine, page, "page_id", target)).Refused(404, "object_not_found");
        (await MoveAsync(mine, page, "data_source_id", source)).Refused(404, "object_not_found");
    }

    private static Task<Answer> MoveAsync(TestWorkspace workspace, Guid page, string kind, Guid to) =>
        workspace.PostAsync($"/v1/pages/{page}/move", $$$"""{"parent": {"{{{kind}}}": "{{{to}}}"}}""");
}
