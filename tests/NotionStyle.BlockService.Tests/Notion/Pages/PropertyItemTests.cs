using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

public sealed class PropertyItemTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_single_value_is_one_item()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            await workspace.NewPageAsync("Home"),
            new JsonObject
            {
                ["How old?"] = new JsonObject { ["number"] = new JsonObject() },
                ["Double"] = new JsonObject
                {
                    ["formula"] = new JsonObject { ["expression"] = "prop(\"How old?\") * 2" },
                },
            }
        );
        var row = await workspace.NewRowAsync(
            source,
            new JsonObject { ["How old?"] = new JsonObject { ["number"] = 21 } }
        );
        var id = (await workspace.PageAsync(row)).Property("How old?").GetProperty("id").GetString()!;
        foreach (var name in new[] { id, "How old?" })
        {
            var item = await workspace.GetAsync($"/v1/pages/{row}/properties/{Uri.EscapeDataString(name)}");
            api.Fits("GET", "/v1/pages/{page_id}/properties/{property_id}", item);
            Assert.Equal("property_item", item.Json.GetProperty("object").GetString());
            Assert.Equal(id, item.Json.GetProperty("id").GetString());
            Assert.Equal("number", item.Json.GetProperty("type").GetString());
            Assert.Equal(21, item.Json.GetProperty("number").GetInt32());
        }

        var formula = (await workspace.GetAsync($"/v1/pages/{row}/properties/Double")).Ok().Json;
        Assert.Equal(42, formula.GetProperty("formula").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task A_text_is_a_list_of_its_runs()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("");
        var runs = new JsonArray();
        for (var i = 0; i < 7; i++)
            runs.Add(
                new JsonObject
                {
                    ["text"] = new JsonObject { ["content"] = $"run {i} " },
                    ["annotations"] = new JsonObject { ["bold"] = i % 2 == 0 },
                }
            );
        (
            await workspace.PatchPropertiesAsync(
                page,
                new JsonObject { ["title"] = new JsonObject { ["title"] = runs } }
            )
        ).Ok();
        var first = await workspace.GetAsync($"/v1/pages/{page}/properties/title?page_size=3");
        api.Fits("GET", "/v1/pages/{page_id}/properties/{property_id}", first);
        Assert.Equal("property_item", first.Json.GetProperty("type").GetString());
        var next = new Uri(first.Json.GetProperty("property_item").GetProperty("next_url").GetString()!);
        (await workspace.GetAsync(next.PathAndQuery)).Ok();
        var texts = new List<string?>();
        await foreach (var item in workspace.ItemsAsync(page, "title", 3))
        {
            Assert.Equal("property_item", item.GetProperty("object").GetString());
            texts.Add(item.GetProperty("title").GetProperty("plain_text").GetString());
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"run {i} "), texts);
    }

    [Fact]
    public async Task A_relation_goes_on_past_what_the_page_shows_and_past_edits()
    {
        var two = await TwoSides.MakeAsync(_service);
        var goals = new List<Guid>();
        for (var i = 0; i < 30; i++)
            goals.Add(await two.NewGoalAsync());
        var task = await two.NewTaskAsync();
        (await two.RelateAsync(task, TwoSides.Goals, goals)).Ok();
        var page = await two.Workspace.PageAsync(task);
        Assert.Equal(goals.Take(25), page.Related(TwoSides.Goals));
        Assert.True(page.Property(TwoSides.Goals).GetProperty("has_more").GetBoolean());
        Assert.Equal(goals, await two.Workspace.RelatedAsync(task, TwoSides.Goals));

        // The first ten are read; then five of them go, and the next of all as well.
        var path = $"/v1/pages/{task}/properties/{TwoSides.Goals}?page_size=10";
        var part = (await two.Workspace.GetAsync(path)).Ok().Json;
        var cursor = part.GetProperty("next_cursor").GetString();
        (await two.RelateAsync(task, TwoSides.Goals, goals[5..])).Ok();
        var rest = (await two.Workspace.GetAsync($"{path}&start_cursor={cursor}")).Ok().Json;
        Assert.Equal(
            goals[10..20],
            rest.GetProperty("results")
                .EnumerateArray()
                .Select(r => r.GetProperty("relation").GetProperty("id").GetGuid())
        );
    }

    [Fact]
    public async Task A_rollup_that_shows_values_is_a_list_of_them_and_one_that_computes_has_its_value()
    {
        var two = await TwoSides.MakeAsync(_service);
        (
            await two.Workspace.PatchAsync(
                $"/v1/data_sources/{two.TaskSource}",
                $$$"""
                {"properties": {
                  "Names": {"rollup": {"relation_property_name": "{{{TwoSides.Goals}}}", "rollup_property_name": "Name", "function": "show_original"} },
                  "Number": {"rollup": {"relation_property_name": "{{{TwoSides.Goals}}}", "rollup_property_name": "Name", "function": "count"} }
                } }
                """
            )
        ).Ok();
        var goals = new List<Guid>();
        for (var i = 0; i < 30; i++)
            goals.Add(
                await two.Workspace.NewRowAsync(
                    two.GoalSource,
                    new JsonObject { ["Name"] = NotionWorkspace.Title($"goal {i}") }
                )
            );
        var task = await two.NewTaskAsync();
        (await two.RelateAsync(task, TwoSides.Goals, goals)).Ok();
        var names = new List<string?>();
        await foreach (var item in two.Workspace.ItemsAsync(task, "Names", 7))
            names.Add(item.GetProperty("title").GetProperty("plain_text").GetString());
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"goal {i}"), names);

        var number = (await two.Workspace.GetAsync($"/v1/pages/{task}/properties/Number")).Ok().Json;
        Assert.Empty(number.GetProperty("results").EnumerateArray());
        var rollup = number.GetProperty("property_item").GetProperty("rollup");
        Assert.Equal(30, rollup.GetProperty("number").GetInt32());
        Assert.Equal("count", rollup.GetProperty("function").GetString());
    }

    [Fact]
    public async Task People_are_listed_one_by_one()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            await workspace.NewPageAsync("Home"),
            new JsonObject { ["Who"] = new JsonObject { ["people"] = new JsonObject() } }
        );
        var people = new[] { workspace.OwnerId, (await workspace.AsMemberAsync("reader")).OwnerId };
        var row = await workspace.NewRowAsync(
            source,
            new JsonObject
            {
                ["Who"] = new JsonObject
                {
                    ["people"] = new JsonArray([.. people.Select(p => new JsonObject { ["id"] = p.ToString() })]),
                },
            }
        );
        var listed = new List<Guid>();
        await foreach (var item in workspace.ItemsAsync(row, "Who", 1))
            listed.Add(item.GetProperty("people").GetProperty("id").GetGuid());
        Assert.Equal(people, listed);
    }

    [Theory]
    [InlineData("Mood", "Mood is not a property that exists")]
    [InlineData("title?start_cursor=abc", "start_cursor")]
    [InlineData("title?page_size=0", "page_size")]
    public async Task What_cannot_be_listed_is_refused(string path, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        (await workspace.GetAsync($"/v1/pages/{page}/properties/{path}")).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_cursor_of_another_property_or_page_is_refused()
    {
        var two = await TwoSides.MakeAsync(_service);
        var task = await two.NewTaskAsync();
        (await two.RelateAsync(task, TwoSides.Goals, await two.NewGoalAsync(), await two.NewGoalAsync())).Ok();
        var cursor = (await two.Workspace.GetAsync($"/v1/pages/{task}/properties/{TwoSides.Goals}?page_size=1"))
            .Ok()
            .Json.GetProperty("next_cursor")
            .GetString();
        var other = await two.NewTaskAsync();
        (await two.Workspace.GetAsync($"/v1/pages/{task}/properties/title?start_cursor={cursor}")).Refused(
            400,
            "validation_error"
        );
        (await two.Workspace.GetAsync($"/v1/pages/{other}/properties/{TwoSides.Goals}?start_cursor={cursor}")).Refused(
            400,
            "validation_error"
        );
    }
}
