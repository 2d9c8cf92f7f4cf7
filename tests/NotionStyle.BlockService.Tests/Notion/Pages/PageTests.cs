using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

public sealed class PageTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_page_comes_back_as_it_was_made()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var parent = await workspace.NewPageAsync("Parent");
        var made = await workspace.PostAsync(
            "/v1/pages",
            $$$"""
            {
              "parent": {"type": "page_id", "page_id": "{{{parent:N}}}"},
              "properties": {"title": [{"text": {"content": "Reading"}}, {"text": {"content": " list"}, "annotations": {"bold": true}}]},
              "icon": {"type": "emoji", "emoji": "📚"},
              "cover": {"external": {"url": "https://example.org/cover.png"}},
              "children": [
                {"paragraph": {"rich_text": [{"text": {"content": "One"}}]}},
                {"toggle": {"rich_text": [], "children": [{"to_do": {"rich_text": [], "checked": true}}]}}
              ]
            }
            """
        );
        api.Fits("POST", "/v1/pages", made);
        var id = NotionWorkspace.IdOf(made);
        var read = await workspace.GetAsync($"/v1/pages/{id:N}");
        api.Fits("GET", "/v1/pages/{page_id}", read);
        Assert.True(JsonElement.DeepEquals(made.Json, read.Json), $"{made.Text}\n{read.Text}");
        var page = read.Json;
        Assert.Equal("Reading list", page.TitleOf());
        Assert.Equal("📚", page.GetProperty("icon").GetProperty("emoji").GetString());
        Assert.Equal(
            "https://example.org/cover.png",
            page.GetProperty("cover").GetProperty("external").GetProperty("url").GetString()
        );
        Assert.Equal(parent, page.GetProperty("parent").GetProperty("page_id").GetGuid());
        Assert.Equal(workspace.OwnerId, page.GetProperty("created_by").GetProperty("id").GetGuid());
        foreach (var flag in new[] { "archived", "in_trash", "is_archived", "is_locked" })
            Assert.False(page.GetProperty(flag).GetBoolean());
        Assert.EndsWith($"/{id:N}", page.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal([id], await workspace.ChildrenAsync(parent));
        var blocks = await workspace.ChildrenAsync(id);
        Assert.Equal(2, blocks.Length);
        Assert.Single(await workspace.ChildrenAsync(blocks[1]));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"parent": {"workspace": true}}""")]
    [InlineData("""{"parent": {"type": "workspace", "workspace": true}}""")]
    public async Task A_page_without_another_parent_is_in_the_workspace(string body)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = (await workspace.PostAsync("/v1/pages", body)).Ok().Json;
        Assert.Equal("workspace", page.GetProperty("parent").GetProperty("type").GetString());
        Assert.Equal("", page.TitleOf());
    }

    [Fact]
    public async Task A_page_is_made_where_its_position_says()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var parent = await workspace.NewPageAsync("Parent");
        var first = await workspace.NewPageAsync("First", parent);
        var last = await PositionedAsync("""{"type": "page_end"}""");
        var start = await PositionedAsync("""{"type": "page_start"}""");
        var between = await PositionedAsync($$$"""{"type": "after_block", "after_block": {"id": "{{{first}}}"}}""");
        Assert.Equal([start, first, between, last], await workspace.ChildrenAsync(parent));

        async Task<Guid> PositionedAsync(string position) =>
            NotionWorkspace.IdOf(
                (
                    await workspace.PostAsync(
                        "/v1/pages",
                        $$"""{"parent": {"page_id": "{{parent}}"}, "position": {{position}}}"""
                    )
                ).Ok()
            );
    }

    [Fact]
    public async Task A_page_is_made_of_Markdown()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var made = (
            await workspace.PostAsync("/v1/pages", """{"markdown": "# A title\n\nText\n\n- one\n  - two\n"}""")
        ).Ok();
        Assert.Equal("A title", made.Json.TitleOf());
        var blocks = await workspace.ChildrenAsync(NotionWorkspace.IdOf(made));
        Assert.Equal(2, blocks.Length);
        Assert.Single(await workspace.ChildrenAsync(blocks[1]));
    }

    [Fact]
    public async Task Only_what_an_update_names_changes()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var id = await workspace.NewPageAsync("Before");
        var changed = await workspace.PatchAsync(
            $"/v1/pages/{id}",
            """{"icon": {"emoji": "🌍"}, "cover": {"external": {"url": "https://example.org/a.png"}}, "is_locked": true}"""
        );
        api.Fits("PATCH", "/v1/pages/{page_id}", changed);
        Assert.Equal("Before", changed.Json.TitleOf());
        Assert.True(changed.Json.GetProperty("is_locked").GetBoolean());
        // A locked page is locked for people.
        changed = await workspace.PatchPropertiesAsync(
            id,
            new JsonObject { ["title"] = NotionWorkspace.Title("After") }
        );
        Assert.Equal("After", changed.Ok().Json.TitleOf());
        Assert.Equal("🌍", changed.Json.GetProperty("icon").GetProperty("emoji").GetString());
        changed = (
            await workspace.PatchAsync($"/v1/pages/{id}", """{"icon": null, "cover": null, "is_locked": false}""")
        ).Ok();
        Assert.Equal(JsonValueKind.Null, changed.Json.GetProperty("icon").ValueKind);
        Assert.Equal(JsonValueKind.Null, changed.Json.GetProperty("cover").ValueKind);
        Assert.False(changed.Json.GetProperty("is_locked").GetBoolean());
        Assert.Equal("After", changed.Json.TitleOf());
    }

    [Fact]
    public async Task An_update_of_nothing_changes_nothing()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await workspace.NewPageAsync("Page");
        var before = await workspace.GetAsync($"/v1/pages/{id}");
        Assert.Equal(before.Text, (await workspace.PatchAsync($"/v1/pages/{id}", "{}")).Ok().Text);
    }

    [Fact]
    public async Task Erasing_the_content_trashes_every_block_and_keeps_the_page()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await workspace.NewPageAsync("Page");
        var child = await workspace.NewPageAsync("Child", id);
        (await workspace.PatchAsync($"/v1/pages/{id}", """{"erase_content": true}""")).Ok();
        Assert.Empty(await workspace.ChildrenAsync(id));
        Assert.True((await workspace.PageAsync(child)).GetProperty("in_trash").GetBoolean());
        Assert.Equal("Page", (await workspace.PageAsync(id)).TitleOf());
    }

    [Theory]
    [InlineData("""{"parent": {}}""", "body.parent should be")]
    [InlineData("""{"parent": null}""", "body.parent should be an object")]
    [InlineData("""{"parent": {"page_id": "x"}}""", "body.parent.page_id should be a valid uuid")]
    [InlineData("""{"parent": {"block_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01"}}""", "body.parent")]
    [InlineData("""{"parent": {"workspace": false}}""", "body.parent.workspace should be `true`")]
    [InlineData("""{"parent": {"type": "page_id", "workspace": true}}""", "body.parent.page_id should be")]
    [InlineData("""{"properties": {"Mood": {"rich_text": []}}}""", "Mood is not a property that exists")]
    [InlineData("""{"properties": {"title": {"rich_text": []}}}""", "body.properties.title.title should be")]
    [InlineData("""{"properties": []}""", "body.properties should be an object")]
    [InlineData("""{"position": {"type": "page_start"}}""", "body.position should be not present")]
    [InlineData("""{"children": [], "markdown": ""}""", "body.markdown should be not present beside body.children")]
    [InlineData("""{"children": [{"table_row": {"cells": []}}]}""", "table_row")]
    [InlineData("""{"template": {"type": "default"}}""", "body.template should be")]
    [InlineData("""{"icon": {"emoji": "word"}}""", "body.icon.emoji should be an emoji")]
    [InlineData("""{"cover": {"emoji": "📚"}}""", "body.cover")]
    [InlineData("""{"colour": "red"}""", "body.colour should be not present")]
    public async Task What_cannot_be_made_is_refused_by_name(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/pages", body)).Refused(400, "validation_error", message);
    }

    [Theory]
    [InlineData("""{"in_trash": "yes"}""", "body.in_trash should be a boolean")]
    [InlineData("""{"in_trash": true, "archived": false}""", "body.archived should be the same as in_trash")]
    [InlineData("""{"is_archived": true}""", "body.is_archived should be false")]
    [InlineData("""{"template": {"type": "default"}}""", "body.template should be not present")]
    [InlineData("""{"children": []}""", "body.children should be not present")]
    [InlineData("""{"parent": {"workspace": true}}""", "body.parent should be not present")]
    [InlineData("""{"properties": {"Name": {"title": []}}}""", "Name is not a property that exists")]
    public async Task What_cannot_be_changed_is_refused_by_name(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await workspace.NewPageAsync("Page");
        (await workspace.PatchAsync($"/v1/pages/{id}", body)).Refused(400, "validation_error", message);
        Assert.Equal("Page", (await workspace.PageAsync(id)).TitleOf());
    }

    [Fact]
    public async Task An_anchor_that_is_not_on_the_parent_is_refused()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (parent, other) = (await workspace.NewPageAsync("Parent"), await workspace.NewPageAsync("Other"));
        (
            await workspace.PostAsync(
                "/v1/pages",
                $$$$"""{"parent": {"page_id": "{{{{parent}}}}"}, "position": {"type": "after_block", "after_block": {"id": "{{{{other}}}}"}}}"""
            )
        ).Refused(400, "validation_error", "body.position.after_block.id");
    }

    [Fact]
    public async Task The_id_of_something_else_is_refused_with_where_to_find_it()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        var (database, source) = await workspace.NewDatabaseAsync(page);
        var paragraph = await workspace.NewBlockAsync("paragraph", "Text", page);
        foreach (
            var (id, message) in new[]
            {
                (paragraph, $"{paragraph} is a block, not a page. Use /v1/blocks/{paragraph}"),
                (database, $"{database} is a database, not a page. Use /v1/databases/{database}"),
                (source, $"{source} is a data source, not a page. Use /v1/data_sources/{source}"),
            }
        )
        {
            (await workspace.GetAsync($"/v1/pages/{id}")).Refused(400, "validation_error", message);
            (await workspace.PatchAsync($"/v1/pages/{id}", "{}")).Refused(400, "validation_error", message);
            (await workspace.PostAsync("/v1/pages", $$$"""{"parent": {"page_id": "{{{id}}}"}}""")).Refused(
                400,
                "validation_error",
                message
            );
        }
    }

    [Fact]
    public async Task What_a_member_may_not_read_is_missing_in_the_same_words()
    {
        var (mine, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var page = await mine.NewPageAsync("Mine");
        var guest = await mine.AsMemberAsync("none");
        var missing = Guid.NewGuid();
        foreach (var stranger in new[] { other, guest })
        {
            foreach (
                var ask in new Func<Guid, Task<Answer>>[]
                {
                    id => stranger.GetAsync($"/v1/pages/{id}"),
                    id => stranger.PatchAsync($"/v1/pages/{id}", """{"in_trash": true}"""),
                    id => stranger.PostAsync($"/v1/pages/{id}/move", $$$"""{"parent": {"page_id": "{{{id}}}"}}"""),
                    id => stranger.GetAsync($"/v1/pages/{id}/properties/title"),
                    id => stranger.PostAsync("/v1/pages", $$$"""{"parent": {"page_id": "{{{id}}}"}}"""),
                }
            )
            {
                var hidden = (await ask(page)).Refused(404, "object_not_found");
                var absent = (await ask(missing)).Refused(404, "object_not_found");
                Assert.Equal(
                    absent.Message.Replace($"{missing}", "", StringComparison.Ordinal),
                    hidden.Message.Replace($"{page}", "", StringComparison.Ordinal)
                );
            }
        }
    }

    [Fact]
    public async Task A_reader_reads_and_changes_nothing()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        var other = await workspace.NewPageAsync("Other");
        var reader = await workspace.AsMemberAsync("reader");
        Assert.Equal("Page", (await reader.PageAsync(page)).TitleOf());
        (await reader.PatchAsync($"/v1/pages/{page}", """{"in_trash": true}""")).Refused(403, "restricted_resource");
        (await reader.PatchAsync($"/v1/pages/{page}", """{"icon": null}""")).Refused(403, "restricted_resource");
        (await reader.PostAsync("/v1/pages", "{}")).Refused(403, "restricted_resource");
        (await reader.PostAsync("/v1/pages", $$$"""{"parent": {"page_id": "{{{page}}}"}}""")).Refused(
            403,
            "restricted_resource"
        );
        (await reader.PostAsync($"/v1/pages/{page}/move", $$$"""{"parent": {"page_id": "{{{other}}}"}}""")).Refused(
            403,
            "restricted_resource"
        );
    }

    [Fact]
    public async Task Only_wanted_properties_are_answered()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var page = await workspace.NewPageAsync("Page");
        var (_, source) = await workspace.NewDatabaseAsync(
            page,
            new JsonObject
            {
                ["Age"] = new JsonObject { ["number"] = new JsonObject() },
                ["Done"] = new JsonObject { ["checkbox"] = new JsonObject() },
            }
        );
        var row = await workspace.NewRowAsync(source);
        var age = (await workspace.PageAsync(row)).Property("Age").GetProperty("id").GetString();
        Assert.Equal(["Age"], await NamesAsync($"filter_properties={age}"));
        Assert.Equal(
            ["Age", "Done"],
            (await NamesAsync($"filter_properties={age}&filter_properties=Done")).Order(StringComparer.Ordinal)
        );
        (await workspace.GetAsync($"/v1/pages/{row}?filter_properties=Mood")).Refused(
            400,
            "validation_error",
            "Mood is not a property that exists"
        );

        async Task<string[]> NamesAsync(string query) =>
            [
                .. (await workspace.GetAsync($"/v1/pages/{row}?{query}"))
                    .Ok()
                    .Json.GetProperty("properties")
                    .EnumerateObject()
                    .Select(p => p.Name),
            ];
    }

    [Fact]
    public async Task Whatever_the_operations_protocol_stored_is_read_without_failing()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await workspace.NewPageAsync("Page");
        (
            await workspace.PostAsync(
                "/v1/transactions",
                $$$"""
                {"id": "{{{Guid.NewGuid()}}}", "operations": [
                  {"pointer": {"table": "block", "id": "{{{id}}}"}, "path": [], "command": "update",
                   "args": {"properties": {"title": {"a": 1}}, "format": {"icon": 7, "cover": [[]], "is_locked": "no"} } }
                ]}
                """
            )
        ).Ok();
        var page = await workspace.PageAsync(id);
        Assert.Equal("", page.TitleOf());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("icon").ValueKind);
        (await workspace.GetAsync($"/v1/pages/{id}/properties/title")).Ok();
    }
}
