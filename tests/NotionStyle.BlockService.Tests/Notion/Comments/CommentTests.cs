using System.Text;
using System.Text.Json;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Comments;

public sealed class CommentTests(SharedService shared)
{
    private const string Path = "/v1/comments/{comment_id}";
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_comment_on_a_page_begins_a_discussion_and_a_reply_goes_on_with_it()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var first = await CommentAsync(workspace, $$"""{"parent":{"page_id":"{{page:N}}"},{{Say("One")}}}""");
        api.Fits("POST", "/v1/comments", first);
        Assert.Equal("One", PlainText(first.Json));
        Assert.Equal("page_id", first.Json.GetProperty("parent").GetProperty("type").GetString());
        Assert.Equal(page, first.Json.GetProperty("parent").GetProperty("page_id").GetGuid());
        Assert.Equal(workspace.OwnerId, first.Json.GetProperty("created_by").GetProperty("id").GetGuid());
        var name = first.Json.GetProperty("display_name");
        Assert.Equal(
            ("user", "Ada"),
            (name.GetProperty("type").GetString(), name.GetProperty("resolved_name").GetString())
        );

        var discussion = first.Json.GetProperty("discussion_id").GetGuid();
        var reply = await CommentAsync(workspace, $$"""{"discussion_id":"{{discussion}}",{{Say("Two")}}}""");
        Assert.Equal(discussion, reply.Json.GetProperty("discussion_id").GetGuid());
        Assert.Equal(page, reply.Json.GetProperty("parent").GetProperty("page_id").GetGuid());
        Assert.Equal(["One", "Two"], (await ListAsync(workspace, page)).Select(PlainText));
        api.Fits("GET", Path, await workspace.GetAsync($"/v1/comments/{IdOf(reply):N}"));
    }

    [Fact]
    public async Task Comments_of_a_block_are_its_own_and_not_those_of_its_page()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var block = await workspace.NewBlockAsync("paragraph", "B", page);
        var made = await CommentAsync(
            workspace,
            $$"""{"parent":{"type":"block_id","block_id":"{{block}}"},{{Say("B")}}}"""
        );
        Assert.Equal(block, made.Json.GetProperty("parent").GetProperty("block_id").GetGuid());
        await CommentAsync(workspace, $$"""{"parent":{"block_id":"{{page}}"},{{Say("P")}}}""");
        Assert.Equal(["B"], (await ListAsync(workspace, block)).Select(PlainText));
        Assert.Equal(["P"], (await ListAsync(workspace, page)).Select(PlainText));
    }

    [Fact]
    public async Task Rich_text_and_markdown_come_back_as_rich_text()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var rich = await CommentAsync(
            workspace,
            $$"""
            {"parent":{"page_id":"{{page}}"},"rich_text":[
              {"text":{"content":"bold"},"annotations":{"bold":true} },
              {"mention":{"user":{"id":"{{workspace.OwnerId}}"} } }]}
            """
        );
        var items = rich.Json.GetProperty("rich_text");
        Assert.True(items[0].GetProperty("annotations").GetProperty("bold").GetBoolean());
        Assert.Equal("@Ada", items[1].GetProperty("plain_text").GetString());
        var markdown = await CommentAsync(
            workspace,
            $$"""{"parent":{"page_id":"{{page}}"},"markdown":"One **bold** word.\n\nAnd a [link](https://a.example)."}"""
        );
        Assert.Equal("One bold word.\nAnd a link.", PlainText(markdown.Json));
        Assert.Contains(
            markdown.Json.GetProperty("rich_text").EnumerateArray(),
            t => t.GetProperty("annotations").GetProperty("bold").GetBoolean()
        );
    }

    [Theory]
    [InlineData("""{"display_name":{"type":"custom","custom":{"name":"The crawler"}}}""", "custom", "The crawler")]
    [InlineData("""{"display_name":{"type":"integration"}}""", "integration", "Ada")]
    [InlineData("""{"display_name":{"type":"user"}}""", "user", "Ada")]
    public async Task A_comment_is_signed_as_it_says(string body, string type, string resolved)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var made = await CommentAsync(workspace, $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}},{{body[1..]}}""");
        var name = made.Json.GetProperty("display_name");
        Assert.Equal(type, name.GetProperty("type").GetString());
        Assert.Equal(resolved, name.GetProperty("resolved_name").GetString());
    }

    [Fact]
    public async Task A_program_signs_as_an_integration()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var bot = await workspace.AsMemberAsync("comment_only", "Robot", "bot");
        var name = (await CommentAsync(bot, $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}}}""")).Json.GetProperty(
            "display_name"
        );
        Assert.Equal("integration", name.GetProperty("type").GetString());
        Assert.Equal("Robot", name.GetProperty("resolved_name").GetString());
    }

    [Fact]
    public async Task Files_are_attached_to_a_comment()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var image = await UploadAsync(workspace, "a.png");
        var made = await CommentAsync(
            workspace,
            $$"""{"parent":{"page_id":"{{page}}"},"rich_text":[],"attachments":[{"file_upload_id":"{{image}}","type":"file_upload"}]}"""
        );
        api.Fits("POST", "/v1/comments", made);
        var attachment = Assert.Single(made.Json.GetProperty("attachments").EnumerateArray());
        Assert.Equal("image", attachment.GetProperty("category").GetString());
        var url = attachment.GetProperty("file").GetProperty("url").GetString();
        Assert.Equal("a.png", await _service.Client.GetStringAsync(url, TestContext.Current.CancellationToken));
        var upload = await workspace.GetAsync($"/v1/file_uploads/{image}");
        Assert.Equal(JsonValueKind.Null, upload.Json.GetProperty("expiry_time").ValueKind);

        var foreign = await UploadAsync(await workspace.AsMemberAsync("editor"), "b.png");
        foreach (var id in new[] { foreign, Guid.NewGuid() })
            (
                await workspace.PostAsync(
                    "/v1/comments",
                    $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}},"attachments":[{"file_upload_id":"{{id}}"}]}"""
                )
            ).Refused(404, "object_not_found", "file upload");
        Assert.Single(await ListAsync(workspace, page));
    }

    [Fact]
    public async Task A_comment_is_changed_and_deleted_and_its_discussion_stays()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var made = await CommentAsync(workspace, $$"""{"parent":{"page_id":"{{page}}"},{{Say("One")}}}""");
        var path = $"/v1/comments/{IdOf(made)}";
        var changed = await workspace.PatchAsync(path, "{" + Say("Two") + "}");
        api.Fits("PATCH", Path, changed);
        Assert.Equal("Two", PlainText(changed.Json));
        Assert.Equal("Three", PlainText((await workspace.PatchAsync(path, """{"markdown":"Three"}""")).Ok().Json));
        var deleted = await workspace.DeleteAsync(path);
        api.Fits("DELETE", Path, deleted);
        Assert.Equal("Three", PlainText(deleted.Json));
        (await workspace.GetAsync(path)).Refused(404, "object_not_found", "comment with ID");
        (await workspace.PatchAsync(path, "{" + Say("x") + "}")).Refused(404, "object_not_found");
        (await workspace.DeleteAsync(path)).Refused(404, "object_not_found");
        Assert.Empty(await ListAsync(workspace, page));
        var discussion = made.Json.GetProperty("discussion_id").GetGuid();
        await CommentAsync(workspace, $$"""{"discussion_id":"{{discussion}}",{{Say("Again")}}}""");
        Assert.Equal(["Again"], (await ListAsync(workspace, page)).Select(PlainText));
    }

    [Fact]
    public async Task Roles_decide_who_writes_and_who_takes_down()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var body = $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}}}""";
        var reader = await workspace.AsMemberAsync("reader");
        var commenter = await workspace.AsMemberAsync("comment_only");
        (await reader.PostAsync("/v1/comments", body)).Refused(403, "restricted_resource");
        var made = await CommentAsync(commenter, body);
        Assert.Single(await ListAsync(reader, page));
        var path = $"/v1/comments/{IdOf(made)}";
        foreach (
            var other in new[]
            {
                reader,
                await workspace.AsMemberAsync("comment_only"),
                await workspace.AsMemberAsync("read_and_write"),
            }
        )
        {
            (await other.PatchAsync(path, "{" + Say("y") + "}")).Refused(403, "restricted_resource");
            (await other.DeleteAsync(path)).Refused(403, "restricted_resource");
        }

        (await commenter.PatchAsync(path, "{" + Say("y") + "}")).Ok();
        (await workspace.DeleteAsync(path)).Ok();
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_found()
    {
        var (mine, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var page = await mine.NewBlockAsync("page", "P");
        var made = await CommentAsync(mine, $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}}}""");
        var discussion = made.Json.GetProperty("discussion_id").GetGuid();
        (await other.PostAsync("/v1/comments", $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}}}""")).Refused(
            404,
            "object_not_found"
        );
        (await other.PostAsync("/v1/comments", $$"""{"discussion_id":"{{discussion}}",{{Say("x")}}}""")).Refused(
            404,
            "object_not_found"
        );
        (await other.GetAsync($"/v1/comments?block_id={page}")).Refused(404, "object_not_found");
        var path = $"/v1/comments/{IdOf(made)}";
        (await other.GetAsync(path)).Refused(404, "object_not_found");
        (await other.PatchAsync(path, "{" + Say("y") + "}")).Refused(404, "object_not_found");
        (await other.DeleteAsync(path)).Refused(404, "object_not_found");
    }

    [Fact]
    public async Task What_is_in_the_trash_is_not_commented_on()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var block = await workspace.NewBlockAsync("paragraph", "B", page);
        var made = await CommentAsync(workspace, $$"""{"parent":{"block_id":"{{block}}"},{{Say("x")}}}""");
        (await workspace.DeleteAsync($"/v1/blocks/{page}")).Ok();
        (await workspace.PostAsync("/v1/comments", $$"""{"parent":{"block_id":"{{block}}"},{{Say("x")}}}""")).Refused(
            400,
            "validation_error",
            "trash"
        );
        var discussion = made.Json.GetProperty("discussion_id").GetGuid();
        (await workspace.PostAsync("/v1/comments", $$"""{"discussion_id":"{{discussion}}",{{Say("x")}}}""")).Refused(
            400,
            "validation_error",
            "trash"
        );
    }

    [Theory]
    [InlineData("{}", "body.parent should be defined")]
    [InlineData("""{"parent":{"page_id":"PAGE"},"discussion_id":"PAGE","rich_text":[]}""", "one of the two")]
    [InlineData("""{"parent":{"page_id":"PAGE"}}""", "body.rich_text should be defined")]
    [InlineData("""{"parent":{"page_id":"PAGE"},"rich_text":[]}""", "body.rich_text should be not empty")]
    [InlineData(
        """{"parent":{"page_id":"PAGE"},"rich_text":[],"markdown":"x"}""",
        "body.markdown should be not present"
    )]
    [InlineData("""{"parent":{"page_id":"PAGE"},"markdown":"# Heading"}""", "it has a heading")]
    [InlineData("""{"parent":{"page_id":"PAGE"},"markdown":"- item"}""", "it has bulleted_list_item")]
    [InlineData("""{"parent":{"page_id":"x"},"markdown":"x"}""", "body.parent.page_id should be a valid uuid")]
    [InlineData("""{"parent":{"database_id":"PAGE"},"markdown":"x"}""", "body.parent")]
    [InlineData(
        """{"parent":{"page_id":"PAGE"},"markdown":"x","attachments":[{},{},{},{}]}""",
        "body.attachments.length should be ≤ `3`"
    )]
    [InlineData(
        """{"parent":{"page_id":"PAGE"},"markdown":"x","attachments":[{}]}""",
        "body.attachments[0].file_upload_id should be a valid uuid"
    )]
    [InlineData(
        """{"parent":{"page_id":"PAGE"},"markdown":"x","display_name":{"type":"custom"}}""",
        "body.display_name.custom"
    )]
    [InlineData(
        """{"parent":{"page_id":"PAGE"},"markdown":"x","display_name":{"type":"user","custom":{"name":"x"}}}""",
        "body.display_name.custom should be not present"
    )]
    [InlineData("""{"parent":{"page_id":"PAGE"},"markdown":"x","text":"y"}""", "body.text should be not present")]
    public async Task What_is_no_comment_is_refused(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var answer = await workspace.PostAsync(
            "/v1/comments",
            body.Replace("PAGE", page.ToString(), StringComparison.Ordinal)
        );
        answer.Refused(400, "validation_error", message);
        Assert.Empty(await ListAsync(workspace, page));
    }

    [Fact]
    public async Task A_body_over_500_KiB_is_refused()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var body = $$"""{"parent":{"page_id":"{{page}}"},"markdown":"{{new string('x', 600 * 1024)}}"}""";
        (await workspace.PostAsync("/v1/comments", body)).Refused(413, "payload_too_large", "512000");
    }

    [Fact]
    public async Task Comments_come_in_parts_to_the_end()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var discussion = Guid.Empty;
        for (var i = 0; i < 7; i++)
        {
            var place = i % 2 == 0 ? $"\"parent\":{{\"page_id\":\"{page}\"}}" : $"\"discussion_id\":\"{discussion}\"";
            var made = await CommentAsync(workspace, $"{{{place},{Say($"{i}")}}}");
            discussion = made.Json.GetProperty("discussion_id").GetGuid();
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var part = (
                await workspace.GetAsync(
                    $"/v1/comments?block_id={page}&page_size=3" + (cursor is null ? "" : $"&start_cursor={cursor}")
                )
            ).Ok();
            seen.AddRange(part.Json.GetProperty("results").EnumerateArray().Select(PlainText));
            cursor = part.Json.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, part.Json.GetProperty("has_more").GetBoolean());
        } while (cursor is not null);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], seen);
    }

    [Theory]
    [InlineData("properties", """{"title":7}""")]
    [InlineData("properties", """{"title":[["a",[["x",{}]]],[null],"b"]}""")]
    [InlineData(
        "format",
        """{"display_name":7,"attachments":[1,{},{"type":"file_upload","id":7},{"type":"file_upload","id":"94cc56ab-9f02-409d-9f99-1037e9fe5020","category":[]}]}"""
    )]
    [InlineData("format", """{"display_name":{"type":"custom","name":7},"attachments":{}}""")]
    public async Task Whatever_the_operations_protocol_wrote_is_answered(string field, string json)
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var made = await CommentAsync(workspace, $$"""{"parent":{"page_id":"{{page}}"},{{Say("x")}}}""");
        await workspace.WriteAsync("comment", IdOf(made), [field], json);
        api.Fits("GET", Path, await workspace.GetAsync($"/v1/comments/{IdOf(made)}"));
        api.Fits("GET", "/v1/comments", await workspace.GetAsync($"/v1/comments?block_id={page}"));
    }

    private async Task<Guid> UploadAsync(TestWorkspace workspace, string name)
    {
        var made = (await workspace.PostAsync("/v1/file_uploads", $$"""{"filename":"{{name}}"}""")).Ok();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(name)), "file", name },
        };
        (await _service.SendAsync("POST", $"/v1/file_uploads/{IdOf(made)}/send", workspace.Token, form)).Ok();
        return IdOf(made);
    }

    private static async Task<Answer> CommentAsync(TestWorkspace workspace, string body) =>
        (await workspace.PostAsync("/v1/comments", body)).Ok();

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(TestWorkspace workspace, Guid block) =>
        [
            .. (await workspace.GetAsync($"/v1/comments?block_id={block}"))
                .Ok()
                .Json.GetProperty("results")
                .EnumerateArray(),
        ];

    private static string Say(string text) =>
        $$"""
            "rich_text":[{"text":{"content":"{{text}}"} }]
            """;

    private static string PlainText(JsonElement comment) =>
        string.Concat(
            comment.GetProperty("rich_text").EnumerateArray().Select(t => t.GetProperty("plain_text").GetString())
        );

    private static Guid IdOf(Answer answer) => answer.Json.GetProperty("id").GetGuid();
}
