using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Blocks;

public sealed class AppendTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Children_go_last_first_or_behind_a_neighbour_in_their_order()
    {
        var (workspace, page) = await NewPageAsync();
        var ab = (await workspace.AppendAsync(page, Two("a", "b"))).Ok().Json;
        Assert.False(ab.GetProperty("has_more").GetBoolean());
        Assert.Equal(["a", "b"], ab.GetProperty("results").EnumerateArray().Select(c => c.Plain()));
        (await workspace.AppendAsync(page, Two("c", "d"), ""","position":{"type":"end"}""")).Ok();
        (await workspace.AppendAsync(page, Two("e", "f"), ""","position":{"type":"start"}""")).Ok();
        var a = ab.GetProperty("results")[0].Id();
        (
            await workspace.AppendAsync(
                page,
                Two("g", "h"),
                $$""","position":{"type":"after_block","after_block":{"id":"{{a:N}}"} }"""
            )
        ).Ok();
        (await workspace.AppendAsync(page, Two("i", "j"), $$""","after":"{{a}}" """)).Ok();
        Assert.Equal("e f a i j g h b c d".Split(' '), (await workspace.ChildrenAsync(page)).Select(c => c.Plain()));
    }

    [Fact]
    public async Task A_position_that_is_none_is_refused()
    {
        var (workspace, page) = await NewPageAsync();
        var a = (await workspace.AppendOneAsync(page, BlockTest.Paragraph("a"))).Id();
        foreach (
            var (more, message) in new[]
            {
                ($$""","after":"{{a}}","position":{"type":"end"}""", "body.after should be not present"),
                ($$""","after":"{{Guid.NewGuid()}}" """, "body.after should be the id of a child of block"),
                ($$""","after":"{{page}}" """, "body.after should be the id of a child of block"),
                (""","after":"x" """, "body.after should be a valid uuid"),
                (""","position":{}""", "body.position.type should be"),
                (""","position":{"type":"middle"}""", "body.position.type should be"),
                (""","position":{"type":"after_block"}""", "body.position.after_block should be an object"),
                (
                    ""","position":{"type":"start","after_block":{}}""",
                    "body.position.after_block should be not present"
                ),
                (""","other":1""", "body.other should be not present"),
            }
        )
            (await workspace.AppendAsync(page, BlockTest.Paragraph("x"), more)).Refused(
                400,
                "validation_error",
                message
            );
        Assert.Single(await workspace.ChildrenAsync(page));
    }

    [Theory]
    [InlineData("""{}""", "body.children[0] should be an object with one of paragraph")]
    [InlineData("""1""", "body.children[0] should be an object")]
    [InlineData("""{"object":"page","paragraph":{"rich_text":[]}}""", "body.children[0].object should be")]
    [InlineData("""{"type":"paragraphs","paragraphs":{}}""", "body.children[0].type should be one of paragraph")]
    [InlineData("""{"paragraphs":{}}""", "body.children[0].paragraphs should be not present")]
    [InlineData("""{"type":"paragraph"}""", "body.children[0].paragraph should be defined")]
    [InlineData(
        """{"type":"paragraph","heading_1":{"rich_text":[]}}""",
        "body.children[0].heading_1 should be not present"
    )]
    [InlineData(
        """{"paragraph":{"rich_text":[]},"quote":{"rich_text":[]}}""",
        "body.children[0] should be an object with one of"
    )]
    [InlineData("""{"paragraph":{}}""", "body.children[0].paragraph.rich_text should be defined")]
    [InlineData(
        """{"paragraph":{"rich_text":[],"text":[]}}""",
        "body.children[0].paragraph.text should be not present"
    )]
    [InlineData("""{"paragraph":{"rich_text":[],"color":"teal"}}""", "body.children[0].paragraph.color should be")]
    [InlineData(
        """{"heading_1":{"rich_text":[],"children":[{"divider":{}}]}}""",
        "body.children[0].heading_1.children should be not present: a heading has children when"
    )]
    [InlineData("""{"divider":{"color":"red"}}""", "body.children[0].divider should be an empty object")]
    [InlineData("""{"code":{"rich_text":[],"language":"klingon"}}""", "body.children[0].code.language should be")]
    [InlineData("""{"code":{"rich_text":[]}}""", "body.children[0].code.language should be")]
    [InlineData("""{"equation":{}}""", "body.children[0].equation.expression should be a string")]
    [InlineData(
        """{"callout":{"rich_text":[],"icon":{"emoji":"smile"}}}""",
        "body.children[0].callout.icon.emoji should be an emoji"
    )]
    [InlineData("""{"image":{}}""", "body.children[0].image should be an object with one of external, file_upload")]
    [InlineData(
        """{"image":{"external":{"url":"not a url"}}}""",
        "body.children[0].image.external.url should be a valid url"
    )]
    [InlineData(
        """{"image":{"external":{"url":"https://x.org"},"name":"x"}}""",
        "body.children[0].image.name should be not present"
    )]
    [InlineData("""{"image":{"type":"file","file":{"url":"https://x.org","expiry_time":"x"}}}""", "file upload")]
    [InlineData("""{"bookmark":{"url":""}}""", "body.children[0].bookmark.url.length should be ≥ `1`")]
    [InlineData(
        """{"table":{"table_width":2,"children":[]}}""",
        "body.children[0].table.children should be at least one table_row"
    )]
    [InlineData("""{"table":{"table_width":2}}""", "body.children[0].table.children should be at least one table_row")]
    [InlineData(
        """{"table":{"table_width":0,"children":[]}}""",
        "body.children[0].table.table_width should be an integer from 1"
    )]
    [InlineData(
        """{"table":{"table_width":2,"children":[{"table_row":{"cells":[[]]}}]}}""",
        "body.children[0].table.children[0].table_row.cells.length should be `2`, the width of the table, instead was `1`"
    )]
    [InlineData(
        """{"table":{"table_width":2,"children":[{"divider":{}}]}}""",
        "body.children[0].table.children[0] should be table_row: it is a divider in a table"
    )]
    [InlineData("""{"table_row":{"cells":[[]]}}""", "body.children[0] should be in a table")]
    [InlineData(
        """{"column_list":{"children":[{"column":{"children":[{"divider":{}}]}}]}}""",
        "body.children[0].column_list.children should be at least two columns"
    )]
    [InlineData(
        """{"column_list":{"children":[{"column":{"children":[]}},{"column":{"children":[]}}]}}""",
        "column.children should be at least one block"
    )]
    [InlineData("""{"column":{"children":[{"divider":{}}]}}""", "body.children[0] should be in a column_list")]
    [InlineData("""{"synced_block":{}}""", "body.children[0].synced_block.synced_from should be an object or null")]
    [InlineData("""{"link_to_page":{}}""", "body.children[0].link_to_page should be an object with one of page_id")]
    [InlineData("""{"tab":{"children":[{"divider":{}}]}}""", "should be paragraph: it is a divider in a tab")]
    public async Task A_block_that_breaks_a_rule_is_refused_with_its_place_and_nothing_is_made(
        string block,
        string message
    )
    {
        var (workspace, page) = await NewPageAsync();
        (await workspace.AppendAsync(page, $"{BlockTest.Paragraph("x")}")).Ok();
        (await workspace.AppendAsync(page, block)).Refused(400, "validation_error", message);
        Assert.Single(await workspace.ChildrenAsync(page));
    }

    [Theory]
    [InlineData("divider", "a divider has no children")]
    [InlineData("child_database", "POST /v1/pages")]
    public async Task A_parent_that_has_no_children_is_refused(string type, string message)
    {
        var (workspace, page) = await NewPageAsync();
        var parent = await workspace.StoreAsync(page, type);
        (await workspace.AppendAsync(parent, BlockTest.Paragraph("x"))).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_hundred_children_are_taken_and_no_more()
    {
        var (workspace, page) = await NewPageAsync();
        (await workspace.AppendAsync(page, Many(100))).Ok();
        (await workspace.AppendAsync(page, Many(101))).Refused(
            400,
            "validation_error",
            "body.children.length should be ≤ `100`, instead was `101`"
        );
        (await workspace.AppendAsync(page, $$"""{"toggle":{"rich_text":[],"children":[{{Many(101)}}]} }""")).Refused(
            400,
            "validation_error",
            "body.children[0].toggle.children.length should be ≤ `100`"
        );
        Assert.Equal(100, (await workspace.ChildrenAsync(page)).Count);
    }

    [Fact]
    public async Task A_thousand_blocks_in_all_are_taken_and_no_more()
    {
        var (workspace, page) = await NewPageAsync();
        var toggles = string.Join(
            ',',
            Enumerable.Repeat($$"""{"toggle":{"rich_text":[],"children":[{{Many(99)}}]} }""", 10)
        );
        (await workspace.AppendAsync(page, toggles)).Ok();
        (await workspace.AppendAsync(page, toggles + """,{"divider":{}}""")).Refused(
            400,
            "validation_error",
            "at most 1000 blocks"
        );
        Assert.Equal(99, (await workspace.ChildrenAsync((await workspace.ChildrenAsync(page))[9].Id())).Count);
    }

    [Fact]
    public async Task Two_levels_below_the_first_are_taken_and_no_more()
    {
        var (workspace, page) = await NewPageAsync();
        var made = await workspace.AppendOneAsync(page, Nested(2));
        var below = Assert.Single(await workspace.ChildrenAsync(made.Id()));
        Assert.True(below.GetProperty("has_children").GetBoolean());
        Assert.Single(await workspace.ChildrenAsync(below.Id()));
        (await workspace.AppendAsync(page, Nested(3))).Refused(
            400,
            "validation_error",
            "body.children[0].toggle.children[0].toggle.children[0].toggle.children should be not present"
        );
        // A column is no level of its own.
        var column = $$"""{"column":{"children":[{{Nested(1)}}]} }""";
        (await workspace.AppendAsync(page, $$"""{"column_list":{"children":[{{column}},{{column}}]} }""")).Ok();

        static string Nested(int levels) =>
            levels == 0
                ? """{"toggle":{"rich_text":[]}}"""
                : $$"""{"toggle":{"rich_text":[],"children":[{{Nested(levels - 1)}}]} }""";
    }

    [Fact]
    public async Task An_append_costs_one_read_and_one_transaction_and_a_list_one_read()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var calls = 0;
        service.Blocks.Before = _ =>
        {
            calls++;
            return Task.CompletedTask;
        };
        (await workspace.AppendAsync(page, Many(100))).Ok();
        Assert.Equal(2, calls);
        (await workspace.GetAsync($"/v1/blocks/{page}/children")).Ok();
        Assert.Equal(3, calls);
        (
            await workspace.AppendAsync(
                page,
                $$"""{"paragraph":{"rich_text":[{"mention":{"page":{"id":"{{page}}"} } }]} }"""
            )
        ).Ok();
        Assert.Equal(6, calls);
    }

    [Fact]
    public async Task No_children_at_all_make_nothing()
    {
        var (workspace, page) = await NewPageAsync();
        Assert.Equal(0, (await workspace.AppendAsync(page, "")).Ok().Json.GetProperty("results").GetArrayLength());
        (await workspace.PatchAsync($"/v1/blocks/{page}/children", "{}")).Refused(
            400,
            "validation_error",
            "body.children should be defined"
        );
    }

    [Fact]
    public async Task A_body_past_its_maximum_is_refused()
    {
        var (workspace, page) = await NewPageAsync();
        var block =
            $$"""{"paragraph":{"rich_text":[{{string.Join(',', Enumerable.Repeat($$"""{"text":{"content":"{{new string('x', 2_000)}}"} }""", 100))}}]} }""";
        (await workspace.AppendAsync(page, $"{block},{block},{block}")).Refused(413, "payload_too_large");
    }

    private async Task<(TestWorkspace Workspace, Guid Page)> NewPageAsync()
    {
        var workspace = await _service.NewWorkspaceAsync();
        return (workspace, await workspace.NewBlockAsync("page", "P"));
    }

    private static string Two(string one, string two) => $"{BlockTest.Paragraph(one)},{BlockTest.Paragraph(two)}";

    private static string Many(int count) => string.Join(',', Enumerable.Repeat("""{"divider":{}}""", count));
}
