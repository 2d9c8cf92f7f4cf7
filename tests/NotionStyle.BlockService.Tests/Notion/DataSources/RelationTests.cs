using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Relations of one side and of two, within a data source and between two, and the rollups over them.</summary>
public sealed class RelationTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_relation_of_one_side_is_known_here_alone()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (database, projects) = await workspace.NewDatabaseAsync(title: "Projects");
        var (_, tasks) = await workspace.NewDatabaseAsync(Single("Project", projects));
        var relation = (await workspace.PropertiesAsync(tasks))["Project"]!["relation"]!;
        Assert.Equal(projects.ToString(), (string?)relation["data_source_id"]);
        Assert.Equal(database.ToString(), (string?)relation["database_id"]);
        Assert.Equal("single_property", (string?)relation["type"]);
        Assert.Single(await workspace.PropertiesAsync(projects));
    }

    [Fact]
    public async Task A_relation_of_two_sides_is_made_in_both()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, projects) = await workspace.NewDatabaseAsync(title: "Projects");
        var (_, tasks) = await workspace.NewDatabaseAsync(Dual("Project", projects));
        var mirror = (await workspace.PropertiesAsync(projects))["Related to Tasks (Project)"]!;
        var relation = (await workspace.PropertiesAsync(tasks))["Project"]!;
        AssertMirrors(relation, mirror);
        Assert.Equal(tasks.ToString(), (string?)mirror["relation"]!["data_source_id"]);

        // Sent back as it was read, it stays as it is; with another name, the other side is renamed.
        var sent = await workspace.PropertiesAsync(tasks);
        var again = await workspace.ChangeAsync(tasks, sent.ToJsonString());
        Assert.True(JsonNode.DeepEquals(sent, again));
        sent["Project"]!["relation"]!["dual_property"]!["synced_property_name"] = "Tasks";
        await workspace.ChangeAsync(tasks, sent.ToJsonString());
        Assert.Equal((string?)mirror["id"], (string?)(await workspace.PropertiesAsync(projects))["Tasks"]!["id"]);
    }

    [Fact]
    public async Task When_one_side_goes_the_other_stays_alone()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, projects) = await workspace.NewDatabaseAsync();
        foreach (
            var change in new[]
            {
                """{"Project": null}""",
                """{"Project": {"rich_text": {}}}""",
                Single("Project", projects),
            }
        )
        {
            var (_, tasks) = await workspace.NewDatabaseAsync(Dual("Project", projects, "Tasks"));
            Assert.Equal("dual_property", await KindAsync());
            await workspace.ChangeAsync(tasks, change);
            Assert.Equal("single_property", await KindAsync());
            await workspace.ChangeAsync(projects, """{"Tasks": null}""");

            async Task<string?> KindAsync() =>
                (string?)(await workspace.PropertiesAsync(projects))["Tasks"]!["relation"]!["type"];
        }
    }

    [Fact]
    public async Task A_relation_that_leads_elsewhere_leaves_its_old_mirror()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, first) = await workspace.NewDatabaseAsync();
        var (_, second) = await workspace.NewDatabaseAsync();
        var (_, tasks) = await workspace.NewDatabaseAsync(Dual("To", first, "From"));
        await workspace.ChangeAsync(tasks, Dual("To", second, "From"));
        Assert.Equal(
            "single_property",
            (string?)(await workspace.PropertiesAsync(first))["From"]!["relation"]!["type"]
        );
        AssertMirrors(
            (await workspace.PropertiesAsync(tasks))["To"]!,
            (await workspace.PropertiesAsync(second))["From"]!
        );
    }

    [Fact]
    public async Task Two_relations_of_one_side_become_one_of_two()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, projects) = await workspace.NewDatabaseAsync();
        var (_, tasks) = await workspace.NewDatabaseAsync(Single("Project", projects));
        var back = (await workspace.ChangeAsync(projects, Single("Tasks", tasks)))["Tasks"]!;
        var other = (await workspace.ChangeAsync(projects, Single("Self", projects)))["Self"]!;
        (await workspace.TryChangeAsync(tasks, WithId((string)other["id"]!))).Refused(
            400,
            "validation_error",
            "synced_property_id"
        );
        (await workspace.TryChangeAsync(tasks, WithId("none"))).Refused(400, "validation_error", "synced_property_id");
        var joined = await workspace.ChangeAsync(tasks, WithId((string)back["id"]!));
        AssertMirrors(joined["Project"]!, (await workspace.PropertiesAsync(projects))["Tasks"]!);

        string WithId(string id) =>
            $$$$$"""
                {"Project": {"relation": {"data_source_id": "{{{{{projects}}}}}", "dual_property": {"synced_property_id": "{{{{{id}}}}}"}}}}
                """;
    }

    [Fact]
    public async Task A_data_source_is_related_to_itself()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, tasks) = await workspace.NewDatabaseAsync();
        var properties = await workspace.ChangeAsync(tasks, Dual("Parent", tasks, "Children"));
        AssertMirrors(properties["Parent"]!, properties["Children"]!);
        properties = await workspace.ChangeAsync(tasks, """{"Children": null}""");
        Assert.Equal("single_property", (string?)properties["Parent"]!["relation"]!["type"]);
        properties = await workspace.ChangeAsync(tasks, Dual("Parent", tasks, "Children"));
        AssertMirrors(properties["Parent"]!, properties["Children"]!);
        properties = await workspace.ChangeAsync(tasks, """{"Children": null, "Parent": null}""");
        Assert.Single(properties);
    }

    [Fact]
    public async Task A_name_that_the_other_side_has_is_refused_and_nothing_is_made()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, projects) = await workspace.NewDatabaseAsync("""{"Tasks": {"url": {}}}""");
        var (_, tasks) = await workspace.NewDatabaseAsync();
        (await workspace.TryChangeAsync(tasks, Dual("Project", projects, "Tasks"))).Refused(
            400,
            "validation_error",
            "synced_property_name"
        );
        Assert.Single(await workspace.PropertiesAsync(tasks));
    }

    [Fact]
    public async Task A_relation_leads_only_where_the_caller_may_go()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (database, source) = await workspace.NewDatabaseAsync();
        var (_, foreign) = await (await _service.NewWorkspaceAsync()).NewDatabaseAsync();
        (await workspace.TryChangeAsync(source, Single("X", foreign))).Refused(404, "object_not_found");
        (await workspace.TryChangeAsync(source, Single("X", Guid.NewGuid()))).Refused(404, "object_not_found");
        (await workspace.TryChangeAsync(source, Single("X", database))).Refused(
            400,
            "validation_error",
            source.ToString()
        );
    }

    [Fact]
    public async Task A_relation_to_what_nobody_can_read_is_not_shown()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        await workspace.SetAsync(
            "collection",
            source,
            ["format", "schema", "abcd"],
            JsonNode.Parse(
                $$$"""{"name": "X", "type": "relation", "relation": {"data_source_id": "{{{Guid.NewGuid()}}}"}}"""
            )
        );
        Assert.Single(await workspace.PropertiesAsync(source));
        Assert.Equal(2, (await workspace.ChangeAsync(source, """{"U": {"url": {}}}""")).Count);
    }

    [Fact]
    public async Task Both_sides_changed_at_the_same_time_agree()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, left) = await workspace.NewDatabaseAsync(title: "Left");
        var (_, right) = await workspace.NewDatabaseAsync(title: "Right");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .SelectMany(i =>
                    new[]
                    {
                        workspace.TryChangeAsync(left, Dual($"L{i}", right)),
                        workspace.TryChangeAsync(right, Dual($"R{i}", left)),
                    }
                )
        );
        foreach (var answer in answers)
            answer.Ok();
        var (lefts, rights) = (await workspace.PropertiesAsync(left), await workspace.PropertiesAsync(right));
        Assert.Equal(7, lefts.Count);
        Assert.Equal(7, rights.Count);
        foreach (var (_, property) in lefts.Where(p => (string?)p.Value!["type"] == "relation"))
            AssertMirrors(property!, rights.Single(r => (string?)r.Value!["id"] == SyncedId(property!)).Value!);
    }

    [Fact]
    public async Task A_rollup_is_named_by_names_or_ids()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, projects) = await workspace.NewDatabaseAsync("""{"Cost": {"number": {}}}""");
        var (_, tasks) = await workspace.NewDatabaseAsync(Single("Project", projects));
        var cost = (string)(await workspace.PropertiesAsync(projects))["Cost"]!["id"]!;
        var relation = (string)(await workspace.PropertiesAsync(tasks))["Project"]!["id"]!;
        foreach (
            var (first, second) in new[]
            {
                ("\"relation_property_name\": \"Project\"", "\"rollup_property_name\": \"Cost\""),
                ($"\"relation_property_id\": \"{relation}\"", $"\"rollup_property_id\": \"{cost}\""),
            }
        )
        {
            var properties = await workspace.ChangeAsync(
                tasks,
                $$$$"""{"R": {"rollup": {"function": "sum", {{{{first}}}}, {{{{second}}}}}}}"""
            );
            var rollup = properties["R"]!["rollup"]!;
            Assert.Equal("sum", (string?)rollup["function"]);
            Assert.Equal("Project", (string?)rollup["relation_property_name"]);
            Assert.Equal(relation, (string?)rollup["relation_property_id"]);
            Assert.Equal("Cost", (string?)rollup["rollup_property_name"]);
            Assert.Equal(cost, (string?)rollup["rollup_property_id"]);
            Assert.True(JsonNode.DeepEquals(properties, await workspace.ChangeAsync(tasks, properties.ToJsonString())));
        }

        (
            await workspace.TryChangeAsync(
                tasks,
                """{"X": {"rollup": {"function": "sum", "relation_property_name": "Project", "rollup_property_name": "Gone"}}}"""
            )
        ).Refused(400, "validation_error", "rollup_property_name");
        // Without its relation a rollup is still answered.
        var left = await workspace.ChangeAsync(tasks, """{"Project": null}""");
        Assert.Equal("", (string?)left["R"]!["rollup"]!["relation_property_name"]);
    }

    private static string Single(string name, Guid target) =>
        $$$$$"""{"{{{{{name}}}}}": {"relation": {"data_source_id": "{{{{{target}}}}}", "single_property": {}}}}""";

    private static string Dual(string name, Guid target, string? synced = null) =>
        $$$$$"""
            {"{{{{{name}}}}}": {"relation": {"data_source_id": "{{{{{target}}}}}", "type": "dual_property",
             "dual_property": { {{{{{(synced is null ? "" : $"\"synced_property_name\": \"{synced}\"")}}}}} }}}}
            """;

    private static string? SyncedId(JsonNode property) =>
        (string?)property["relation"]!["dual_property"]!["synced_property_id"];

    private static void AssertMirrors(JsonNode left, JsonNode right)
    {
        Assert.Equal((string?)left["id"], SyncedId(right));
        Assert.Equal((string?)right["id"], SyncedId(left));
        Assert.Equal((string?)right["name"], (string?)left["relation"]!["dual_property"]!["synced_property_name"]);
    }
}
