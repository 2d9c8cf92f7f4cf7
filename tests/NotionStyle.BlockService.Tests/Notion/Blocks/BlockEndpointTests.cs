using System.Text.Json;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Blocks;

public sealed class BlockEndpointTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Every_answer_fits_the_document()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var (workspace, page) = await NewPageAsync();
        var made = await workspace.AppendAsync(page, BlockTest.Paragraph("one"));
        api.Fits("PATCH", "/v1/blocks/{block_id}/children", made);
        var id = made.Json.GetProperty("results")[0].Id();
        api.Fits("GET", "/v1/blocks/{block_id}", await workspace.GetAsync($"/v1/blocks/{id:N}"));
        api.Fits("GET", "/v1/blocks/{block_id}/children", await workspace.GetAsync($"/v1/blocks/{page}/children"));
        api.Fits(
            "PATCH",
            "/v1/blocks/{block_id}",
            await workspace.PatchAsync($"/v1/blocks/{id}", """{"paragraph":{"color":"red"}}""")
        );
        api.Fits("DELETE", "/v1/blocks/{block_id}", await workspace.DeleteAsync($"/v1/blocks/{id}"));
    }

    [Fact]
    public async Task An_update_changes_the_members_that_it_names_and_no_others()
    {
        var (workspace, page) = await NewPageAsync();
        var made = await workspace.AppendOneAsync(
            page,
            $$"""{"to_do":{"rich_text":{{BlockTest.Words("one")}},"checked":false,"color":"red"} }"""
        );
        var path = $"/v1/blocks/{made.Id()}";
        var done = (await workspace.PatchAsync(path, """{"to_do":{"checked":true}}""")).Ok().Json;
        Assert.Equal("one", done.Plain());
        Assert.True(done.Value().GetProperty("checked").GetBoolean());
        Assert.Equal("red", done.Value().GetProperty("color").GetString());
        var renamed = (
            await workspace.PatchAsync(path, $$"""{"type":"to_do","to_do":{"rich_text":[],"color":"default"} }""")
        )
            .Ok()
            .Json;
        Assert.Equal("", renamed.Plain());
        Assert.Equal("default", renamed.Value().GetProperty("color").GetString());
        Assert.True(renamed.Value().GetProperty("checked").GetBoolean());
        Assert.True(JsonElement.DeepEquals(renamed, (await workspace.PatchAsync(path, "{}")).Ok().Json));
    }

    [Theory]
    [InlineData(
        """{"heading_1":{"rich_text":[]}}""",
        "body.heading_1 should be not present: the block is of the type paragraph"
    )]
    [InlineData("""{"type":"heading_1"}""", "body.type should be `\"paragraph\"`")]
    [InlineData("""{"paragraph":{"rich_text":[],"children":[]}}""", "body.paragraph.children should be not present")]
    [InlineData("""{"paragraph":{"checked":true}}""", "body.paragraph.checked should be not present")]
    [InlineData("""{"paragraph":null}""", "body.paragraph should be an object")]
    [InlineData("""{"other":1}""", "body.other should be not present")]
    [InlineData("""{"in_trash":"yes"}""", "body.in_trash should be a boolean")]
    [InlineData("""{"in_trash":true,"archived":false}""", "body.archived should be the same as in_trash")]
    public async Task An_update_that_breaks_a_rule_is_refused(string body, string message)
    {
        var (workspace, page) = await NewPageAsync();
        var id = (await workspace.AppendOneAsync(page, BlockTest.Paragraph("x"))).Id();
        (await workspace.PatchAsync($"/v1/blocks/{id}", body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task Pages_and_databases_are_changed_through_their_own_endpoints()
    {
        var (workspace, page) = await NewPageAsync();
        var database = await workspace.NewBlockAsync("child_database", "D", page);
        (await workspace.PatchAsync($"/v1/blocks/{page}", """{"child_page":{"title":"x"}}""")).Refused(
            400,
            "validation_error",
            "PATCH /v1/pages/"
        );
        (await workspace.PatchAsync($"/v1/blocks/{database}", """{"child_database":{"title":"x"}}""")).Refused(
            400,
            "validation_error",
            "PATCH /v1/databases/"
        );
    }

    [Fact]
    public async Task A_heading_stays_a_toggle_while_it_has_children()
    {
        var (workspace, page) = await NewPageAsync();
        var heading = await workspace.AppendOneAsync(page, """{"heading_1":{"rich_text":[]}}""");
        (await workspace.AppendAsync(heading.Id(), BlockTest.Paragraph("x"))).Refused(
            400,
            "validation_error",
            "is_toggleable"
        );
        var path = $"/v1/blocks/{heading.Id()}";
        (await workspace.PatchAsync(path, """{"heading_1":{"is_toggleable":true}}""")).Ok();
        (await workspace.AppendAsync(heading.Id(), BlockTest.Paragraph("x"))).Ok();
        (await workspace.PatchAsync(path, """{"heading_1":{"is_toggleable":false}}""")).Refused(
            400,
            "validation_error",
            "while the heading has children"
        );
    }

    [Fact]
    public async Task A_row_keeps_the_width_of_its_table()
    {
        var (workspace, page) = await NewPageAsync();
        var table = await workspace.AppendOneAsync(
            page,
            """{"table":{"table_width":2,"children":[{"table_row":{"cells":[[],[]]}}]}}"""
        );
        var row = Assert.Single(await workspace.ChildrenAsync(table.Id())).Id();
        (await workspace.PatchAsync($"/v1/blocks/{row}", """{"table_row":{"cells":[[],[],[]]}}""")).Refused(
            400,
            "validation_error",
            "should be `2`"
        );
        (
            await workspace.PatchAsync(
                $"/v1/blocks/{row}",
                """{"table_row":{"cells":[[],[{"text":{"content":"b"}}]]}}"""
            )
        ).Ok();
        (await workspace.PatchAsync($"/v1/blocks/{table.Id()}", """{"table":{"has_row_header":true}}""")).Ok();
        (await workspace.PatchAsync($"/v1/blocks/{table.Id()}", """{"table":{"table_width":3}}""")).Refused(
            400,
            "validation_error",
            "table_width should be not present"
        );
    }

    [Fact]
    public async Task A_block_is_trashed_and_restored_last_in_its_parent()
    {
        var (workspace, page) = await NewPageAsync();
        var made = (
            await workspace.AppendAsync(
                page,
                $"{BlockTest.Paragraph("a")},{BlockTest.Paragraph("b")},{BlockTest.Paragraph("c")}"
            )
        ).Ok();
        var first = made.Json.GetProperty("results")[0].Id();
        var trashed = (await workspace.DeleteAsync($"/v1/blocks/{first}")).Ok().Json;
        Assert.True(trashed.GetProperty("in_trash").GetBoolean());
        Assert.True(trashed.GetProperty("archived").GetBoolean());
        Assert.Equal(["b", "c"], await PlainsAsync(workspace, page));
        (await workspace.DeleteAsync($"/v1/blocks/{first}")).Ok();
        (await workspace.PatchAsync($"/v1/blocks/{first}", """{"paragraph":{"rich_text":[]}}""")).Refused(
            400,
            "validation_error",
            "Can't edit block that is archived"
        );
        (await workspace.AppendAsync(first, BlockTest.Paragraph("x"))).Refused(
            400,
            "validation_error",
            "Can't edit block that is archived"
        );

        var restored = (
            await workspace.PatchAsync(
                $"/v1/blocks/{first}",
                $$"""{"in_trash":false,"paragraph":{"rich_text":{{BlockTest.Words("A")}} } }"""
            )
        )
            .Ok()
            .Json;
        Assert.False(restored.GetProperty("in_trash").GetBoolean());
        Assert.Equal(["b", "c", "A"], await PlainsAsync(workspace, page));
        (await workspace.PatchAsync($"/v1/blocks/{first}", """{"archived":true}""")).Ok();
        Assert.Equal(["b", "c"], await PlainsAsync(workspace, page));
    }

    [Fact]
    public async Task What_is_below_the_trash_says_so_and_is_restored_with_it()
    {
        var (workspace, page) = await NewPageAsync();
        var toggle = await workspace.AppendOneAsync(
            page,
            $$"""{"toggle":{"rich_text":[],"children":[{{BlockTest.Paragraph("x")}}]} }"""
        );
        var child = Assert.Single(await workspace.ChildrenAsync(toggle.Id())).Id();
        (await workspace.DeleteAsync($"/v1/blocks/{toggle.Id()}")).Ok();
        Assert.True((await workspace.BlockAsync(child)).GetProperty("in_trash").GetBoolean());
        (await workspace.PatchAsync($"/v1/blocks/{child}", """{"in_trash":false}""")).Refused(
            400,
            "validation_error",
            "Restore that first"
        );
        (await workspace.PatchAsync($"/v1/blocks/{toggle.Id()}", """{"in_trash":false}""")).Ok();
        Assert.False((await workspace.BlockAsync(child)).GetProperty("in_trash").GetBoolean());
    }

    [Fact]
    public async Task A_page_is_trashed_as_a_block_too()
    {
        var (workspace, page) = await NewPageAsync();
        Assert.True((await workspace.DeleteAsync($"/v1/blocks/{page}")).Ok().Json.GetProperty("in_trash").GetBoolean());
        (await workspace.GetAsync($"/v1/blocks/{page}/children")).Refused(404, "object_not_found");
        (await workspace.PatchAsync($"/v1/blocks/{page}", """{"in_trash":false}""")).Ok();
        Assert.Empty(await workspace.ChildrenAsync(page));
    }

    [Fact]
    public async Task The_list_of_children_goes_to_its_end_whatever_is_edited_meanwhile()
    {
        var (workspace, page) = await NewPageAsync();
        for (var i = 0; i < 3; i++)
            (
                await workspace.AppendAsync(
                    page,
                    string.Join(',', Enumerable.Range(i * 80, 80).Select(n => BlockTest.Paragraph($"{n}")))
                )
            ).Ok();
        Assert.Equal(
            Enumerable.Range(0, 240).Select(n => $"{n}"),
            (await workspace.ChildrenAsync(page, 7)).Select(c => c.Plain())
        );

        var first = (await workspace.GetAsync($"/v1/blocks/{page}/children?page_size=100")).Ok().Json;
        (await workspace.DeleteAsync($"/v1/blocks/{first.GetProperty("results")[3].Id()}")).Ok();
        (await workspace.AppendAsync(page, BlockTest.Paragraph("new"), ""","position":{"type":"start"}""")).Ok();
        var second = (
            await workspace.GetAsync(
                $"/v1/blocks/{page}/children?start_cursor={first.GetProperty("next_cursor").GetString()}"
            )
        )
            .Ok()
            .Json;
        Assert.Equal("100", second.GetProperty("results")[0].Plain());
        Assert.Equal(page, second.GetProperty("results")[0].GetProperty("parent").GetProperty("page_id").GetGuid());
    }

    [Theory]
    [InlineData("start_cursor=garbage")]
    [InlineData("start_cursor=p")]
    [InlineData("start_cursor=t12")]
    [InlineData("start_cursor=s")]
    [InlineData("page_size=0")]
    [InlineData("page_size=101")]
    [InlineData("other=1")]
    public async Task A_question_that_breaks_a_rule_is_refused(string query)
    {
        var (workspace, page) = await NewPageAsync();
        (await workspace.GetAsync($"/v1/blocks/{page}/children?{query}")).Refused(400, "validation_error");
    }

    [Fact]
    public async Task A_cursor_of_another_block_is_refused()
    {
        var (workspace, page) = await NewPageAsync();
        var other = await workspace.NewBlockAsync("page", "Other");
        (await workspace.AppendAsync(page, $"{BlockTest.Paragraph("a")},{BlockTest.Paragraph("b")}")).Ok();
        var cursor = (await workspace.GetAsync($"/v1/blocks/{page}/children?page_size=1"))
            .Ok()
            .Json.GetProperty("next_cursor")
            .GetString();
        (await workspace.GetAsync($"/v1/blocks/{other}/children?start_cursor={cursor}")).Refused(
            400,
            "validation_error",
            "belongs to page"
        );
        (await workspace.GetAsync($"/v1/blocks/{other}/children?start_cursor=s{cursor}")).Refused(
            400,
            "validation_error",
            "belongs to page"
        );
    }

    [Fact]
    public async Task Other_workspaces_do_not_exist_and_a_reader_changes_nothing()
    {
        var (workspace, page) = await NewPageAsync();
        var block = (await workspace.AppendOneAsync(page, BlockTest.Paragraph("x"))).Id();
        var (other, otherPage) = await NewPageAsync();
        foreach (var (id, who) in new[] { (block, other), (Guid.NewGuid(), workspace), (other.SpaceId, other) })
        {
            (await who.GetAsync($"/v1/blocks/{id}")).Refused(404, "object_not_found");
            (await who.GetAsync($"/v1/blocks/{id}/children")).Refused(404, "object_not_found");
            (await who.AppendAsync(id, BlockTest.Paragraph("x"))).Refused(404, "object_not_found");
            (await who.PatchAsync($"/v1/blocks/{id}", """{"in_trash":true}""")).Refused(404, "object_not_found");
            (await who.DeleteAsync($"/v1/blocks/{id}")).Refused(404, "object_not_found");
        }

        (
            await other.AppendAsync(otherPage, $$"""{"synced_block":{"synced_from":{"block_id":"{{block}}"} } }""")
        ).Refused(404, "object_not_found");

        var reader = await workspace.AsMemberAsync("reader");
        (await reader.GetAsync($"/v1/blocks/{block}")).Ok();
        (await reader.AppendAsync(page, BlockTest.Paragraph("x"))).Refused(403, "restricted_resource");
        (await reader.PatchAsync($"/v1/blocks/{block}", """{"paragraph":{"rich_text":[]}}""")).Refused(
            403,
            "restricted_resource"
        );
        (await reader.DeleteAsync($"/v1/blocks/{block}")).Refused(403, "restricted_resource");
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused()
    {
        var (workspace, _) = await NewPageAsync();
        (await workspace.GetAsync("/v1/blocks/x")).Refused(
            400,
            "validation_error",
            "path.block_id should be a valid uuid"
        );
    }

    private async Task<(TestWorkspace Workspace, Guid Page)> NewPageAsync()
    {
        var workspace = await _service.NewWorkspaceAsync();
        return (workspace, await workspace.NewBlockAsync("page", "P"));
    }

    private static async Task<IEnumerable<string>> PlainsAsync(TestWorkspace workspace, Guid page) =>
        (await workspace.ChildrenAsync(page)).Select(c => c.Plain());
}
