using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

public sealed class TransactionTests(SharedService shared)
{
    private const string Path = "/v1/transactions";
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_transaction_is_answered_with_the_versions_of_what_it_changed()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = Guid.NewGuid();
        var body = workspace.Insert(id, "page", "A page");
        var answer = await workspace.PostAsync(Path, body.ToJsonString());
        (await ApiDescription.ReadAsync(_service)).Fits("POST", Path, answer);
        Assert.Equal((string?)body["id"], answer.Json.GetProperty("id").GetString());
        Assert.False(answer.Json.GetProperty("duplicate").GetBoolean());
        Assert.Equal(
            [$"block {id} 1", $"space {workspace.SpaceId} 2"],
            answer
                .Json.GetProperty("records")
                .EnumerateArray()
                .Select(r => $"{r.GetProperty("table")} {r.GetProperty("id")} {r.GetProperty("version")}")
        );
    }

    [Fact]
    public async Task The_same_transaction_again_is_a_duplicate_and_its_id_with_another_body_a_conflict()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var body = workspace.Insert(Guid.NewGuid(), "page", "A page");
        (await workspace.PostAsync(Path, body.ToJsonString())).Ok();
        var again = await workspace.PostAsync(Path, body.ToJsonString());
        Assert.True(again.Ok().Json.GetProperty("duplicate").GetBoolean());
        body["operations"]![0]!["args"]!["type"] = "paragraph";
        (await workspace.PostAsync(Path, body.ToJsonString())).Refused(409, "conflict_error");
    }

    [Fact]
    public async Task Ids_may_be_written_without_dashes()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = Guid.NewGuid();
        var body = workspace.Insert(id, "page", "A page");
        foreach (var operation in body["operations"]!.AsArray())
            operation!["pointer"]!["id"] = Guid.Parse((string)operation["pointer"]!["id"]!).ToString("N");
        (await workspace.PostAsync(Path, body.ToJsonString())).Ok();
        (await workspace.GetAsync($"/v1/pages/{id:N}/chunk")).Ok();
    }

    [Theory]
    [InlineData("""[]""", "body must be an object")]
    [InlineData("""7""", "body must be an object")]
    [InlineData("""{}""", "id is missing")]
    [InlineData("""{"id":"x","operations":[]}""", "id must be a UUID")]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000","operations":[]}""", "id must be a UUID")]
    [InlineData("""{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01"}""", "operations must be an array")]
    [InlineData("""{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01","operations":[]}""", "operations is empty")]
    [InlineData(
        """{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01","operations":[3]}""",
        "operations[0] must be an object"
    )]
    [InlineData("""{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01","operations":[],"more":1}""", "unknown member 'more'")]
    [InlineData(
        """{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01","space_id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a02","operations":[]}""",
        "another workspace"
    )]
    public async Task A_body_that_is_no_transaction_is_told_where_and_why(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.PostAsync(Path, body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task More_operations_than_the_maximum_are_refused()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var operations = string.Join(',', Enumerable.Repeat("0", StoreLimits.OperationsMaximum + 1));
        var body = $$"""{"id":"{{Guid.NewGuid()}}","operations":[{{operations}}]}""";
        (await workspace.PostAsync(Path, body)).Refused(400, "validation_error", "2001 items");
    }

    [Fact]
    public async Task A_record_of_another_workspace_cannot_be_told_from_one_that_does_not_exist()
    {
        var theirs = await _service.NewWorkspaceAsync();
        var page = await theirs.NewBlockAsync("page", "Secret");
        var mine = await _service.NewWorkspaceAsync();
        var absent = await mine.PostAsync(Path, SetTitle(Guid.NewGuid()));
        var foreign = await mine.PostAsync(Path, SetTitle(page));
        absent.Refused(404, "object_not_found");
        foreign.Refused(404, "object_not_found");
        Assert.Equal(Blur(absent.Message), Blur(foreign.Message));
        (await mine.PostAsync(Path, mine.Insert(Guid.NewGuid(), "paragraph", "x", page).ToJsonString())).Refused(
            404,
            "object_not_found"
        );
    }

    [Fact]
    public async Task A_reader_is_told_that_the_change_needs_more_than_reading()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Shared");
        var reader = await workspace.PostAsync("/v1/members", """{"name":"R","type":"bot","role":"reader"}""");
        var token = reader.Ok().Json.GetProperty("token").GetString();
        (await _service.SendAsync("POST", Path, token, SetTitle(page))).Refused(403, "restricted_resource", "reader");
    }

    private static string SetTitle(Guid block) =>
        new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["operations"] = new JsonArray(
                new JsonObject
                {
                    ["pointer"] = new JsonObject { ["table"] = "block", ["id"] = block.ToString() },
                    ["path"] = new JsonArray("properties", "title"),
                    ["command"] = "set",
                    ["args"] = new JsonArray(),
                }
            ),
        }.ToJsonString();

    private static string Blur(string message) =>
        System.Text.RegularExpressions.Regex.Replace(message, "[0-9a-f]{8}-[0-9a-f-]{27}", "ID");
}
