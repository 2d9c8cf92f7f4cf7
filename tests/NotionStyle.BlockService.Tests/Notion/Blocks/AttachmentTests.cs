using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Blocks;

public sealed class AttachmentTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task An_upload_is_attached_by_the_transaction_that_makes_its_block()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var upload = await UploadAsync(
            workspace,
            """{"status":"uploaded","filename":"a.zip","expiry_time":"2999-01-01T00:00:00.000Z"}"""
        );
        var block = await workspace.AppendOneAsync(
            page,
            $$"""{"file":{"type":"file_upload","file_upload":{"id":"{{upload}}"} } }"""
        );
        Assert.Equal("file", block.Value().GetProperty("type").GetString());
        Assert.Contains(
            $"{upload:N}",
            block.Value().GetProperty("file").GetProperty("url").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("a.zip", block.Value().GetProperty("name").GetString());
        var stored = (
            await workspace.PostAsync(
                "/v1/sync",
                $$"""{"records":[{"table":"file_upload","id":"{{upload}}","version":-1}]}"""
            )
        )
            .Ok()
            .Json;
        Assert.Contains("\"attached\":true", stored.ToString(), StringComparison.Ordinal);

        // Attached, it may be shown again, and a file from elsewhere may take its place.
        await workspace.AppendOneAsync(page, $$"""{"image":{"file_upload":{"id":"{{upload}}"} } }""");
        var changed = (
            await workspace.PatchAsync(
                $"/v1/blocks/{block.Id()}",
                """{"file":{"external":{"url":"https://example.org/b.zip"},"name":"b"}}"""
            )
        )
            .Ok()
            .Json;
        Assert.Equal("external", changed.Value().GetProperty("type").GetString());
        Assert.Equal("b", changed.Value().GetProperty("name").GetString());
        var back = (
            await workspace.PatchAsync(
                $"/v1/blocks/{block.Id()}",
                $$"""{"file":{"file_upload":{"id":"{{upload}}"} } }"""
            )
        )
            .Ok()
            .Json;
        Assert.Equal("file", back.Value().GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"status":"pending"}""", "no file yet")]
    [InlineData("{}", "no file yet")]
    [InlineData("""{"status":"uploaded","expiry_time":"2020-01-01T00:00:00.000Z"}""", "ended")]
    public async Task An_upload_without_its_file_or_past_its_time_is_refused(string format, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var upload = await UploadAsync(workspace, format);
        (await workspace.AppendAsync(page, $$"""{"pdf":{"file_upload":{"id":"{{upload}}"} } }""")).Refused(
            400,
            "validation_error",
            message
        );
        Assert.Empty(await workspace.ChildrenAsync(page));
    }

    [Fact]
    public async Task An_upload_of_somebody_else_does_not_exist()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "P");
        var upload = await UploadAsync(await workspace.AsMemberAsync("editor"), """{"status":"uploaded"}""");
        (await workspace.AppendAsync(page, $$"""{"pdf":{"file_upload":{"id":"{{upload}}"} } }""")).Refused(
            404,
            "object_not_found"
        );
        (
            await workspace.AppendAsync(
                page,
                $$"""{"callout":{"rich_text":[],"icon":{"file_upload":{"id":"{{Guid.NewGuid()}}"} } } }"""
            )
        ).Refused(404, "object_not_found");
    }

    private static async Task<Guid> UploadAsync(TestWorkspace workspace, string format)
    {
        var id = Guid.NewGuid();
        var transaction = workspace.Insert(id, "file_upload", "x");
        var operations = transaction["operations"]!.AsArray();
        operations.RemoveAt(1);
        operations[0]!["pointer"]!["table"] = "file_upload";
        operations[0]!["args"]!["format"] = JsonNode.Parse(format);
        (await workspace.PostAsync("/v1/transactions", transaction.ToJsonString())).Ok();
        return id;
    }
}
