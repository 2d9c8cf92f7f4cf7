using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>The properties of a schema: every type there and back, what may be changed and what may not.</summary>
public sealed class SchemaTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("rich_text", "{}", "{}")]
    [InlineData("number", "{}", """{"format": "number"}""")]
    [InlineData("number", """{"format": "peruvian_sol"}""", """{"format": "peruvian_sol"}""")]
    [InlineData("select", "{}", """{"options": []}""")]
    [InlineData("multi_select", """{"options": []}""", """{"options": []}""")]
    [InlineData("date", "{}", "{}")]
    [InlineData("people", "{}", "{}")]
    [InlineData("files", "{}", "{}")]
    [InlineData("checkbox", "{}", "{}")]
    [InlineData("url", "{}", "{}")]
    [InlineData("email", "{}", "{}")]
    [InlineData("phone_number", "{}", "{}")]
    [InlineData("formula", """{"expression": "prop(\"Name\")"}""", """{"expression": "prop(\"Name\")"}""")]
    [InlineData("formula", "{}", """{"expression": ""}""")]
    [InlineData("created_time", "{}", "{}")]
    [InlineData("created_by", "{}", "{}")]
    [InlineData("last_edited_time", "{}", "{}")]
    [InlineData("last_edited_by", "{}", "{}")]
    [InlineData("unique_id", """{"prefix": "TASK"}""", """{"prefix": "TASK"}""")]
    [InlineData("unique_id", """{"prefix": null}""", """{"prefix": null}""")]
    [InlineData("place", "{}", "{}")]
    public async Task A_property_comes_back_and_can_be_sent_back(string type, string config, string answered)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            $$$"""{"Name": {"title": {}}, "X": {"{{{type}}}": {{{config}}}, "description": "What it is"}}"""
        );
        var properties = await workspace.PropertiesAsync(source);
        var property = properties["X"]!.AsObject();
        Assert.Equal(type, (string?)property["type"]);
        Assert.Equal("X", (string?)property["name"]);
        Assert.Equal("What it is", (string?)property["description"]);
        Assert.Matches("^[A-Za-z0-9]{4}$", (string)property["id"]!);
        AssertJson(answered, property[type]);

        // The schema that was read, sent back as it is, changes nothing: to this data source or as a new one.
        AssertJson(properties.ToJsonString(), await workspace.ChangeAsync(source, properties.ToJsonString()));
        var (_, copy) = await workspace.NewDatabaseAsync(properties.ToJsonString());
        AssertJson(answered, (await workspace.PropertiesAsync(copy))["X"]![type]);
    }

    [Fact]
    public async Task Options_have_ids_colours_and_descriptions()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            """{"S": {"select": {"options": [{"name": "One", "color": "pink", "description": "First"}, {"name": "Two"}]}}}"""
        );
        var before = (await workspace.PropertiesAsync(source))["S"]!["select"]!["options"]!.AsArray();
        Assert.Equal("pink", (string?)before[0]!["color"]);
        Assert.Equal("First", (string?)before[0]!["description"]);
        Assert.NotNull((string?)before[1]!["color"]);
        var two = (string)before[1]!["id"]!;

        // By id and by name in any case, in a new order, one left out, one new.
        var after = (
            await workspace.ChangeAsync(
                source,
                $$$$"""{"S": {"select": {"options": [{"name": "Three"}, {"id": "{{{{two}}}}", "description": "Second"}]}}}"""
            )
        )["S"]!["select"]!["options"]!.AsArray();
        Assert.Equal(["Three", "Two"], after.Select(o => (string?)o!["name"]));
        Assert.Equal(two, (string?)after[1]!["id"]);
        Assert.Equal("Second", (string?)after[1]!["description"]);
        after = (await workspace.ChangeAsync(source, """{"S": {"select": {"options": [{"name": "TWO"}]}}}"""))["S"]![
            "select"
        ]!["options"]!.AsArray();
        Assert.Equal(two, (string?)Assert.Single(after)!["id"]);
        Assert.Equal("Two", (string?)after[0]!["name"]);

        // Options are kept when there are several choices now, and when nothing is said of them.
        var many = await workspace.ChangeAsync(source, """{"S": {"multi_select": {}}}""");
        Assert.Equal(two, (string?)many["S"]!["multi_select"]!["options"]![0]!["id"]);
    }

    [Fact]
    public async Task A_status_has_three_groups()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            """{"A": {"status": {}}, "B": {"status": {"options": [{"name": "Done"}, {"name": "Waiting", "color": "red"}]}}}"""
        );
        var properties = await workspace.PropertiesAsync(source);
        Assert.Equal(
            [
                ["Not started"],
                ["In progress"],
                ["Done"],
            ],
            Grouped(properties["A"]!)
        );
        Assert.Equal(
            [
                ["Waiting"],
                [],
                ["Done"],
            ],
            Grouped(properties["B"]!)
        );
        Assert.Equal(
            ["To-do", "In progress", "Complete"],
            properties["B"]!["status"]!["groups"]!.AsArray().Select(g => (string?)g!["name"])
        );
        var changed = await workspace.ChangeAsync(
            source,
            """{"B": {"status": {"options": [{"name": "Waiting"}, {"name": "In progress"}]}}}"""
        );
        Assert.Equal(
            [
                ["Waiting"],
                ["In progress"],
                [],
            ],
            Grouped(changed["B"]!)
        );

        static IEnumerable<IEnumerable<string>> Grouped(JsonNode property)
        {
            var names = property["status"]!["options"]!
                .AsArray()
                .ToDictionary(o => (string)o!["id"]!, o => (string)o!["name"]!);
            return property["status"]!["groups"]!
                .AsArray()
                .Select(g => g!["option_ids"]!.AsArray().Select(id => names[(string)id!]).ToArray())
                .ToArray();
        }
    }

    [Fact]
    public async Task Properties_are_renamed_retyped_and_removed_by_id_or_name()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            """{"A": {"number": {"format": "euro"}}, "B": {"date": {}}, "C": {"url": {}}}"""
        );
        var before = await workspace.PropertiesAsync(source);
        var (a, b) = ((string)before["A"]!["id"]!, (string)before["B"]!["id"]!);
        var after = await workspace.ChangeAsync(
            source,
            $$"""{"{{a}}": {"name": "B"}, "B": {"name": "A", "checkbox": {} }, "C": null, "D": {"rich_text": {} } }"""
        );
        Assert.Equal(["A", "B", "D", "Name"], after.Select(p => p.Key).Order());
        Assert.Equal(a, (string?)after["B"]!["id"]);
        Assert.Equal("euro", (string?)after["B"]!["number"]!["format"]);
        Assert.Equal(b, (string?)after["A"]!["id"]);
        Assert.Equal("checkbox", (string?)after["A"]!["type"]);
        var titled = await workspace.ChangeAsync(
            source,
            """{"title": {"name": "Called"}, "D": {"description": "d"}}"""
        );
        Assert.Equal("title", (string?)titled["Called"]!["id"]);
        Assert.Equal("d", (string?)titled["D"]!["description"]);
    }

    [Fact]
    public async Task Formulas_follow_the_names_of_what_they_use()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            """{"A": {"number": {}}, "F": {"formula": {"expression": "prop(\"A\") + 1"}}}"""
        );
        var after = await workspace.ChangeAsync(source, """{"A": {"name": "Amount"}}""");
        Assert.Equal("prop(\"Amount\") + 1", (string?)after["F"]!["formula"]!["expression"]);
        (await workspace.TryChangeAsync(source, """{"G": {"formula": {"expression": "prop(\"A\")"}}}""")).Refused(
            400,
            "validation_error",
            "body.properties.G.formula.expression"
        );
        (await workspace.TryChangeAsync(source, """{"G": {"formula": {"expression": "1 +"}}}""")).Refused(
            400,
            "validation_error"
        );
        // What comes later in the same request counts, too.
        await workspace.ChangeAsync(
            source,
            """{"G": {"formula": {"expression": "prop(\"Later\")"}}, "Later": {"rich_text": {}}}"""
        );
    }

    [Theory]
    [InlineData("""{"X": {}}""", "body.properties.X should be an object with a type's configuration")]
    [InlineData("""{"X": 7}""", "body.properties.X should be an object")]
    [InlineData("""{"X": null}""", "no property of this id or name")]
    [InlineData("""{"X": {"text": {}}}""", "body.properties.X.text should be not present")]
    [InlineData("""{"X": {"button": {}}}""", "not offered")]
    [InlineData("""{"X": {"date": {}, "url": {}}}""", "another type")]
    [InlineData("""{"X": {"type": "date", "url": {}}}""", "body.properties.X.type should be `\"url\"`")]
    [InlineData("""{"X": {"type": "date"}}""", "body.properties.X.date should be defined")]
    [InlineData("""{"X": {"date": {"format": "x"}}}""", "an empty object")]
    [InlineData("""{"X": {"number": {"format": "stone"}}}""", "\"euro\"")]
    [InlineData("""{"X": {"name": "Y", "date": {}}}""", "the same as its key")]
    [InlineData("""{"X": {"select": {"options": [{"name": "a,b"}]}}}""", "without commas")]
    [InlineData("""{"X": {"select": {"options": [{"name": "a"}, {"name": "A"}]}}}""", "no other option has")]
    [InlineData("""{"X": {"select": {"options": [{}]}}}""", "options[0].name should be a string")]
    [InlineData("""{"X": {"select": {"options": [{"id": "x"}]}}}""", "the id of an option")]
    [InlineData("""{"X": {"select": {"options": [{"name": "a", "color": "mauve"}]}}}""", "options[0].color")]
    [InlineData("""{"X": {"title": {}}}""", "one title")]
    [InlineData("""{"Name": null}""", "cannot be removed")]
    [InlineData("""{"Name": {"rich_text": {}}}""", "cannot be of another type")]
    [InlineData("""{"S": {"title": {}}}""", "one title")]
    [InlineData("""{"S": {"name": "Name"}}""", "names should be unique")]
    [InlineData("""{"S": {"name": ""}}""", "body.properties.S.name.length")]
    [InlineData("""{"S": {"select": {"options": [{"name": "One", "color": "red"}]}}}""", "cannot be changed")]
    [InlineData("""{"": {"date": {}}}""", "1 to 100 characters")]
    [InlineData("""{"X": {"unique_id": {}}, "Y": {"unique_id": {}}}""", "one unique_id")]
    [InlineData("""{"X": {"relation": {"single_property": {}}}}""", "data_source_id should be defined")]
    [InlineData(
        """{"X": {"relation": {"data_source_id": "00000000-0000-4000-8000-000000000001"}}}""",
        "single_property"
    )]
    [InlineData(
        """{"X": {"rollup": {"function": "sum", "relation_property_name": "S", "rollup_property_name": "Name"}}}""",
        "a relation of the same data source"
    )]
    [InlineData("""{"X": {"rollup": {"function": "add"}}}""", "defined")]
    [InlineData("[]", "body.properties should be an object")]
    public async Task A_change_that_breaks_a_rule_is_refused(string properties, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            """{"Name": {"title": {}}, "S": {"select": {"options": [{"name": "One", "color": "blue"}]}}}"""
        );
        var before = await workspace.PropertiesAsync(source);
        (await workspace.TryChangeAsync(source, properties)).Refused(400, "validation_error", message);
        AssertJson(before.ToJsonString(), await workspace.PropertiesAsync(source));
    }

    [Fact]
    public async Task The_same_property_is_not_named_twice_in_a_change()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync("""{"A": {"url": {}}}""");
        var id = (string)(await workspace.PropertiesAsync(source))["A"]!["id"]!;
        (await workspace.TryChangeAsync(source, $$$"""{"A": {"name": "B"}, "{{{id}}}": {"name": "C"}}""")).Refused(
            400,
            "validation_error",
            "named twice"
        );
    }

    [Fact]
    public async Task A_schema_has_a_size()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync();
        await workspace.ChangeAsync(source, Properties(0, 499));
        (await workspace.TryChangeAsync(source, Properties(499, 1))).Refused(400, "validation_error", "at most 500");
        (await workspace.TryChangeAsync(source, $$$$"""{"{{{{new string('x', 101)}}}}": {"url": {}}}""")).Refused(
            400,
            "validation_error",
            "1 to 100 characters"
        );

        static string Properties(int from, int count) =>
            "{" + string.Join(',', Enumerable.Range(from, count).Select(i => $$$"""  "P{{{i}}}": {"url": {}}""")) + "}";
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), actual),
            $"{expected} was expected, {actual?.ToJsonString() ?? "null"} came"
        );
}
