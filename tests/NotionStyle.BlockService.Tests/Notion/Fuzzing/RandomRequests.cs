using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

/// <summary>Random requests of the document's operations: bodies by its schemas, where those are open by what the members are called.</summary>
internal sealed partial class RandomRequests(Random random, IdPool ids, RandomValues values)
{
    public string Path(Operation operation)
    {
        var path = Segment()
            .Replace(
                operation.Path,
                m =>
                    m.Groups[1].Value == "property_id"
                        ? Uri.EscapeDataString(values.Tame(["title"], ["Nothing", "%3A", "a", ids.Id("page")]))
                        : ids.Id(m.Groups[1].Value[..^3])
            );
        var query = new List<string>();
        foreach (var parameter in operation.Parameters)
        {
            if (
                parameter.GetProperty("in").GetString() != "query"
                || (!parameter.TryGetProperty("required", out var required) || !required.GetBoolean())
                    && random.Next(3) > 0
            )
                continue;
            var name = parameter.GetProperty("name").GetString()!;
            var value = name switch
            {
                "start_cursor" => ids.Cursor(),
                "page_size" => values.Tame(["1", "2", "100"], ["0", "101", "x"]),
                "block_id" => ids.Id("block"),
                "filter_properties" => values.Pick(["title", "Num", "%3A"]),
                _ => FromSchema(parameter.GetProperty("schema"), name, 0)?.ToString() ?? "",
            };
            query.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    /// <summary>A body; null when the operation has none.</summary>
    public JsonNode? Body(Operation operation)
    {
        if (operation.BodySchema is not { } schema)
            return null;
        if (values.IsTame && Tame(operation) is { } tame)
            return tame;
        if (operation is { Method: "PATCH", Path: "/v1/blocks/{block_id}" } && random.Next(6) > 0)
        {
            var type = values.Pick(RandomValues.BlockTypes);
            return new JsonObject { [type] = values.BlockBody(type, 0) };
        }

        if (operation is { Method: "POST", Path: "/v1/databases" } && random.Next(4) > 0)
            return new JsonObject
            {
                ["parent"] = new JsonObject { ["page_id"] = ids.Id("page") },
                ["title"] = values.RichText(),
                ["initial_data_source"] = new JsonObject { ["properties"] = values.Schema() },
            };
        var body = FromSchema(schema, operation.Path, 0);
        return random.Next(5) == 0 ? Mutate(body) : body;
    }

    /// <summary>A body that the API takes, unless its place has been broken before; null where the schema leads to one.</summary>
    private JsonObject? Tame(Operation operation)
    {
        var text = new JsonArray(values.RichTextItem());
        switch (operation.ToString())
        {
            case "POST /v1/pages" when values.Flag():
                return new JsonObject
                {
                    ["parent"] = new JsonObject { ["page_id"] = ids.Id("page") },
                    ["properties"] = new JsonObject { ["title"] = new JsonObject { ["title"] = text } },
                    ["children"] = values.Blocks(1),
                    ["icon"] = values.Icon(),
                };
            case "POST /v1/pages":
                return new JsonObject
                {
                    ["parent"] = new JsonObject { ["data_source_id"] = ids.Id("data_source") },
                    ["properties"] = values.Row(),
                    ["children"] = values.Blocks(1),
                };
            case "PATCH /v1/pages/{page_id}":
                return values.Flag()
                    ? new JsonObject { ["properties"] = values.Row() }
                    : new JsonObject { ["icon"] = values.Icon(), ["cover"] = values.File() };
            case "POST /v1/pages/{page_id}/move":
                return new JsonObject
                {
                    ["parent"] = new JsonObject { ["type"] = "page_id", ["page_id"] = ids.Id("page") },
                };
            case "PATCH /v1/blocks/{block_id}":
                var type = values.Pick(["paragraph", "toggle", "to_do", "quote", "heading_1"]);
                return new JsonObject { [type] = values.BlockBody(type, 0) };
            case "PATCH /v1/blocks/{block_id}/children":
                return new JsonObject { ["children"] = values.Blocks(1) };
            case "POST /v1/databases":
                return new JsonObject
                {
                    ["parent"] = new JsonObject { ["page_id"] = ids.Id("page") },
                    ["title"] = text,
                    ["initial_data_source"] = new JsonObject { ["properties"] = values.Schema() },
                };
            case "POST /v1/data_sources":
                return new JsonObject
                {
                    ["parent"] = new JsonObject { ["database_id"] = ids.Id("database") },
                    ["title"] = text,
                    ["properties"] = values.Schema(),
                };
            case "PATCH /v1/data_sources/{data_source_id}":
                var (name, kind) = values.Pick(RandomValues.Properties.Skip(1).Take(12).ToArray());
                return new JsonObject
                {
                    ["title"] = text,
                    ["properties"] = new JsonObject { [name + " 2"] = values.Definition(kind) },
                };
            case "POST /v1/data_sources/{data_source_id}/query":
                return new JsonObject
                {
                    ["filter"] = values.Filter(),
                    ["sorts"] = values.Many(2, values.Sort),
                    ["page_size"] = random.Next(1, 101),
                };
            case "POST /v1/comments":
                return values.Flag()
                    ? new JsonObject
                    {
                        ["parent"] = new JsonObject { ["page_id"] = ids.Id("page") },
                        ["rich_text"] = text,
                    }
                    : new JsonObject { ["discussion_id"] = ids.Id("discussion"), ["rich_text"] = text };
            case "PATCH /v1/comments/{comment_id}":
                return new JsonObject { ["rich_text"] = text };
            default:
                return null;
        }
    }

    /// <summary>Any JSON at all, as the operations protocol stores it.</summary>
    public JsonNode? Junk(int depth = 3) =>
        random.Next(depth > 0 ? 9 : 6) switch
        {
            0 => null,
            1 => JsonValue.Create(values.Flag()),
            2 => values.Number(),
            3 => JsonValue.Create(values.Word()),
            4 => JsonValue.Create(ids.Id("page")),
            5 => JsonValue.Create(values.Day()),
            6 => values.Many(3, () => Junk(depth - 1)),
            7 => JsonNode.Parse("""[["‣",[["p","x"]]],["a",[["b"],["zz",{}]]],[7]]"""),
            _ => new JsonObject { [values.Pick(["type", "id", "url", "name", "start", "title"])] = Junk(depth - 1) },
        };

    private JsonNode? FromSchema(JsonElement schema, string name, int depth)
    {
        if (schema.TryGetProperty("$ref", out _))
            return new JsonObject();
        var known = Known(name, depth);
        if (known.IsKnown && random.Next(12) > 0)
            return known.Value;
        if (schema.TryGetProperty("enum", out var choices))
            return JsonNode.Parse(choices[random.Next(choices.GetArrayLength())].GetRawText());
        var type = schema.TryGetProperty("type", out var types)
            ? ApiDescription.Types(types).First(t => t != "null")
            : "string";
        switch (type)
        {
            case "object":
                var value = new JsonObject();
                if (!schema.TryGetProperty("properties", out var members))
                    return Junk(2) as JsonObject ?? value;
                var required = schema.TryGetProperty("required", out var names)
                    ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet()
                    : [];
                foreach (var member in members.EnumerateObject())
                {
                    if (required.Contains(member.Name) ? random.Next(30) > 0 : random.Next(3) == 0)
                        value[member.Name] = FromSchema(member.Value, member.Name, depth + 1);
                }

                return value;
            case "array":
                return values.Many(3, () => FromSchema(schema.GetProperty("items"), name + "[]", depth + 1));
            case "boolean":
                return values.Flag();
            case "integer":
                return random.Next(5) == 0 ? values.Number() : JsonValue.Create(random.Next(1, 101));
            case "number":
                return values.Number();
            default:
                return schema.TryGetProperty("format", out var format) && format.GetString() == "uuid"
                    ? ids.Id(name.EndsWith("_id", StringComparison.Ordinal) ? name[..^3] : "page")
                    : values.Word();
        }
    }

    /// <summary>What a member of a request holds, by its name; the document leaves it open.</summary>
    private (bool IsKnown, JsonNode? Value) Known(string name, int depth) =>
        name switch
        {
            "children" => (true, values.Blocks(2)),
            "rich_text" or "title" or "description" or "caption" => (true, values.RichText()),
            "icon" => (true, values.Icon()),
            "cover" => (true, values.Flag() ? values.File() : null),
            "parent" => (true, values.Parent()),
            "properties" => (true, values.Flag() ? values.Row() : values.Schema()),
            "initial_data_source" => (true, new JsonObject { ["properties"] = values.Schema() }),
            "filter" => (
                true,
                random.Next(4) == 0
                    ? new JsonObject { ["property"] = "object", ["value"] = values.Pick(["page", "data_source", "x"]) }
                    : values.Filter()
            ),
            "sorts" => (true, values.Many(3, values.Sort)),
            "sort" => (true, values.Sort()),
            "position" => (
                true,
                values.Flag()
                    ? new JsonObject { ["type"] = values.Pick(["start", "end"]) }
                    : new JsonObject
                    {
                        ["type"] = "after_block",
                        ["after_block"] = new JsonObject { ["id"] = ids.Id("block") },
                    }
            ),
            "after" => (true, ids.Id("block")),
            "start_cursor" => (true, ids.Cursor()),
            "page_size" => (true, values.Pick<JsonNode>([1, 2, 50, 100, 101])),
            "discussion_id" => (depth > 0 && values.Flag(), ids.Id("discussion")),
            _ => default,
        };

    /// <summary>Breaks one place of a body.</summary>
    private JsonNode? Mutate(JsonNode? body)
    {
        var places = new List<JsonNode>();
        Collect(body);
        if (places.Count == 0)
            return Junk();
        switch (places[random.Next(places.Count)])
        {
            case JsonObject { Count: > 0 } o:
                o[o.ElementAt(random.Next(o.Count)).Key] = Junk();
                break;
            case JsonObject o:
                o["other"] = Junk();
                break;
            case JsonArray { Count: > 0 } a when values.Flag():
                a[random.Next(a.Count)] = Junk();
                break;
            case JsonArray a:
                a.Add(Junk());
                break;
        }

        return body;

        void Collect(JsonNode? node)
        {
            if (node is not JsonValue and not null)
                places.Add(node);
            foreach (var inner in node is JsonObject o ? o.Select(m => m.Value) : node as JsonArray ?? [])
                Collect(inner);
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Segment();
}
