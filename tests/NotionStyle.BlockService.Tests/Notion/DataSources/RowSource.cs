using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>A data source and its rows as the operations protocol makes them, and queries of it.</summary>
internal sealed class RowSource
{
    private readonly TestWorkspace _workspace;

    private RowSource(TestWorkspace workspace, Guid id)
    {
        _workspace = workspace;
        Id = id;
    }

    public Guid Id { get; }

    public string Path => $"/v1/data_sources/{Id}/query";

    /// <summary>Makes a data source with a schema: the stored form, from property id to definition.</summary>
    public static async Task<RowSource> CreateAsync(TestWorkspace workspace, string schema)
    {
        var (database, id) = (Guid.NewGuid(), Guid.NewGuid());
        await workspace.NewBlockAsync("page", "Home");
        (
            await workspace.PostAsync(
                "/v1/transactions",
                workspace.Insert(database, "child_database", "Tasks").ToJsonString()
            )
        ).Ok();
        var source = new RowSource(workspace, id);
        await source.CommitAsync(
            Operation(
                "collection",
                id,
                new JsonObject
                {
                    ["type"] = "collection",
                    ["parent_id"] = database.ToString(),
                    ["parent_table"] = "block",
                    ["format"] = new JsonObject { ["schema"] = JsonNode.Parse(schema) },
                }
            )
        );
        return source;
    }

    /// <summary>Makes rows, each at a time of its own, from their properties in the stored form.</summary>
    public async Task<Guid[]> AddAsync(params string[] rows)
    {
        var ids = new List<Guid>();
        foreach (var row in rows)
        {
            ids.Add(Guid.NewGuid());
            await CommitAsync(
                Operation(
                    "block",
                    ids[^1],
                    new JsonObject
                    {
                        ["type"] = "page",
                        ["parent_id"] = Id.ToString(),
                        ["parent_table"] = "collection",
                        ["properties"] = JsonNode.Parse(row),
                    }
                )
            );
        }

        return [.. ids];
    }

    /// <summary>Many rows in few transactions.</summary>
    public async Task AddManyAsync(int count, Func<int, JsonObject> properties)
    {
        foreach (var part in Enumerable.Range(0, count).Chunk(1_000))
            await CommitAsync([
                .. part.Select(i =>
                    Operation(
                        "block",
                        Guid.NewGuid(),
                        new JsonObject
                        {
                            ["type"] = "page",
                            ["parent_id"] = Id.ToString(),
                            ["parent_table"] = "collection",
                            ["properties"] = properties(i),
                        }
                    )
                ),
            ]);
    }

    public Task<Answer> QueryAsync(string body = "{}", string query = "") => _workspace.PostAsync(Path + query, body);

    /// <summary>The titles of all rows that a query answers, part by part.</summary>
    public async Task<List<string>> TitlesAsync(string? filter = null, string? sorts = null, int pageSize = 100)
    {
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var body = new JsonObject { ["page_size"] = pageSize };
            if (filter is not null)
                body["filter"] = JsonNode.Parse(filter);
            if (sorts is not null)
                body["sorts"] = JsonNode.Parse(sorts);
            if (cursor is not null)
                body["start_cursor"] = cursor;
            var answer = (await QueryAsync(body.ToJsonString())).Ok().Json;
            titles.AddRange(Titles(answer));
            cursor = answer.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, answer.GetProperty("has_more").GetBoolean());
        } while (cursor is not null);

        return titles;
    }

    public static IEnumerable<string> Titles(JsonElement answer) =>
        answer
            .GetProperty("results")
            .EnumerateArray()
            .Select(page =>
                string.Concat(
                    page.GetProperty("properties")
                        .GetProperty("Name")
                        .GetProperty("title")
                        .EnumerateArray()
                        .Select(run => run.GetProperty("plain_text").GetString())
                )
            );

    public Task TrashAsync(Guid row) => CommitAsync(Operation("block", row, JsonValue.Create(false), "alive"));

    public async Task CommitAsync(params JsonObject[] operations) =>
        (
            await _workspace.PostAsync(
                "/v1/transactions",
                new JsonObject
                {
                    ["id"] = Guid.NewGuid().ToString(),
                    ["operations"] = new JsonArray([.. operations]),
                }.ToJsonString()
            )
        ).Ok();

    public static JsonObject Operation(string table, Guid id, JsonNode? args, params string[] path) =>
        new()
        {
            ["pointer"] = new JsonObject { ["table"] = table, ["id"] = id.ToString() },
            ["path"] = new JsonArray([.. path.Select(p => (JsonNode?)p)]),
            ["command"] = "set",
            ["args"] = args,
        };
}
