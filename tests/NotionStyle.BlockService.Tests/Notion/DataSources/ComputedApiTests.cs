using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Formulas and rollups as a caller of the API meets them: in pages and property items.</summary>
public sealed class ComputedApiTests(SharedService shared) : IClassFixture<SharedService>
{
    [Fact]
    public async Task A_page_answers_formulas_and_rollups()
    {
        var workspace = await shared.Service.NewWorkspaceAsync();
        var (_, project) = await workspace.NewProjectAsync();

        var page = (await workspace.GetAsync($"/v1/pages/{project}")).Ok().Json.GetProperty("properties");

        Assert.Equal(7, page.GetProperty("Hours").GetProperty("rollup").GetProperty("number").GetDouble());
        Assert.Equal("sum", page.GetProperty("Hours").GetProperty("rollup").GetProperty("function").GetString());
        Assert.Equal("7 hours", page.GetProperty("Says").GetProperty("formula").GetProperty("string").GetString());
        var names = page.GetProperty("Names").GetProperty("rollup").GetProperty("array");
        Assert.Equal(
            ["One", "Two"],
            names.EnumerateArray().Select(n => n.GetProperty("title")[0].GetProperty("plain_text").GetString())
        );
    }

    [Fact]
    public async Task A_property_item_has_all_rows_of_a_rollup()
    {
        var workspace = await shared.Service.NewWorkspaceAsync();
        var (projects, project) = await workspace.NewProjectAsync(tasks: 30);

        var item = (
            await workspace.GetAsync($"/v1/pages/{project}/properties/{await workspace.IdOfAsync(projects, "Names")}")
        )
            .Ok()
            .Json;
        var page = (await workspace.GetAsync($"/v1/pages/{project}")).Ok().Json;

        Assert.Equal(30, item.GetProperty("results").GetArrayLength());
        Assert.Equal(
            25,
            page.GetProperty("properties")
                .GetProperty("Names")
                .GetProperty("rollup")
                .GetProperty("array")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task A_task_in_the_trash_counts_for_nothing_until_it_comes_back()
    {
        var workspace = await shared.Service.NewWorkspaceAsync();
        var (_, project) = await workspace.NewProjectAsync();
        var tasks = (await workspace.GetAsync($"/v1/pages/{project}"))
            .Ok()
            .Json.GetProperty("properties")
            .GetProperty("Tasks")
            .GetProperty("relation");
        var second = tasks[1].GetProperty("id").GetGuid();

        (await workspace.PatchAsync($"/v1/pages/{second}", """{"in_trash": true}""")).Ok();
        var without = await HoursAsync(workspace, project);
        (await workspace.PatchAsync($"/v1/pages/{second}", """{"in_trash": false}""")).Ok();

        Assert.Equal(3, without);
        Assert.Equal(7, await HoursAsync(workspace, project));
    }

    private static async Task<double> HoursAsync(TestWorkspace workspace, Guid project) =>
        (await workspace.GetAsync($"/v1/pages/{project}"))
            .Ok()
            .Json.GetProperty("properties")
            .GetProperty("Hours")
            .GetProperty("rollup")
            .GetProperty("number")
            .GetDouble();
}
