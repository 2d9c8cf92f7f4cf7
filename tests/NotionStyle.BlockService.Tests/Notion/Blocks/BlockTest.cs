using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Blocks;

/// <summary>Short ways to ask for blocks, and to compare what came.</summary>
internal static class BlockTest
{
    /// <summary>A paragraph as a request says it.</summary>
    public static string Paragraph(string text) => $$"""{"paragraph":{"rich_text":{{Words(text)}} } }""";

    /// <summary>Rich text without marks.</summary>
    public static string Words(string text) => $$"""[{"text":{"content":"{{text}}"} }]""";

    public static Task<Answer> AppendAsync(
        this TestWorkspace workspace,
        Guid parent,
        string children,
        string more = ""
    ) => workspace.PatchAsync($"/v1/blocks/{parent}/children", $$"""{"children":[{{children}}]{{more}} }""");

    /// <summary>Appends one block and gives it as it was answered.</summary>
    public static async Task<JsonElement> AppendOneAsync(this TestWorkspace workspace, Guid parent, string block) =>
        Assert.Single((await workspace.AppendAsync(parent, block)).Ok().Json.GetProperty("results").EnumerateArray());

    public static async Task<JsonElement> BlockAsync(this TestWorkspace workspace, Guid id) =>
        (await workspace.GetAsync($"/v1/blocks/{id}")).Ok().Json;

    /// <summary>All children, part by part.</summary>
    public static async Task<List<JsonElement>> ChildrenAsync(this TestWorkspace workspace, Guid id, int pageSize = 100)
    {
        var children = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : "&start_cursor=" + Uri.EscapeDataString(cursor);
            var part = (await workspace.GetAsync($"/v1/blocks/{id}/children?page_size={pageSize}{query}")).Ok().Json;
            Assert.True(part.GetProperty("results").GetArrayLength() <= pageSize);
            children.AddRange(part.GetProperty("results").EnumerateArray());
            cursor = part.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, part.GetProperty("has_more").GetBoolean());
        } while (cursor is not null);

        return children;
    }

    public static Guid Id(this JsonElement block) => block.GetProperty("id").GetGuid();

    public static string Type(this JsonElement block) => block.GetProperty("type").GetString()!;

    /// <summary>What stands under the name of the type.</summary>
    public static JsonElement Value(this JsonElement block) => block.GetProperty(block.Type());

    /// <summary>The plain text of a block's rich text.</summary>
    public static string Plain(this JsonElement block) =>
        string.Concat(
            block.Value().GetProperty("rich_text").EnumerateArray().Select(r => r.GetProperty("plain_text").GetString())
        );

    /// <summary>Makes a record by the operations protocol, whatever its fields are.</summary>
    public static async Task<Guid> StoreAsync(
        this TestWorkspace workspace,
        Guid parent,
        string type,
        string properties = "{}",
        string format = "{}"
    )
    {
        var id = Guid.NewGuid();
        var transaction = workspace.Insert(id, type, "x", parent);
        var args = transaction["operations"]![0]!["args"]!.AsObject();
        args["properties"] = JsonNode.Parse(properties);
        args["format"] = JsonNode.Parse(format);
        (await workspace.PostAsync("/v1/transactions", transaction.ToJsonString())).Ok();
        return id;
    }

    /// <summary>Where an answer does not say what was sent; null when it says all of it.</summary>
    public static string? Missing(JsonElement sent, JsonElement answered, string at = "$")
    {
        if (sent.ValueKind != answered.ValueKind)
            return $"{at}: {sent} became {answered}";
        switch (sent.ValueKind)
        {
            case JsonValueKind.Object:
                return sent.EnumerateObject()
                    .Select(m =>
                        m.Name == "children" ? null
                        : answered.TryGetProperty(m.Name, out var value) ? Missing(m.Value, value, $"{at}.{m.Name}")
                        : $"{at}.{m.Name} is not answered"
                    )
                    .FirstOrDefault(p => p is not null);
            case JsonValueKind.Array when sent.GetArrayLength() != answered.GetArrayLength():
                return $"{at}: {sent} became {answered}";
            case JsonValueKind.Array:
                return sent.EnumerateArray()
                    .Zip(answered.EnumerateArray())
                    .Select((p, i) => Missing(p.First, p.Second, $"{at}[{i}]"))
                    .FirstOrDefault(p => p is not null);
            default:
                return JsonElement.DeepEquals(sent, answered) ? null : $"{at}: {sent} became {answered}";
        }
    }
}
