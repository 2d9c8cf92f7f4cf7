using System.Text.Json.Nodes;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

/// <summary>Commands below <c>properties</c> and <c>format</c>.</summary>
public sealed class JsonCommandTests : EngineTests
{
    private static readonly Guid A = Guid.NewGuid();
    private static readonly Guid B = Guid.NewGuid();
    private static readonly Guid C = Guid.NewGuid();

    [Theory]
    [InlineData("set", "properties/title", "\"x\"", """{"title":"x","checked":[["Yes"]]}""")]
    [InlineData("set", "properties/checked", "null", """{"title":[["A task"]]}""")]
    [InlineData("set", "properties/title/0/0", "\"x\"", """{"title":[["x"]],"checked":[["Yes"]]}""")]
    [InlineData("set", "properties/title/0", "null", """{"title":[null],"checked":[["Yes"]]}""")]
    [InlineData("set", "properties/a/b/c", "1", """{"title":[["A task"]],"checked":[["Yes"]],"a":{"b":{"c":1}}}""")]
    [InlineData("set", "properties/__proto__", "{}", """{"title":[["A task"]],"checked":[["Yes"]],"__proto__":{}}""")]
    [InlineData("set", "properties", """{"a":1}""", """{"a":1}""")]
    [InlineData("set", "properties", "null", "null")]
    [InlineData("update", "properties", """{"title":1,"b":null}""", """{"title":1,"checked":[["Yes"]],"b":null}""")]
    [InlineData("update", "properties/n", """{"a":1}""", """{"title":[["A task"]],"checked":[["Yes"]],"n":{"a":1}}""")]
    [InlineData("update", "", """{"properties":{"a":1}}""", """{"a":1}""")]
    [InlineData("update", "", """{"properties":null}""", "null")]
    [InlineData(
        "set",
        "properties/n",
        "12345678901234567890123456789.5",
        """{"title":[["A task"]],"checked":[["Yes"]],"n":12345678901234567890123456789.5}"""
    )]
    public void A_command_changes_what_its_path_names_and_nothing_beside(
        string command,
        string path,
        string args,
        string expected
    )
    {
        Commit(Build.Op(Block(W.Todo), command, path, args));
        AssertJson(expected, Store[W.Todo].Properties.Text);
        Assert.True(Store[W.Todo].Format.IsNull);
        Assert.Equal("to_do", Store[W.Todo].Type);
    }

    [Theory]
    [InlineData("set", "properties/title/5", "1", "step '5'")]
    [InlineData("set", "properties/title/-1", "1", "step '-1'")]
    [InlineData("set", "properties/title/x", "1", "step 'x'")]
    [InlineData("set", "properties/title/0/0/0", "1", "step '0'")]
    [InlineData("set", "properties/title/x/y", "1", "step 'x'")]
    [InlineData("set", "properties", "[]", "an array")]
    [InlineData("set", "properties", "1", "a number")]
    [InlineData("update", "properties", "null", "null")]
    [InlineData("update", "properties/title", "{}", "'title' is not an object")]
    [InlineData("update", "properties/title/0/0", "{}", "'0' is not an object")]
    [InlineData("update", "properties/n", "true", "a boolean")]
    [InlineData("listAfter", "properties", "{}", "not a list")]
    [InlineData("listAfter", "properties/title/0/0", """{"id":"5a5a5a5a-0000-4000-8000-000000000001"}""", "not a list")]
    [InlineData("listRemove", "properties/people", """{"id":1}""", "args.id")]
    [InlineData("setPermissionItem", "properties", """{"type":"space_permission","role":"editor"}""", "permissions")]
    [InlineData(
        "setPermissionItem",
        "properties/title",
        """{"type":"space_permission","role":"editor"}""",
        "permissions"
    )]
    [InlineData("listAfter", "", """{"id":"5a5a5a5a-0000-4000-8000-000000000001"}""", "empty path")]
    [InlineData("setPermissionItem", "", """{"type":"space_permission","role":"editor"}""", "permissions")]
    [InlineData("update", "", "[]", "an array")]
    [InlineData("update", "", """{"nonsense":1}""", "'nonsense'")]
    [InlineData("set", "nonsense", "1", "'nonsense'")]
    [InlineData("set", "type/x", "1", "type")]
    [InlineData("update", "type", "{}", "type")]
    [InlineData("listAfter", "alive", "{}", "alive")]
    [InlineData("set", "type", "\"Page\"", "type")]
    [InlineData("set", "type", "\"\"", "type")]
    [InlineData("set", "type", "null", "type")]
    [InlineData("set", "alive", "0", "alive")]
    [InlineData("set", "alive", "null", "alive")]
    [InlineData("set", "parent_id", "1", "parent_id")]
    [InlineData("set", "parent_id", "null", "parent_id")]
    [InlineData("set", "parent_id", "\"00000000-0000-0000-0000-000000000000\"", "parent_id")]
    [InlineData("set", "parent_table", "\"notion_user\"", "parent_table")]
    [InlineData("set", "parent_table", "null", "parent_table")]
    [InlineData("set", "pages", "[]", "pages")]
    [InlineData("update", "", """{"pages":[]}""", "pages")]
    [InlineData("listRemove", "pages", """{"id":"5a5a5a5a-0000-4000-8000-000000000001"}""", "pages")]
    [InlineData("set", "content", "{}", "content")]
    [InlineData("set", "content", "[1]", "content[0]")]
    [InlineData("set", "content", "[null]", "content[0]")]
    [InlineData("set", "format", "1", "object")]
    [InlineData("update", "", """{"format":[]}""", "format")]
    [InlineData("set", "permissions", "{}", "permissions")]
    [InlineData("set", "permissions", "[1]", "permission")]
    [InlineData("update", "permissions", "[]", "permissions")]
    [InlineData("set", "permissions/0", "{}", "permissions")]
    public void A_command_that_does_not_fit_is_refused_with_its_place(
        string command,
        string path,
        string args,
        string named
    )
    {
        var why = Invalid(Build.Set(Block(W.Text), "type", "quote"), Build.Op(Block(W.Todo), command, path, args));
        Assert.Contains("operations[1]", why, StringComparison.Ordinal);
        Assert.Contains($"{W.Todo}", why, StringComparison.Ordinal);
        Assert.Contains(named, why, StringComparison.Ordinal);
    }

    [Fact]
    public void List_commands_keep_a_list_of_ids_in_a_property()
    {
        Commit(Build.ListAfter(Block(W.Todo), A, path: "properties/people"));
        Commit(Build.ListAfter(Block(W.Todo), B, path: "properties/people"));
        Commit(Build.ListBefore(Block(W.Todo), C, B, "properties/people"));
        AssertPeople(A, C, B);
        Commit(Build.ListBefore(Block(W.Todo), B, path: "properties/people"));
        AssertPeople(B, A, C);
        Commit(Build.ListAfter(Block(W.Todo), B, Guid.NewGuid(), "properties/people"));
        AssertPeople(A, C, B);
        Commit(Build.ListRemove(Block(W.Todo), A, "properties/people"));
        Commit(Build.ListRemove(Block(W.Todo), A, "properties/people"));
        AssertPeople(C, B);

        void AssertPeople(params Guid[] expected) =>
            Assert.Equal(expected, Properties(W.Todo)["people"]!.AsArray().Select(n => Guid.Parse((string)n!)));
    }

    [Theory]
    [InlineData("properties/people")]
    [InlineData("properties/a/b/people")]
    [InlineData("format/people")]
    public void listRemove_of_what_is_not_in_a_list_changes_nothing_and_keeps_the_version(string path)
    {
        Assert.Empty(Commit(Build.ListRemove(Block(W.Todo), A, path)).Records);
        Commit(Build.ListAfter(Block(W.Todo), B, path: path));
        Assert.Empty(Commit(Build.ListRemove(Block(W.Todo), A, path)).Records);
        Assert.Equal(2, Store[W.Todo].Version);
    }

    [Fact]
    public void listRemove_leaves_no_empty_list_behind_where_none_was()
    {
        Commit(Build.ListRemove(Block(W.Todo), A, "format/a/b"), Build.Set(Block(W.Todo), "format/c", 1));
        AssertJson("""{"c":1}""", Store[W.Todo].Format.Text);
    }

    [Fact]
    public void No_item_of_a_list_is_put_beside_itself()
    {
        Commit(Build.ListAfter(Block(W.Todo), A, path: "properties/people"));
        Assert.Contains(
            "args.after",
            Invalid(Build.ListAfter(Block(W.Todo), A, A, "properties/people")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_list_of_a_property_finds_an_id_however_it_is_written()
    {
        Commit(Build.Set(Block(W.Todo), "format/order", new JsonArray(A.ToString("N"), 1, null, new JsonObject())));
        Commit(Build.ListAfter(Block(W.Todo), B, A, "format/order"));
        Assert.Equal(B.ToString(), (string?)JsonNode.Parse(Store[W.Todo].Format.Text!)!["order"]![1]);
        Commit(Build.ListRemove(Block(W.Todo), A, "format/order"));
        Assert.Equal(4, JsonNode.Parse(Store[W.Todo].Format.Text!)!["order"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("listAfter")]
    [InlineData("listBefore")]
    [InlineData("listRemove")]
    public void List_commands_work_on_lists_of_a_stated_length_because_each_of_them_looks_through_the_list(
        string command
    )
    {
        var ids = Enumerable.Range(0, 1_001).Select(_ => (JsonNode?)$"{Guid.NewGuid()}").ToArray();
        Commit(Build.Set(Block(W.Todo), "properties/people", new JsonArray(ids)));
        var why = Invalid(Build.Op(Block(W.Todo), command, "properties/people", new JsonObject { ["id"] = $"{A}" }));
        Assert.Contains("1000", why, StringComparison.Ordinal);
        Assert.Contains("set", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_the_greatest_length_with_args_of_the_greatest_depth_can_be_stored_and_edited_again()
    {
        var path = "properties/" + string.Join('/', Enumerable.Repeat("a", StoreLimits.PathLengthMaximum - 1));
        // Three levels of the body lie around the args.
        var depth = StoreLimits.JsonDepthMaximum - 3;
        var args = string.Concat(Enumerable.Repeat("{\"b\":", depth - 1)) + "{}" + new string('}', depth - 1);
        Commit(Build.Op(Block(W.Todo), "set", path, args));
        Commit(Build.Op(Block(W.Todo), "update", path, args));
        Commit(Build.Set(Block(W.Todo), "properties/title", "still editable"));
    }

    [Theory]
    [InlineData("properties")]
    [InlineData("format")]
    public void A_record_whose_json_grows_over_the_maximum_is_refused(string field)
    {
        var half = new string('x', StoreLimits.RecordJsonLengthMaximum / 2);
        Commit(Build.Set(Block(W.Text), field + "/a", half));
        Assert.Contains(
            $"{StoreLimits.RecordJsonLengthMaximum}",
            Invalid(Build.Set(Block(W.Text), field + "/b", half)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Text_beyond_ascii_stays_as_it_is()
    {
        const string text = "\u00e9\u4e2d\ud83d\ude00<&>'\"\\u0000\u2028";
        Commit(Build.Set(Block(W.Text), "properties/\u00e9", text));
        Commit(Build.Set(Block(W.Text), "properties/other", 1));
        Assert.Equal(text, (string?)Properties(W.Text)["\u00e9"]);
    }
}
