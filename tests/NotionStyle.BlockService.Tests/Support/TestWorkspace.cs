using System.Text.Json.Nodes;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>One workspace of a service, and short ways to fill it.</summary>
internal sealed record TestWorkspace(TestService Service, Guid SpaceId, Guid OwnerId, string Token)
{
    public Task<Answer> GetAsync(string path) => Service.SendAsync("GET", path, Token);

    public Task<Answer> PostAsync(string path, string body) => Service.SendAsync("POST", path, Token, body);

    public Task<Answer> PatchAsync(string path, string body) => Service.SendAsync("PATCH", path, Token, body);

    public Task<Answer> DeleteAsync(string path) => Service.SendAsync("DELETE", path, Token);

    /// <summary>The workspace as another member sees it, who is made with a role on the whole of it.</summary>
    public async Task<TestWorkspace> AsMemberAsync(string role, string name = "Grace", string type = "person")
    {
        var member = (
            await PostAsync("/v1/members", $$"""{"name":"{{name}}","type":"{{type}}","role":"{{role}}"}""")
        ).Ok();
        return this with
        {
            OwnerId = member.Json.GetProperty("id").GetGuid(),
            Token = member.Json.GetProperty("token").GetString()!,
        };
    }

    /// <summary>Makes a block below another record and returns its id.</summary>
    public async Task<Guid> NewBlockAsync(string type, string title, Guid? parent = null)
    {
        var id = Guid.NewGuid();
        (await PostAsync("/v1/transactions", Insert(id, type, title, parent).ToJsonString())).Ok();
        return id;
    }

    /// <summary>Sets what is at a path of a record, by the operations protocol: any JSON.</summary>
    public Task WriteAsync(string table, Guid id, IReadOnlyList<string> path, string json) =>
        WriteAsync("set", table, id, path, json);

    /// <summary>Grants a role on a page to a member, or to everybody when none is named.</summary>
    public Task GrantAsync(Guid page, Guid? userId, string role) =>
        WriteAsync(
            "setPermissionItem",
            "block",
            page,
            ["permissions"],
            NotionStyle.Testing.Build.Item(userId, role).ToJsonString()
        );

    private async Task WriteAsync(string command, string table, Guid id, IReadOnlyList<string> path, string json)
    {
        var transaction = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["operations"] = new JsonArray(
                new JsonObject
                {
                    ["pointer"] = new JsonObject { ["table"] = table, ["id"] = id.ToString() },
                    ["path"] = new JsonArray([.. path.Select(p => (JsonNode)p)]),
                    ["command"] = command,
                    ["args"] = JsonNode.Parse(json),
                }
            ),
        };
        (await PostAsync("/v1/transactions", transaction.ToJsonString())).Ok();
    }

    /// <summary>The transaction that makes a block.</summary>
    public JsonObject Insert(Guid id, string type, string title, Guid? parent = null)
    {
        var table = parent is null ? "space" : "block";
        var parentId = (parent ?? SpaceId).ToString();
        return new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["operations"] = new JsonArray(
                new JsonObject
                {
                    ["pointer"] = new JsonObject { ["table"] = "block", ["id"] = id.ToString() },
                    ["path"] = new JsonArray(),
                    ["command"] = "set",
                    ["args"] = new JsonObject
                    {
                        ["type"] = type,
                        ["parent_id"] = parentId,
                        ["parent_table"] = table,
                        ["properties"] = new JsonObject { ["title"] = new JsonArray(new JsonArray(title)) },
                    },
                },
                new JsonObject
                {
                    ["pointer"] = new JsonObject { ["table"] = table, ["id"] = parentId },
                    ["path"] = new JsonArray("content"),
                    ["command"] = "listAfter",
                    ["args"] = new JsonObject { ["id"] = id.ToString() },
                }
            ),
        };
    }
}
