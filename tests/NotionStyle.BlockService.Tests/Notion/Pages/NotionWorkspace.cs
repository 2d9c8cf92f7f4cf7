using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

/// <summary>Short ways to fill a workspace through the Notion API.</summary>
internal static class NotionWorkspace
{
    /// <summary>A title property as a request has it.</summary>
    public static JsonObject Title(string text) => new() { ["title"] = Text(text) };

    /// <summary>Rich text of one run.</summary>
    public static JsonArray Text(string text) =>
        new(new JsonObject { ["text"] = new JsonObject { ["content"] = text } });

    /// <summary>A relation to rows.</summary>
    public static JsonObject Relation(params IEnumerable<Guid> rows) =>
        new() { ["relation"] = new JsonArray([.. rows.Select(id => new JsonObject { ["id"] = id.ToString() })]) };

    /// <summary>Makes a page below another, or in the workspace.</summary>
    public static async Task<Guid> NewPageAsync(this TestWorkspace workspace, string title, Guid? parent = null)
    {
        var body = new JsonObject { ["properties"] = new JsonObject { ["title"] = Title(title) } };
        if (parent is { } id)
            body["parent"] = new JsonObject { ["page_id"] = id.ToString() };
        return IdOf((await workspace.PostAsync("/v1/pages", body.ToJsonString())).Ok());
    }

    /// <summary>Makes a database with one data source; its title property is <c>Name</c>.</summary>
    public static async Task<(Guid Database, Guid Source)> NewDatabaseAsync(
        this TestWorkspace workspace,
        Guid page,
        JsonObject? properties = null
    )
    {
        var schema = properties ?? [];
        schema["Name"] = new JsonObject { ["title"] = new JsonObject() };
        var body = new JsonObject
        {
            ["parent"] = new JsonObject { ["type"] = "page_id", ["page_id"] = page.ToString() },
            ["title"] = Text("A database"),
            ["initial_data_source"] = new JsonObject { ["properties"] = schema },
        };
        var answer = (await workspace.PostAsync("/v1/databases", body.ToJsonString())).Ok();
        return (IdOf(answer), answer.Json.GetProperty("data_sources")[0].GetProperty("id").GetGuid());
    }

    /// <summary>The request that makes a row.</summary>
    public static Task<Answer> PostRowAsync(this TestWorkspace workspace, Guid source, JsonObject properties) =>
        workspace.PostAsync(
            "/v1/pages",
            new JsonObject
            {
                ["parent"] = new JsonObject { ["data_source_id"] = source.ToString() },
                ["properties"] = properties.DeepClone(),
            }.ToJsonString()
        );

    /// <summary>Makes a row.</summary>
    public static async Task<Guid> NewRowAsync(
        this TestWorkspace workspace,
        Guid source,
        JsonObject? properties = null
    ) => IdOf((await workspace.PostRowAsync(source, properties ?? new JsonObject { ["Name"] = Title("A row") })).Ok());

    /// <summary>Changes properties of a page.</summary>
    public static Task<Answer> PatchPropertiesAsync(this TestWorkspace workspace, Guid page, JsonObject properties) =>
        workspace.PatchAsync(
            $"/v1/pages/{page}",
            new JsonObject { ["properties"] = properties.DeepClone() }.ToJsonString()
        );

    /// <summary>Retrieves a page.</summary>
    public static async Task<JsonElement> PageAsync(this TestWorkspace workspace, Guid page) =>
        (await workspace.GetAsync($"/v1/pages/{page}")).Ok().Json;

    /// <summary>A property of a page.</summary>
    public static JsonElement Property(this JsonElement page, string name) =>
        page.GetProperty("properties").GetProperty(name);

    /// <summary>The plain text of a page's title.</summary>
    public static string TitleOf(this JsonElement page) =>
        string.Concat(
            page.GetProperty("properties")
                .EnumerateObject()
                .Single(p => p.Value.GetProperty("type").GetString() == "title")
                .Value.GetProperty("title")
                .EnumerateArray()
                .Select(run => run.GetProperty("plain_text").GetString())
        );

    /// <summary>The rows that a relation of a page shows.</summary>
    public static Guid[] Related(this JsonElement page, string name) =>
        [.. page.Property(name).GetProperty("relation").EnumerateArray().Select(r => r.GetProperty("id").GetGuid())];

    /// <summary>The children of a block, by id.</summary>
    public static async Task<Guid[]> ChildrenAsync(this TestWorkspace workspace, Guid block) =>
        [
            .. (await workspace.GetAsync($"/v1/blocks/{block}/children"))
                .Ok()
                .Json.GetProperty("results")
                .EnumerateArray()
                .Select(b => b.GetProperty("id").GetGuid()),
        ];

    /// <summary>All rows of a data source, by search: what is made here has one title.</summary>
    public static async Task<Guid[]> RowsAsync(this TestWorkspace workspace, Guid source)
    {
        var rows = new List<Guid>();
        await foreach (
            var page in workspace.AllAsync(cursor =>
                workspace.PostAsync(
                    "/v1/search",
                    new JsonObject
                    {
                        ["filter"] = new JsonObject { ["property"] = "object", ["value"] = "page" },
                        ["start_cursor"] = cursor,
                    }.ToJsonString()
                )
            )
        )
        {
            if (
                page.GetProperty("parent").TryGetProperty("data_source_id", out var parent)
                && parent.GetGuid() == source
            )
                rows.Add(page.GetProperty("id").GetGuid());
        }

        return [.. rows];
    }

    /// <summary>All rows that a relation of a page holds: those beyond what the page shows as well.</summary>
    public static async Task<Guid[]> RelatedAsync(this TestWorkspace workspace, Guid page, string name)
    {
        var rows = new List<Guid>();
        await foreach (var item in workspace.ItemsAsync(page, name, 100))
            rows.Add(item.GetProperty("relation").GetProperty("id").GetGuid());
        return [.. rows];
    }

    /// <summary>All items of a property, in parts of a size.</summary>
    public static IAsyncEnumerable<JsonElement> ItemsAsync(
        this TestWorkspace workspace,
        Guid page,
        string name,
        int size
    ) =>
        workspace.AllAsync(cursor =>
            workspace.GetAsync(
                $"/v1/pages/{page}/properties/{Uri.EscapeDataString(name)}?page_size={size}"
                    + (cursor is null ? "" : $"&start_cursor={Uri.EscapeDataString(cursor)}")
            )
        );

    /// <summary>The results of every part of a list.</summary>
    public static async IAsyncEnumerable<JsonElement> AllAsync(
        this TestWorkspace workspace,
        Func<string?, Task<Answer>> ask
    )
    {
        _ = workspace;
        string? cursor = null;
        do
        {
            var part = (await ask(cursor)).Ok().Json;
            foreach (var result in part.GetProperty("results").EnumerateArray())
                yield return result;
            cursor = part.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, part.GetProperty("has_more").GetBoolean());
        } while (cursor is not null);
    }

    public static Guid IdOf(Answer answer) => answer.Json.GetProperty("id").GetGuid();
}
