using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Short ways to databases and data sources over the API.</summary>
internal static class DatabaseMaker
{
    /// <summary>Makes a page with a database of one data source on it.</summary>
    public static async Task<(Guid Database, Guid Source)> NewDatabaseAsync(
        this TestWorkspace workspace,
        string properties = "{}",
        string title = "Tasks"
    )
    {
        var page = await workspace.NewBlockAsync("page", "Page");
        var answer = (
            await workspace.PostAsync(
                "/v1/databases",
                $$$"""
                {"parent": {"page_id": "{{{page}}}"}, "title": [{"text": {"content": "{{{title}}}"}}],
                 "initial_data_source": {"properties": {{{properties}}}}}
                """
            )
        ).Ok();
        return (
            answer.Json.GetProperty("id").GetGuid(),
            answer.Json.GetProperty("data_sources")[0].GetProperty("id").GetGuid()
        );
    }

    /// <summary>The properties of a data source, as they are answered.</summary>
    public static async Task<JsonObject> PropertiesAsync(this TestWorkspace workspace, Guid source) =>
        (await workspace.GetAsync($"/v1/data_sources/{source}")).Ok().Properties();

    /// <summary>Changes the properties of a data source and gives them back.</summary>
    public static async Task<JsonObject> ChangeAsync(this TestWorkspace workspace, Guid source, string properties) =>
        (await workspace.TryChangeAsync(source, properties)).Ok().Properties();

    public static Task<Answer> TryChangeAsync(this TestWorkspace workspace, Guid source, string properties) =>
        workspace.PatchAsync($"/v1/data_sources/{source}", $$"""{"properties": {{properties}}}""");

    public static JsonObject Properties(this Answer answer) =>
        JsonNode.Parse(answer.Json.GetProperty("properties").GetRawText())!.AsObject();

    /// <summary>Sets a field of a record through the operations protocol, which takes any JSON.</summary>
    public static async Task SetAsync(
        this TestWorkspace workspace,
        string table,
        Guid id,
        IEnumerable<string> path,
        JsonNode? value
    )
    {
        var operation = new JsonObject
        {
            ["pointer"] = new JsonObject { ["table"] = table, ["id"] = id.ToString() },
            ["path"] = new JsonArray([.. path.Select(p => (JsonNode)p)]),
            ["command"] = "set",
            ["args"] = value,
        };
        var transaction = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["operations"] = new JsonArray(operation),
        };
        (await workspace.PostAsync("/v1/transactions", transaction.ToJsonString())).Ok();
    }

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
