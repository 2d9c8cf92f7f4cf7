using System.Text.Json.Nodes;

namespace NotionStyle.Testing;

/// <summary>Random JSON of the kinds that trip readers up: wrong kinds, odd names, odd numbers, deep nesting, members with a meaning elsewhere.</summary>
public static class RandomJson
{
    private static readonly string[] Steps =
    [
        "properties",
        "format",
        "content",
        "pages",
        "type",
        "alive",
        "permissions",
        "parent_id",
        "parent_table",
        "version",
        "id",
        "title",
        "checked",
        "people",
        "0",
        "1",
        "-1",
        "+0",
        " 0",
        "99999999999",
        "__proto__",
        "constructor",
        "\u00e9",
        "\ud83d\ude00",
        "a.b",
        "$ref",
        " ",
    ];

    private static readonly string[] Texts =
    [
        "",
        "x",
        "block",
        "space",
        "notion_user",
        "page",
        "paragraph",
        "editor",
        "none",
        "user_permission",
        "space_permission",
        "00000000-0000-0000-0000-000000000000",
        "{5a5a5a5a-0000-4000-8000-000000000001}",
        "\\u0000",
        "\ud83d\ude00",
        "true",
        "null",
    ];

    private static readonly string[] Names =
    [
        "id",
        "after",
        "before",
        "type",
        "role",
        "user_id",
        "content",
        "pages",
        "parent_id",
        "parent_table",
        "permissions",
        "alive",
        "properties",
        "format",
        "version",
        "created_by",
        "title",
        "__proto__",
        "",
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "-0",
        "1",
        "-1",
        "1.5",
        "1e308",
        "1E-300",
        "9007199254740993",
        "123456789012345678901234567890",
    ];

    /// <summary>A path; mostly one that an editor knows the beginning of.</summary>
    public static JsonArray Path(Random random)
    {
        var path = new JsonArray();
        for (var i = random.Next(5); i > 0; i--)
            path.Add((JsonNode?)random.Pick(Steps));
        if (path.Count > 1 && random.Chance(0.6))
            path[0] = random.Pick(["properties", "format"]);
        return path;
    }

    /// <summary>Any value.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="id">Gives ids with a meaning in the workspace.</param>
    /// <param name="depth">Levels that may still follow.</param>
    public static JsonNode? Value(Random random, Func<Guid> id, int depth = 3)
    {
        switch (random.Next(depth > 0 ? 9 : 6))
        {
            case 0:
                return null;
            case 1:
                return random.Chance(0.5);
            case 2:
                return JsonNode.Parse(random.Pick(Numbers));
            case 3:
                return random.Pick(Texts);
            case 4 or 5:
                return id().ToString();
            case 6:
                var array = new JsonArray();
                for (var i = random.Next(4); i > 0; i--)
                    array.Add(Value(random, id, depth - 1));
                return array;
            default:
                var o = new JsonObject();
                for (var i = random.Next(4); i > 0; i--)
                    o[random.Pick(Names)] = Value(random, id, depth - 1);
                return o;
        }
    }
}
