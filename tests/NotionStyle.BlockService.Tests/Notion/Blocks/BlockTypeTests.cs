using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Notion.Blocks;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Blocks;

public sealed class BlockTypeTests(SharedService shared)
{
    private const string Text =
        """[{"type":"text","text":{"content":"Some ","link":null},"annotations":{"bold":true,"color":"red"}},{"equation":{"expression":"a^2"}},{"text":{"content":"link","link":{"url":"https://example.org/"}}}]""";

    private const string Below = """[{"paragraph":{"rich_text":[{"text":{"content":"below"}}]}}]""";

    private readonly TestService _service = shared.Service;

    public static TheoryData<string, string> Samples =>
        new()
        {
            { "paragraph", $$"""{"rich_text":{{Text}},"color":"blue_background","children":{{Below}} }""" },
            { "paragraph", """{"rich_text":[],"icon":{"type":"emoji","emoji":"🗒️"}}""" },
            { "heading_1", $$"""{"rich_text":{{Text}},"color":"red","is_toggleable":false}""" },
            { "heading_2", $$"""{"rich_text":{{Text}},"is_toggleable":true,"children":{{Below}} }""" },
            { "heading_3", $$"""{"rich_text":{{Text}} }""" },
            { "heading_4", $$"""{"rich_text":{{Text}},"is_toggleable":true,"children":{{Below}} }""" },
            { "bulleted_list_item", $$"""{"rich_text":{{Text}},"children":{{Below}} }""" },
            { "numbered_list_item", $$"""{"rich_text":{{Text}},"list_start_index":3,"list_format":"roman"}""" },
            { "to_do", $$"""{"rich_text":{{Text}},"checked":true,"children":{{Below}} }""" },
            { "to_do", """{"rich_text":[],"checked":false}""" },
            { "toggle", $$"""{"rich_text":{{Text}},"color":"default","children":{{Below}} }""" },
            { "quote", $$"""{"rich_text":{{Text}},"children":{{Below}} }""" },
            {
                "callout",
                $$"""{"rich_text":{{Text}},"icon":{"type":"emoji","emoji":"💡"},"color":"gray_background","children":{{Below}} }"""
            },
            {
                "callout",
                """{"rich_text":[],"icon":{"type":"external","external":{"url":"https://example.org/i.png"}}}"""
            },
            {
                "callout",
                """{"rich_text":[],"icon":{"type":"custom_emoji","custom_emoji":{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01","name":"bufo","url":"https://example.org/b.png"}}}"""
            },
            { "callout", """{"rich_text":[],"icon":{"type":"icon","icon":{"name":"pizza","color":"blue"}}}""" },
            { "code", $$"""{"rich_text":{{Text}},"caption":{{Text}},"language":"c++"}""" },
            { "template", $$"""{"rich_text":{{Text}},"children":{{Below}} }""" },
            { "equation", """{"expression":"e=mc^2"}""" },
            { "divider", "{}" },
            { "breadcrumb", "{}" },
            { "table_of_contents", """{"color":"gray"}""" },
            {
                "table",
                """{"table_width":2,"has_column_header":true,"has_row_header":false,"children":[{"table_row":{"cells":[[{"text":{"content":"a"}}],[]]}}]}"""
            },
            {
                "column_list",
                $$"""{"children":[{"column":{"width_ratio":0.25,"children":{{Below}} } },{"column":{"children":{{Below}} } }]}"""
            },
            { "tab", $$"""{"children":[{"paragraph":{"rich_text":{{Text}},"children":{{Below}} } }]}""" },
            { "synced_block", $$"""{"synced_from":null,"children":{{Below}} }""" },
            { "image", $$"""{"type":"external","external":{"url":"https://example.org/a.png"},"caption":{{Text}} }""" },
            { "video", """{"external":{"url":"https://example.org/a.mp4"}}""" },
            { "pdf", """{"type":"external","external":{"url":"https://example.org/a.pdf"},"caption":[]}""" },
            { "audio", """{"type":"external","external":{"url":"https://example.org/a.mp3"}}""" },
            { "file", """{"type":"external","external":{"url":"https://example.org/a.zip?x=1"},"name":"Archive"}""" },
            { "bookmark", $$"""{"url":"https://example.org/","caption":{{Text}} }""" },
            { "embed", """{"url":"https://example.org/embed","caption":[]}""" },
        };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Every_type_goes_there_and_back(string type, string value)
    {
        var workspace = await _service.NewWorkspaceAsync();
        await GoesThereAndBackAsync(workspace, type, value);
    }

    /// <summary>A block is answered as it was sent, and what was answered may be sent again.</summary>
    internal static async Task GoesThereAndBackAsync(TestWorkspace workspace, string type, string value)
    {
        var page = await workspace.NewBlockAsync("page", "P");
        var made = await workspace.AppendOneAsync(
            page,
            $$"""{"object":"block","type":"{{type}}","{{type}}":{{value}} }"""
        );
        Assert.Equal(type, made.Type());
        Assert.Null(BlockTest.Missing(JsonDocument.Parse(value).RootElement, made.Value()));
        Assert.Equal(
            value.Contains("\"children\"", StringComparison.Ordinal),
            made.GetProperty("has_children").GetBoolean()
        );
        Assert.Equal(page, made.GetProperty("parent").GetProperty("page_id").GetGuid());

        // Retrieved and listed, it is what was answered when it was made.
        Assert.True(JsonElement.DeepEquals(made, await workspace.BlockAsync(made.Id())));
        Assert.True(JsonElement.DeepEquals(made, Assert.Single(await workspace.ChildrenAsync(page))));

        // What was answered may be sent back, and is the same block again.
        var again = JsonNode.Parse(made.Value().GetRawText())!.AsObject();
        if (JsonNode.Parse(value)!["children"] is { } children)
            again["children"] = children.DeepClone();
        var copy = await workspace.AppendOneAsync(page, new JsonObject { [type] = again }.ToJsonString());
        Assert.True(JsonElement.DeepEquals(made.Value(), copy.Value()), copy.Value().ToString());
    }

    [Fact]
    public void There_is_a_sample_of_every_type_that_can_be_made() =>
        Assert.Equal(
            BlockCodecs.Creatable.Order(),
            Samples
                .Select(s => s.Data.Item1)
                .Append("table_row")
                .Append("column")
                .Append("link_to_page")
                .Distinct()
                .Order()
        );

    [Fact]
    public async Task Rows_and_columns_are_read_below_their_parents_and_appended_to_them()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var table = await workspace.AppendOneAsync(
            page,
            """{"table":{"table_width":2,"children":[{"table_row":{"cells":[[{"text":{"content":"a"}}],[]]}}]}}"""
        );
        (await workspace.AppendAsync(table.Id(), """{"table_row":{"cells":[[],[{"text":{"content":"d"}}]]}}""")).Ok();
        (await workspace.AppendAsync(table.Id(), """{"table_row":{"cells":[[]]}}""")).Refused(
            400,
            "validation_error",
            "body.children[0].table_row.cells.length should be `2`, the width of the table, instead was `1`"
        );
        var rows = await workspace.ChildrenAsync(table.Id(), pageSize: 1);
        Assert.Equal(
            ["a|", "|d"],
            rows.Select(r =>
                string.Join(
                    '|',
                    r.Value()
                        .GetProperty("cells")
                        .EnumerateArray()
                        .Select(c =>
                            string.Concat(c.EnumerateArray().Select(t => t.GetProperty("plain_text").GetString()))
                        )
                )
            )
        );
        Assert.Equal(table.Id(), rows[0].GetProperty("parent").GetProperty("block_id").GetGuid());
        Assert.True(JsonElement.DeepEquals(rows[1], await workspace.BlockAsync(rows[1].Id())));

        var columns = await workspace.AppendOneAsync(
            page,
            $$"""{"column_list":{"children":[{"column":{"children":{{Below}} } },{"column":{"children":{{Below}} } }]} }"""
        );
        (await workspace.AppendAsync(columns.Id(), $$"""{"column":{"width_ratio":0.5,"children":{{Below}} } }""")).Ok();
        Assert.Equal(3, (await workspace.ChildrenAsync(columns.Id())).Count);
    }

    [Fact]
    public async Task A_row_from_Markdown_is_filled_up_to_its_tables_width()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var table = await workspace.StoreAsync(page, "table", format: """{"table_width":3,"has_column_header":true}""");
        for (var i = 0; i < 2; i++)
            await workspace.StoreAsync(table, "table_row", """{"c0":[["a"]]}""");
        var rows = await workspace.ChildrenAsync(table, pageSize: 1);
        Assert.All(rows, r => Assert.Equal(3, r.Value().GetProperty("cells").GetArrayLength()));
        Assert.Equal(3, (await workspace.BlockAsync(rows[0].Id())).Value().GetProperty("cells").GetArrayLength());
    }

    [Fact]
    public async Task A_copy_of_a_synced_block_shows_the_children_of_its_original()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var original = await workspace.AppendOneAsync(
            page,
            $$"""{"synced_block":{"synced_from":null,"children":{{Below}} } }"""
        );
        var source = $$"""{"synced_block":{"synced_from":{"block_id":"{{original.Id():N}}"} } }""";
        var copy = await workspace.AppendOneAsync(page, source);
        Assert.True(copy.GetProperty("has_children").GetBoolean());
        Assert.Equal(original.Id(), copy.Value().GetProperty("synced_from").GetProperty("block_id").GetGuid());
        (await workspace.AppendAsync(original.Id(), BlockTest.Paragraph("two"))).Ok();
        Assert.Equal(["below", "two"], (await workspace.ChildrenAsync(copy.Id(), pageSize: 1)).Select(c => c.Plain()));

        (await workspace.AppendAsync(copy.Id(), BlockTest.Paragraph("x"))).Refused(
            400,
            "validation_error",
            "append to block"
        );
        (
            await workspace.AppendAsync(
                page,
                source.Replace($"{original.Id():N}", copy.Id().ToString(), StringComparison.Ordinal)
            )
        ).Refused(400, "validation_error", "it is that of a copy of");
        (
            await workspace.AppendAsync(
                page,
                source.Replace($"{original.Id():N}", page.ToString(), StringComparison.Ordinal)
            )
        ).Refused(400, "validation_error", "it is that of a page");
        (
            await workspace.AppendAsync(
                page,
                source.Replace($"{original.Id():N}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            )
        ).Refused(404, "object_not_found");

        (await workspace.DeleteAsync($"/v1/blocks/{original.Id()}")).Ok();
        Assert.False((await workspace.BlockAsync(copy.Id())).GetProperty("has_children").GetBoolean());
        Assert.Empty(await workspace.ChildrenAsync(copy.Id()));
    }

    [Fact]
    public async Task A_link_to_a_page_leads_to_what_is_there_and_is_of_its_kind()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var database = await workspace.NewBlockAsync("child_database", "D", page);
        var link = await workspace.AppendOneAsync(
            page,
            $$"""{"link_to_page":{"type":"page_id","page_id":"{{page:N}}"} }"""
        );
        Assert.Null(
            BlockTest.Missing(
                JsonDocument.Parse($$"""{"type":"page_id","page_id":"{{page}}"}""").RootElement,
                link.Value()
            )
        );
        await workspace.AppendOneAsync(page, $$"""{"link_to_page":{"database_id":"{{database}}"} }""");
        (await workspace.AppendAsync(page, $$"""{"link_to_page":{"page_id":"{{database}}"} }""")).Refused(
            400,
            "validation_error",
            "body.children[0].link_to_page.page_id should be the id of a page; it is that of a child_database"
        );
        (await workspace.AppendAsync(page, $$"""{"link_to_page":{"page_id":"{{Guid.NewGuid()}}"} }""")).Refused(
            404,
            "object_not_found"
        );
    }

    [Theory]
    [InlineData("child_page", "POST /v1/pages")]
    [InlineData("child_database", "POST /v1/databases")]
    [InlineData("link_preview", "bookmark or an embed")]
    [InlineData("unsupported", "no name for")]
    public async Task What_cannot_be_made_here_is_refused_with_what_to_do_instead(string type, string remedy)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        (await workspace.AppendAsync(page, $$"""{"type":"{{type}}","{{type}}":{} }""")).Refused(
            400,
            "validation_error",
            remedy
        );
        (await workspace.AppendAsync(page, $$"""{"{{type}}":{} }""")).Refused(400, "validation_error", remedy);
    }

    [Fact]
    public async Task Pages_and_databases_are_answered_among_blocks_with_their_titles()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Outer");
        var inner = await workspace.NewBlockAsync("page", "Inner", page);
        await workspace.NewBlockAsync("child_database", "Rows", page);
        await workspace.NewBlockAsync("paragraph", "x", inner);
        var children = await workspace.ChildrenAsync(page);
        Assert.Equal(["child_page", "child_database"], children.Select(c => c.Type()));
        Assert.Equal(["Inner", "Rows"], children.Select(c => c.Value().GetProperty("title").GetString()));
        Assert.Equal([true, false], children.Select(c => c.GetProperty("has_children").GetBoolean()));
        var outer = await workspace.BlockAsync(page);
        Assert.Equal("child_page", outer.Type());
        Assert.True(outer.GetProperty("parent").GetProperty("workspace").GetBoolean());
    }

    [Fact]
    public async Task What_Markdown_stored_reads_well()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var heading = await workspace.StoreAsync(
            page,
            "heading_3",
            """{"title":[["Deep"]]}""",
            """{"markdown_level":5}"""
        );
        var code = await workspace.StoreAsync(
            page,
            "code",
            """{"title":[["x"]],"language":[["csharp"]]}""",
            """{"markdown_info":"csharp title=a"}"""
        );
        var html = await workspace.StoreAsync(
            page,
            "unsupported",
            """{"title":[["<hr>"]]}""",
            """{"markdown_html":true}"""
        );
        var image = await workspace.StoreAsync(page, "image", """{"source":[["img/a.png"]],"caption":[["A"]]}""");
        Assert.Equal("heading_4", (await workspace.BlockAsync(heading)).Type());
        Assert.Equal("c#", (await workspace.BlockAsync(code)).Value().GetProperty("language").GetString());
        Assert.Equal("unsupported", (await workspace.BlockAsync(html)).Type());
        Assert.Equal(
            "img/a.png",
            (await workspace.BlockAsync(image)).Value().GetProperty("external").GetProperty("url").GetString()
        );

        // An update keeps what it does not name.
        (
            await workspace.PatchAsync(
                $"/v1/blocks/{heading}",
                $$"""{"heading_4":{"rich_text":{{BlockTest.Words("New")}} } }"""
            )
        ).Ok();
        (await workspace.PatchAsync($"/v1/blocks/{code}", """{"code":{"language":"c#"}}""")).Ok();
        Assert.Contains("\"markdown_level\":5", await FormatAsync(heading), StringComparison.Ordinal);
        Assert.Contains("csharp title=a", await FormatAsync(code), StringComparison.Ordinal);
        (await workspace.PatchAsync($"/v1/blocks/{code}", """{"code":{"language":"go"}}""")).Ok();
        Assert.DoesNotContain("csharp title=a", await FormatAsync(code), StringComparison.Ordinal);

        async Task<string> FormatAsync(Guid id) =>
            (await workspace.PostAsync("/v1/sync", $$"""{"records":[{"table":"block","id":"{{id}}","version":-1}]}"""))
                .Ok()
                .Json.GetProperty("results")[0]
                .GetProperty("value")
                .GetProperty("format")
                .ToString();
    }

    [Fact]
    public async Task A_type_without_a_name_in_the_API_is_kept_as_it_is_and_can_be_trashed()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var id = await workspace.StoreAsync(page, "whiteboard", """{"title":[["x"]]}""");
        var block = await workspace.BlockAsync(id);
        Assert.Equal("whiteboard", block.GetProperty("unsupported").GetProperty("block_type").GetString());
        (await workspace.PatchAsync($"/v1/blocks/{id}", """{"unsupported":{}}""")).Refused(
            400,
            "validation_error",
            "cannot be changed"
        );
        (await workspace.AppendAsync(id, BlockTest.Paragraph("x"))).Refused(400, "validation_error", "kept as it is");
        Assert.True((await workspace.DeleteAsync($"/v1/blocks/{id}")).Ok().Json.GetProperty("in_trash").GetBoolean());
    }

    [Fact]
    public async Task Whatever_the_operations_protocol_stored_is_answered_and_fits_the_document() =>
        await AnswersJunkAsync(_service);

    /// <summary>Blocks with any JSON in them are answered, alone and in a list.</summary>
    internal static async Task AnswersJunkAsync(TestService service)
    {
        var api = await ApiDescription.ReadAsync(service);
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        for (var seed = 1; seed <= 150; seed++)
        {
            var random = new Random(seed);
            var codec = BlockCodecs.All[random.Next(BlockCodecs.All.Count)];
            await workspace.StoreAsync(page, codec.StoredType, Junk(random, Properties), Junk(random, Formats));
        }

        var parts = 0;
        string? cursor = "";
        while (cursor is not null)
        {
            var list = await workspace.GetAsync($"/v1/blocks/{page}/children?page_size=50&start_cursor={cursor}");
            api.Fits("GET", "/v1/blocks/{block_id}/children", list);
            foreach (var child in list.Json.GetProperty("results").EnumerateArray())
                api.Fits("GET", "/v1/blocks/{block_id}", await workspace.GetAsync($"/v1/blocks/{child.Id()}"));
            cursor = list.Json.GetProperty("next_cursor").GetString();
            parts++;
        }

        Assert.Equal(3, parts);
    }

    private static readonly string[] Properties =
    [
        "title",
        "checked",
        "language",
        "source",
        "caption",
        "c0",
        "c1",
        "c99",
    ];

    private static readonly string[] Formats =
    [
        "icon",
        "color",
        "is_toggleable",
        "table_width",
        "has_column_header",
        "start_index",
        "list_format",
        "column_ratio",
        "synced_from",
        "link_to",
        "file_upload",
        "markdown_level",
    ];

    private static string Junk(Random random, string[] names)
    {
        var members = new JsonObject();
        foreach (var name in names)
        {
            if (random.Next(3) > 0)
                members[name] = Value(random, 3);
        }

        return members.ToJsonString();
    }

    private static JsonNode? Value(Random random, int depth) =>
        random.Next(depth > 0 ? 11 : 7) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => random.Next(-3, 200),
            3 => random.NextDouble() * 1e300,
            4 => "text",
            5 => Guid.NewGuid().ToString(),
            6 => "roman",
            7 => new JsonArray(Value(random, depth - 1)),
            8 => new JsonArray(new JsonArray("x", new JsonArray(new JsonArray("p", Value(random, 0))))),
            9 => new JsonObject { ["type"] = "file_upload", ["id"] = Value(random, 0) },
            _ => new JsonObject
            {
                ["type"] = "page_id",
                ["id"] = Guid.NewGuid().ToString(),
                ["url"] = Value(random, 1),
            },
        };
}
