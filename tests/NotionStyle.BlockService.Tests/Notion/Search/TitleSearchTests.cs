using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Notion.Pages;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Search;

public sealed class TitleSearchTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Pages_rows_and_data_sources_are_found_by_a_piece_of_their_title()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("All about Trees");
        await workspace.NewPageAsync("Stones");
        var (_, source) = await workspace.NewDatabaseAsync(
            page,
            new JsonObject { ["Age"] = new JsonObject { ["number"] = new JsonObject() } }
        );
        (
            await workspace.PatchAsync(
                $"/v1/data_sources/{source}",
                """{"title": [{"text": {"content": "Tree list"}}]}"""
            )
        ).Ok();
        var row = await workspace.NewRowAsync(
            source,
            new JsonObject
            {
                ["Name"] = NotionWorkspace.Title("oak TREE"),
                ["Age"] = new JsonObject { ["number"] = 300 },
            }
        );
        var answer = await workspace.PostAsync("/v1/search", """{"query": "tree"}""");
        api.Fits("POST", "/v1/search", answer);
        Assert.Equal("page_or_data_source", answer.Json.GetProperty("type").GetString());
        var found = Found(answer);
        Assert.Equal(new[] { row, source, page }.ToHashSet(), found.Keys.ToHashSet());
        Assert.Equal(300, found[row].Property("Age").GetProperty("number").GetInt32());
        Assert.Equal("data_source", found[source].GetProperty("object").GetString());
        Assert.Equal(JsonValueKind.Object, found[source].GetProperty("properties").GetProperty("Age").ValueKind);
        Assert.Equal("All about Trees", found[page].TitleOf());
    }

    [Fact]
    public async Task A_filter_leaves_pages_or_data_sources()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        var (_, source) = await workspace.NewDatabaseAsync(page);
        Assert.Equal([page], await FindAsync("page"));
        Assert.Equal([source], await FindAsync("data_source"));

        async Task<IEnumerable<Guid>> FindAsync(string value) =>
            Found(
                await workspace.PostAsync(
                    "/v1/search",
                    $$$"""{"filter": {"property": "object", "value": "{{{value}}}"}}"""
                )
            ).Keys;
    }

    [Fact]
    public async Task The_order_is_by_the_last_edit_both_ways_and_goes_on_to_the_end()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var pages = new List<Guid>();
        for (var i = 0; i < 7; i++)
            pages.Add(await workspace.NewPageAsync($"Page {i}"));
        Assert.Equal(pages.AsEnumerable().Reverse(), await OrderAsync(null));
        Assert.Equal(pages.AsEnumerable().Reverse(), await OrderAsync("descending"));
        Assert.Equal(pages, await OrderAsync("ascending"));

        async Task<List<Guid>> OrderAsync(string? direction)
        {
            var ids = new List<Guid>();
            await foreach (
                var page in workspace.AllAsync(cursor =>
                {
                    var body = new JsonObject { ["page_size"] = 3, ["start_cursor"] = cursor };
                    if (direction is not null)
                        body["sort"] = new JsonObject { ["timestamp"] = "last_edited_time", ["direction"] = direction };
                    return workspace.PostAsync("/v1/search", body.ToJsonString());
                })
            )
                ids.Add(page.GetProperty("id").GetGuid());
            return ids;
        }
    }

    [Fact]
    public async Task What_is_in_the_trash_or_hidden_is_not_found()
    {
        var (workspace, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var page = await workspace.NewPageAsync("Needle");
        await workspace.NewPageAsync("Needle below", page);
        var guest = await workspace.AsMemberAsync("none");
        Assert.Empty(Found(await guest.PostAsync("/v1/search", """{"query": "needle"}""")));
        Assert.Empty(Found(await other.PostAsync("/v1/search", """{"query": "needle"}""")));
        (await workspace.PatchAsync($"/v1/pages/{page}", """{"in_trash": true}""")).Ok();
        Assert.Empty(Found(await workspace.PostAsync("/v1/search", """{"query": "needle"}""")));
    }

    [Theory]
    [InlineData("""{"filter": {"property": "object", "value": "database"}}""", "body.filter.value should be")]
    [InlineData("""{"filter": {"property": "title", "value": "page"}}""", "body.filter.property should be")]
    [InlineData("""{"filter": {"in_trash": true}}""", "body.filter.in_trash should be false")]
    [InlineData(
        """{"sort": {"timestamp": "created_time", "direction": "ascending"}}""",
        "body.sort.timestamp should be"
    )]
    [InlineData("""{"sort": {"timestamp": "last_edited_time", "direction": "up"}}""", "body.sort.direction should be")]
    [InlineData("""{"query": 3}""", "body.query should be a string")]
    [InlineData("""{"page_size": 101}""", "body.page_size should be")]
    [InlineData("""{"start_cursor": "abc"}""", "start_cursor")]
    [InlineData("""{"limit": 3}""", "body.limit should be not present")]
    public async Task A_search_that_cannot_be_is_refused_by_name(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/search", body)).Refused(400, "validation_error", message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"query": "", "filter": null, "sort": null, "start_cursor": null}""")]
    [InlineData("""{"filter": {"in_trash": false}, "sort": {"property": "relevance"}}""")]
    public async Task Everything_is_found_without_a_text(string body)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        Assert.Equal([page], Found(await workspace.PostAsync("/v1/search", body)).Keys);
    }

    private static Dictionary<Guid, JsonElement> Found(Answer answer) =>
        answer.Ok().Json.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetGuid());
}
