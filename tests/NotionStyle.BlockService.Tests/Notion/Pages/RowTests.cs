using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

public sealed class RowTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_row_has_every_value_that_it_was_given()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var schema = new JsonObject();
        foreach (
            var type in new[]
            {
                "rich_text",
                "number",
                "select",
                "multi_select",
                "date",
                "people",
                "files",
                "checkbox",
                "url",
                "email",
                "phone_number",
            }
        )
            schema[type] = new JsonObject { [type] = new JsonObject() };
        var (database, source) = await workspace.NewDatabaseAsync(await workspace.NewPageAsync("Home"), schema);
        var made = await workspace.PostAsync(
            "/v1/pages",
            $$$"""
            {
              "parent": {"type": "database_id", "database_id": "{{{database}}}"},
              "properties": {
                "Name": {"title": [{"text": {"content": "All"}}]},
                "rich_text": {"rich_text": [{"text": {"content": "words"}}]},
                "number": {"number": 3.5},
                "select": {"select": {"name": "One"}},
                "multi_select": {"multi_select": [{"name": "A"}, {"name": "B"}, {"name": "A"}]},
                "date": {"date": {"start": "2026-11-22"}},
                "people": {"people": [{"id": "{{{workspace.OwnerId}}}"}, {"id": "{{{workspace.OwnerId:N}}}"}]},
                "files": {"files": [{"name": "a", "external": {"url": "https://example.org/a"}}]},
                "checkbox": {"checkbox": true},
                "url": {"url": "https://example.org"},
                "email": {"email": "a@example.org"},
                "phone_number": {"phone_number": "123"}
              }
            }
            """
        );
        api.Fits("POST", "/v1/pages", made);
        var row = made.Json;
        Assert.Equal(source, row.GetProperty("parent").GetProperty("data_source_id").GetGuid());
        Assert.Equal(database, row.GetProperty("parent").GetProperty("database_id").GetGuid());
        Assert.Equal("All", row.TitleOf());
        Assert.Equal(3.5, row.Property("number").GetProperty("number").GetDouble());
        Assert.Equal("One", row.Property("select").GetProperty("select").GetProperty("name").GetString());
        Assert.Equal(
            ["A", "B"],
            row.Property("multi_select")
                .GetProperty("multi_select")
                .EnumerateArray()
                .Select(o => o.GetProperty("name").GetString())
        );
        Assert.Single(row.Property("people").GetProperty("people").EnumerateArray());
        Assert.True(row.Property("checkbox").GetProperty("checkbox").GetBoolean());
        // By their ids as well, and only what is named.
        var id = row.Property("number").GetProperty("id").GetString()!;
        var changed = await workspace.PatchPropertiesAsync(
            NotionWorkspace.IdOf(made),
            new JsonObject
            {
                [id] = new JsonObject { ["number"] = null },
                ["select"] = new JsonObject { ["select"] = null },
            }
        );
        Assert.Equal(JsonValueKind.Null, changed.Ok().Json.Property("number").GetProperty("number").ValueKind);
        Assert.Equal(JsonValueKind.Null, changed.Json.Property("select").GetProperty("select").ValueKind);
        Assert.Equal("All", changed.Json.TitleOf());
    }

    [Fact]
    public async Task New_options_are_added_to_the_schema_once()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            await workspace.NewPageAsync("Home"),
            new JsonObject { ["Tag"] = new JsonObject { ["multi_select"] = new JsonObject() } }
        );
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    workspace.PostRowAsync(source, new JsonObject { ["Tag"] = Tags("shared", $"own {i % 4}") })
                )
        );
        foreach (var answer in answers)
            answer.Ok();
        var options = (await workspace.GetAsync($"/v1/data_sources/{source}"))
            .Ok()
            .Json.GetProperty("properties")
            .GetProperty("Tag")
            .GetProperty("multi_select")
            .GetProperty("options")
            .EnumerateArray()
            .Select(o => o.GetProperty("name").GetString()!)
            .ToArray();
        Assert.Equal(["own 0", "own 1", "own 2", "own 3", "shared"], options.Order(StringComparer.Ordinal));
        foreach (var answer in answers)
            Assert.Equal(
                2,
                (await workspace.PageAsync(NotionWorkspace.IdOf(answer)))
                    .Property("Tag")
                    .GetProperty("multi_select")
                    .GetArrayLength()
            );

        static JsonObject Tags(params string[] names) =>
            new() { ["multi_select"] = new JsonArray([.. names.Select(n => new JsonObject { ["name"] = n })]) };
    }

    [Fact]
    public async Task Rows_that_are_made_at_once_have_numbers_of_their_own()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            await workspace.NewPageAsync("Home"),
            new JsonObject { ["No"] = new JsonObject { ["unique_id"] = new JsonObject { ["prefix"] = "T" } } }
        );
        var numbers = new List<long>();
        for (var round = 0; round < 5; round++)
        {
            var rows = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => workspace.PostRowAsync(source, new JsonObject()))
            );
            numbers.AddRange(
                rows.Select(r => r.Ok().Json.Property("No").GetProperty("unique_id").GetProperty("number").GetInt64())
            );
            Assert.Equal("T", rows[0].Json.Property("No").GetProperty("unique_id").GetProperty("prefix").GetString());
        }

        Assert.Equal(Enumerable.Range(1, 40).Select(n => (long)n), numbers.Order());
    }

    [Theory]
    [InlineData("""{"No": {"unique_id": {"number": 3}}}""", "made by the service")]
    [InlineData("""{"Age": {"number": "3"}}""", "body.properties.Age.number should be a number")]
    [InlineData("""{"Age": {"select": null}}""", "body.properties.Age.number should be defined")]
    [InlineData("""{"Age": null}""", "body.properties.Age should be an object")]
    [InlineData("""{"Mood": {"number": 3}}""", "body.properties: Mood is not a property that exists")]
    public async Task A_value_that_does_not_fit_is_refused(string properties, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            await workspace.NewPageAsync("Home"),
            new JsonObject
            {
                ["Age"] = new JsonObject { ["number"] = new JsonObject() },
                ["No"] = new JsonObject { ["unique_id"] = new JsonObject() },
            }
        );
        var row = await workspace.NewRowAsync(source);
        (await workspace.PostRowAsync(source, JsonNode.Parse(properties)!.AsObject())).Refused(
            400,
            "validation_error",
            message
        );
        (await workspace.PatchPropertiesAsync(row, JsonNode.Parse(properties)!.AsObject())).Refused(
            400,
            "validation_error",
            message
        );
    }

    [Fact]
    public async Task A_property_is_not_named_twice()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(await workspace.NewPageAsync("Home"));
        (
            await workspace.PostRowAsync(
                source,
                new JsonObject { ["Name"] = NotionWorkspace.Title("a"), ["title"] = NotionWorkspace.Title("b") }
            )
        ).Refused(400, "validation_error", "names the property 'Name' twice");
    }

    [Fact]
    public async Task A_person_who_is_no_member_is_refused()
    {
        var (workspace, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var (_, source) = await workspace.NewDatabaseAsync(
            await workspace.NewPageAsync("Home"),
            new JsonObject { ["Who"] = new JsonObject { ["people"] = new JsonObject() } }
        );
        var people = JsonNode.Parse($$$"""{"Who": {"people": [{"id": "{{{other.OwnerId}}}"}]}}""")!.AsObject();
        (await workspace.PostRowAsync(source, people)).Refused(404, "object_not_found", $"{other.OwnerId}");
    }

    [Fact]
    public async Task A_database_stands_for_its_data_source_as_long_as_it_has_one()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (database, first) = await workspace.NewDatabaseAsync(await workspace.NewPageAsync("Home"));
        (
            await workspace.PostAsync(
                "/v1/data_sources",
                $$$$"""{"parent": {"type": "database_id", "database_id": "{{{{database}}}}"}, "properties": {"Name": {"title": {} } } }"""
            )
        ).Ok();
        (await workspace.PostAsync("/v1/pages", $$$"""{"parent": {"database_id": "{{{database}}}"}}""")).Refused(
            400,
            "validation_error",
            $"{first}"
        );
        (await workspace.PostAsync("/v1/pages", $$$"""{"parent": {"data_source_id": "{{{database}}}"}}""")).Refused(
            400,
            "validation_error",
            "is a database, not a data source"
        );
    }

    [Fact]
    public async Task A_row_holds_blocks_as_any_page_does()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(await workspace.NewPageAsync("Home"));
        var row = (
            await workspace.PostAsync(
                "/v1/pages",
                $$$"""{"parent": {"data_source_id": "{{{source}}}"}, "children": [{"divider": {}}]}"""
            )
        ).Ok();
        Assert.Single(await workspace.ChildrenAsync(NotionWorkspace.IdOf(row)));
        (
            await workspace.PostAsync(
                "/v1/pages",
                $$$"""{"parent": {"data_source_id": "{{{source}}}"}, "position": {"type": "page_end"}}"""
            )
        ).Refused(400, "validation_error", "body.position");
    }
}
