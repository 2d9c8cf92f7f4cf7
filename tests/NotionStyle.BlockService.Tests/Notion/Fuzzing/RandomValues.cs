using System.Text.Json.Nodes;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

/// <summary>Random values of the Notion API that are right, or nearly: blocks, rich text, schemas, rows, filters, sorts.</summary>
internal sealed class RandomValues(Random random, IdPool ids)
{
    /// <summary>The properties that every seeded data source has, by their types.</summary>
    public static readonly IReadOnlyList<(string Name, string Type)> Properties =
    [
        ("Name", "title"),
        ("Text", "rich_text"),
        ("Num", "number"),
        ("Sel", "select"),
        ("Multi", "multi_select"),
        ("Stat", "status"),
        ("When", "date"),
        ("Who", "people"),
        ("Files", "files"),
        ("Done", "checkbox"),
        ("Link", "url"),
        ("Mail", "email"),
        ("Phone", "phone_number"),
        ("Sum", "formula"),
        ("Rel", "relation"),
        ("Roll", "rollup"),
        ("Made", "created_time"),
        ("Edited", "last_edited_time"),
        ("Maker", "created_by"),
        ("Editor", "last_edited_by"),
        ("Nr", "unique_id"),
    ];

    private static readonly string[] Words =
    [
        "",
        "a",
        "Reading list",
        "two\nlines",
        "📚 emoji",
        "\u2023",
        "\u202eright to left",
        "'; DROP TABLE block; --",
        "%_\\",
        "<script>alert(1)</script>",
        "é",
    ];

    private static readonly string[] Formulas =
    [
        "prop(\"Num\") * 2",
        "if(prop(\"Done\"), \"yes\", prop(\"Text\"))",
        "dateAdd(prop(\"When\"), 3, \"days\")",
        "prop(\"Rel\").map(current.prop(\"Num\")).sum()",
        "1 / 0",
        "prop(\"Sum\")",
        "prop(\"Roll\")",
        "replaceAll(\"aaaa\", \"a\", prop(\"Text\"))",
        "repeat(\"x\", 100000)",
        "formatDate(now(), \"YYYY\")",
        "((((((((((",
        "",
        "let(x, 1, x + x)",
        "-9007199254740993 ^ 999",
    ];

    private static readonly string[] Functions =
    [
        "count",
        "sum",
        "average",
        "median",
        "min",
        "max",
        "range",
        "show_original",
        "show_unique",
        "unique",
        "empty",
        "not_empty",
        "percent_empty",
        "checked",
        "percent_checked",
        "earliest_date",
        "latest_date",
        "date_range",
        "count_values",
    ];

    public static readonly string[] BlockTypes =
    [
        "paragraph",
        "heading_1",
        "heading_2",
        "heading_3",
        "bulleted_list_item",
        "numbered_list_item",
        "to_do",
        "toggle",
        "quote",
        "callout",
        "code",
        "divider",
        "breadcrumb",
        "table_of_contents",
        "equation",
        "image",
        "video",
        "file",
        "pdf",
        "audio",
        "bookmark",
        "embed",
        "link_to_page",
        "link_preview",
        "table",
        "table_row",
        "column_list",
        "column",
        "synced_block",
        "child_page",
        "child_database",
        "template",
        "unsupported",
    ];

    /// <summary>Whether every value is one that the API takes; else some are only nearly right.</summary>
    public bool IsTame { get; set; }

    public string Word() => IsTame ? Pick(Words.Skip(1).ToArray()) : WildWord();

    private string WildWord() => random.Next(40) == 0 ? new string('x', random.Next(1_990, 2_010)) : Pick(Words);

    public string Day() =>
        Tame(
            ["2026-11-22", "2024-02-29", "2026-11-22T10:00:00Z"],
            ["2026-02-29", "2026-11-22T10:00:00+05:30", "9999-12-31", "0001-01-01", "tomorrow"]
        );

    public JsonNode Number() =>
        JsonNode.Parse(
            Tame(["0", "-1", "1.5"], ["1e300", "-1e-300", "9007199254740993", "123456789012345678901234567890"])
        )!;

    public JsonArray RichText() => Many(4, RichTextItem);

    public JsonObject RichTextItem()
    {
        var item = random.Next(6) switch
        {
            0 => Typed("mention", Mention()),
            1 => Typed("equation", new JsonObject { ["expression"] = Word() }),
            _ => Typed(
                "text",
                new JsonObject
                {
                    ["content"] = Word(),
                    ["link"] = random.Next(3) == 0 ? new JsonObject { ["url"] = Url() } : null,
                }
            ),
        };
        if (random.Next(2) == 0)
            item["annotations"] = new JsonObject
            {
                ["bold"] = Flag(),
                ["code"] = Flag(),
                ["color"] = Colour(),
            };
        return item;
    }

    public JsonArray Blocks(int depth) => Many(4, () => Block(depth));

    /// <summary>A block; <paramref name="depth" /> levels may be below it.</summary>
    public JsonObject Block(int depth)
    {
        var type = IsTame ? TameType(depth) : Pick(BlockTypes);
        return new JsonObject
        {
            ["object"] = "block",
            ["type"] = type,
            [type] = BlockBody(type, depth),
        };
    }

    /// <summary>A type of block that may stand anywhere. Tables and columns bring levels of their own.</summary>
    private string TameType(int depth) =>
        Pick([.. BlockTypes.Take(21), .. depth > 0 ? ["table"] : Array.Empty<string>()]);

    /// <summary>What a block of a type says.</summary>
    public JsonObject BlockBody(string type, int depth)
    {
        switch (type)
        {
            case "divider" or "breadcrumb" or "unsupported":
                return [];
            case "table_of_contents":
                return new JsonObject { ["color"] = Colour() };
            case "equation":
                return new JsonObject { ["expression"] = Word() };
            case "image" or "video" or "file" or "pdf" or "audio":
                var file = File();
                if (Flag())
                    file["caption"] = RichText();
                return file;
            case "bookmark" or "embed" or "link_preview":
                return new JsonObject { ["url"] = Url() };
            case "link_to_page":
                var to = Pick(["page_id", "database_id", "comment_id"]);
                return new JsonObject { ["type"] = to, [to] = ids.Id(to[..^3]) };
            case "table":
                var width = random.Next(1, 4);
                return new JsonObject
                {
                    ["table_width"] = width,
                    ["has_column_header"] = Flag(),
                    ["children"] = AtLeast(
                        IsTame ? 1 : 0,
                        4,
                        () =>
                            new JsonObject
                            {
                                ["type"] = "table_row",
                                ["table_row"] = new JsonObject
                                {
                                    ["cells"] = Cells(!IsTame && random.Next(8) == 0 ? width + 1 : width),
                                },
                            }
                    ),
                };
            case "table_row":
                return new JsonObject { ["cells"] = Cells(random.Next(4)) };
            case "column_list":
                return new JsonObject
                {
                    ["children"] = Many(
                        4,
                        () =>
                            new JsonObject
                            {
                                ["type"] = "column",
                                ["column"] = new JsonObject
                                {
                                    ["children"] = depth > 1 ? Blocks(depth - 2) : Blocks(0),
                                },
                            }
                    ),
                };
            case "synced_block":
                return new JsonObject
                {
                    ["synced_from"] = Flag() ? null : new JsonObject { ["block_id"] = ids.Id("block") },
                    ["children"] = depth > 0 && Flag() ? Blocks(depth - 1) : [],
                };
            case "child_page" or "child_database":
                return new JsonObject { ["title"] = Word() };
        }

        var body = new JsonObject { ["rich_text"] = RichText() };
        if (Flag())
            body["color"] = Colour();
        if (type == "to_do")
            body["checked"] = Flag();
        if (type == "code")
            body["language"] = Tame(["c#", "plain text"], ["klingon"]);
        if (type == "callout" && Flag())
            body["icon"] = Icon();
        if (type.StartsWith("heading", StringComparison.Ordinal))
            body["is_toggleable"] = IsTame || Flag();
        if (depth > 0 && random.Next(3) == 0 && !(IsTame && type == "code"))
            body["children"] = Blocks(depth - 1);
        return body;
    }

    public JsonObject Parent()
    {
        var kind = Pick([
            "page_id",
            "page_id",
            "data_source_id",
            "data_source_id",
            "block_id",
            "database_id",
            "workspace",
        ]);
        return new JsonObject { ["type"] = kind, [kind] = kind == "workspace" ? true : ids.Id(kind[..^3]) };
    }

    public JsonObject? Icon() =>
        (IsTame ? 3 : random.Next(6)) switch
        {
            0 => null,
            1 => File(),
            2 => Typed("custom_emoji", new JsonObject { ["id"] = ids.Id("page") }),
            _ => Typed("emoji", JsonValue.Create(Tame(["📚", "👩‍👩‍👧‍👦"], ["x"]))),
        };

    public JsonObject File() =>
        !IsTame && random.Next(4) == 0
            ? Typed("file_upload", new JsonObject { ["id"] = ids.Id("file_upload") })
            : Typed("external", new JsonObject { ["url"] = Url() });

    /// <summary>A schema: every type, with what it needs.</summary>
    public JsonObject Schema()
    {
        var schema = new JsonObject { ["Name"] = new JsonObject { ["title"] = new JsonObject() } };
        foreach (var (name, type) in Properties.Where(p => p.Type != "title" && random.Next(3) == 0))
        {
            if (IsTame && type is "rollup" or "formula" or "unique_id")
                continue;
            schema[!IsTame && random.Next(12) == 0 ? Word() : name] = Definition(type);
        }

        return schema;
    }

    public JsonObject Definition(string type) =>
        new()
        {
            [type] = type switch
            {
                "number" => new JsonObject { ["format"] = Tame(["number", "euro", "percent"], ["nothing"]) },
                "select" or "multi_select" => new JsonObject
                {
                    ["options"] = IsTame
                        ? new JsonArray(new JsonObject { ["name"] = "Blue", ["color"] = "blue" })
                        : Many(4, () => new JsonObject { ["name"] = Word(), ["color"] = Colour() }),
                },
                "formula" => new JsonObject { ["expression"] = Pick(Formulas) },
                "relation" => new JsonObject
                {
                    ["data_source_id"] = ids.Id("data_source"),
                    [Pick(["single_property", "dual_property"])] = new JsonObject(),
                },
                "rollup" => new JsonObject
                {
                    ["relation_property_name"] = Pick(["Rel", "Nothing"]),
                    ["rollup_property_name"] = Pick(Properties).Name,
                    ["function"] = Pick(Functions),
                },
                "unique_id" => new JsonObject { ["prefix"] = Pick(["TASK", "", "x y"]) },
                _ => new JsonObject(),
            },
        };

    /// <summary>Values of a row.</summary>
    public JsonObject Row()
    {
        var row = new JsonObject();
        foreach (var (name, type) in Properties.Where(_ => random.Next(3) == 0))
        {
            if (
                IsTame && type is "relation" or "formula" or "rollup" or "unique_id"
                || IsTame && type.EndsWith("_time", StringComparison.Ordinal)
                || IsTame && type.EndsWith("_by", StringComparison.Ordinal)
            )
                continue;
            row[!IsTame && random.Next(20) == 0 ? Word() : name] = new JsonObject { [type] = Value(type) };
        }

        return row;
    }

    public JsonNode? Value(string type) =>
        !IsTame && random.Next(12) == 0
            ? null
            : type switch
            {
                "title" or "rich_text" => RichText(),
                "number" => Number(),
                "select" or "status" => new JsonObject
                {
                    ["name"] = Tame([type == "status" ? "Done" : "Blue"], ["To do", "a,b", ""]),
                },
                "multi_select" => Many(4, () => new JsonObject { ["name"] = Tame(["Red", "Blue", "New"], [""]) }),
                "date" => new JsonObject
                {
                    ["start"] = Day(),
                    ["end"] = !IsTame && Flag() ? Day() : null,
                    ["time_zone"] = !IsTame && random.Next(4) == 0 ? Pick(["Europe/Berlin", "Nowhere"]) : null,
                },
                "people" => Many(3, () => new JsonObject { ["id"] = ids.Id("user") }),
                "files" => Many(
                    3,
                    () =>
                    {
                        var file = File();
                        file["name"] = Word();
                        return file;
                    }
                ),
                "checkbox" => Flag(),
                "relation" => Many(3, () => new JsonObject { ["id"] = ids.Id("page") }),
                "url" => JsonValue.Create(Url()),
                "email" => JsonValue.Create("ada@a.example"),
                _ => JsonValue.Create(Word()),
            };

    public JsonObject Filter(int depth = 3)
    {
        if (depth > 0 && random.Next(4) == 0)
            return new JsonObject { [Pick(["and", "or"])] = Many(4, () => Filter(depth - 1)) };
        if (random.Next(8) == 0)
        {
            var stamp = Pick(["created_time", "last_edited_time"]);
            return new JsonObject { ["timestamp"] = stamp, [stamp] = DateCondition() };
        }

        var (name, type) = Pick(Properties);
        var condition = !IsTame && random.Next(8) == 0 ? Pick(Properties).Type : type;
        return new JsonObject
        {
            ["property"] = !IsTame && random.Next(20) == 0 ? Word() : name,
            [condition] = Condition(condition),
        };
    }

    public JsonObject Condition(string type)
    {
        if (random.Next(4) == 0)
            return new JsonObject { [Pick(["is_empty", "is_not_empty"])] = true };
        switch (type)
        {
            case "number" or "unique_id":
                return new JsonObject
                {
                    [Pick(["equals", "does_not_equal", "greater_than", "less_than", "greater_than_or_equal_to"])] =
                        Number(),
                };
            case "checkbox":
                return new JsonObject { [Pick(["equals", "does_not_equal"])] = Flag() };
            case "date" or "created_time" or "last_edited_time":
                return DateCondition();
            case "people" or "created_by" or "last_edited_by":
                return new JsonObject { [Pick(["contains", "does_not_contain"])] = ids.Id("user") };
            case "relation":
                return new JsonObject { [Pick(["contains", "does_not_contain"])] = ids.Id("page") };
            case "select" or "status":
                return new JsonObject { [Pick(["equals", "does_not_equal"])] = Pick(["Blue", "Done", "Nothing"]) };
            case "multi_select":
                return new JsonObject { [Pick(["contains", "does_not_contain"])] = Pick(["Blue", "Nothing"]) };
            case "formula":
                return new JsonObject
                {
                    [Pick(["string", "number", "checkbox", "date"])] = Condition(
                        Pick(["number", "checkbox", "date", "rich_text"])
                    ),
                };
            case "rollup":
                return Flag()
                    ? new JsonObject
                    {
                        [Pick(["any", "every", "none"])] = new JsonObject { ["rich_text"] = Condition("rich_text") },
                    }
                    : new JsonObject { ["number"] = Condition("number") };
            default:
                return new JsonObject
                {
                    [Pick(["equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with"])] =
                        Word(),
                };
        }
    }

    public JsonObject Sort() =>
        new()
        {
            [Flag() ? "property" : "timestamp"] = Flag() ? Pick(Properties).Name : "last_edited_time",
            ["direction"] = Pick(["ascending", "descending"]),
        };

    public string Colour() => Tame(["default", "red", "blue", "gray"], ["blue_background", "infrared"]);

    public string Url() =>
        Tame(["https://a.example/x.png"], ["http://[::1]/", "javascript:alert(1)", "", "/relative", "ftp://a"]);

    /// <summary>One that the API takes, or when values may be wild also one that it may not take.</summary>
    public string Tame(string[] good, string[] odd) => Pick(IsTame ? good : [.. good, .. odd]);

    public bool Flag() => random.Next(2) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public JsonArray Many(int maximum, Func<JsonNode?> make) =>
        new([.. Enumerable.Range(0, random.Next(maximum + 1)).Select(_ => make())]);

    private JsonArray AtLeast(int minimum, int maximum, Func<JsonNode?> make) =>
        new([.. Enumerable.Range(0, random.Next(minimum, maximum + 1)).Select(_ => make())]);

    private JsonObject DateCondition()
    {
        var name = Pick(["equals", "before", "after", "on_or_before", "past_week", "next_month", "this_week"]);
        return new JsonObject { [name] = name.Contains('_') && name[0] != 'o' ? new JsonObject() : Day() };
    }

    private JsonArray Cells(int count) => new([.. Enumerable.Range(0, count).Select(_ => (JsonNode)RichText())]);

    private JsonObject Mention() =>
        random.Next(4) switch
        {
            0 => Typed("page", new JsonObject { ["id"] = ids.Id("page") }),
            1 => Typed("database", new JsonObject { ["id"] = ids.Id("database") }),
            2 => Typed("user", new JsonObject { ["id"] = ids.Id("user") }),
            _ => Typed("date", new JsonObject { ["start"] = Day() }),
        };

    private static JsonObject Typed(string type, JsonNode? value) => new() { ["type"] = type, [type] = value };
}
