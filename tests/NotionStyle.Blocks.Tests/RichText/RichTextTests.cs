using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.Tests.RichTexts;

public class RichTextTests
{
    [Theory]
    [InlineData("""[["plain"]]""")]
    [InlineData("""[["bold",[["b"]]],[" and "],["link",[["a","https://e.org"]]]]""")]
    [InlineData("""[["\u204D",[["e","x^2"]]],["\u2023",[["p","page"]]],["\u2023",[["u","user"]]]]""")]
    [InlineData("""[["\u2023",[["d",{"type":"date","start_date":"2026-01-01"}]]]]""")]
    [InlineData("""[["new",[["zz",1,null,[true]]]]]""")]
    [InlineData("[]")]
    public void Canonical_json_is_written_as_it_was_read(string json)
    {
        var text = RichText.Parse(JsonNode.Parse(json));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), text.ToJson()), text.ToJson().ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(Written(text))));
    }

    [Fact]
    public void Neighbours_under_equal_marks_become_one_run_and_empty_runs_vanish()
    {
        var text = RichText.Parse(
            JsonNode.Parse("""[["a",[["b"],["i"]]],["",[["s"]]],["b",[["i"],["b"],["b"]]],["c"],["d"]]""")
        );

        Assert.Equal("""[["ab",[["b"],["i"]]],["cd"]]""", text.ToJson().ToJsonString());
        Assert.Equal("abcd", text.PlainText);
    }

    [Fact]
    public void Two_mentions_of_one_user_stay_two_mentions()
    {
        var text = RichText.Parse(JsonNode.Parse("""[["x",[["u","1"]]],["x",[["u","1"]]]]"""));

        Assert.Equal(2, text.Runs.Length);
    }

    [Theory]
    [InlineData("""{}""", "properties.title: rich text must be an array of runs, found an object")]
    [InlineData("""["a"]""", "properties.title[0]: a run must be an array")]
    [InlineData(
        """[["a"],[]]""",
        "properties.title[1]: a run has a text and optionally a list of marks, found 0 elements"
    )]
    [InlineData(
        """[["a",[],1]]""",
        "properties.title[0]: a run has a text and optionally a list of marks, found 3 elements"
    )]
    [InlineData("""[[1]]""", "properties.title[0][0]: the text of a run must be a string, found a number")]
    [InlineData("""[["a",{}]]""", "properties.title[0][1]: the marks of a run must be an array")]
    [InlineData(
        """[["a"],["b"],["c"],["d",[["b"],"i"]]]""",
        "properties.title[3][1][1]: a mark must be a non-empty array"
    )]
    [InlineData(
        """[["a",[[7]]]]""",
        "properties.title[0][1][0][0]: the kind of a mark must be a string, found a number"
    )]
    [InlineData("""[["a",[["a"]]]]""", "properties.title[0][1][0]: a mark \"a\" needs an argument")]
    [InlineData(
        """[["a",[["a",5]]]]""",
        "properties.title[0][1][0][1]: the argument of a mark \"a\" must be a string, found a number"
    )]
    [InlineData("""[["a\u0000"]]""", "properties.title[0][0]: contains U+0000")]
    [InlineData("""[["a\ud800"]]""", "properties.title[0][0]: contains half of a surrogate pair")]
    [InlineData(
        """[["a",[["d",{"x":"\ud800"}]]]]""",
        "properties.title[0][1][0]: has an argument with half of a surrogate pair"
    )]
    [InlineData("""[["a",[["d",{"x":"\u0000"}]]]]""", "properties.title[0][1][0]: has an argument with U+0000")]
    public void What_is_no_rich_text_is_refused_with_its_place(string json, string message)
    {
        using var document = JsonDocument.Parse(json);

        var isRead = RichText.TryParse(document.RootElement, "properties.title", out _, out var error);

        Assert.False(isRead);
        Assert.StartsWith(message, error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lone_surrogate_in_a_node_made_by_code_is_refused_and_not_replaced()
    {
        var json = new JsonArray(new JsonArray("a\uD800"));

        var error = Assert.Throws<RichTextException>(() => RichText.Parse(json, "properties.title"));

        Assert.StartsWith("properties.title", error.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_many_thousand_characters_in_one_run_is_accepted_up_to_the_limit()
    {
        var text = new string('x', RichText.MaximumLength);

        Assert.Equal(text, RichText.Parse(new JsonArray(new JsonArray(text))).PlainText);
        Assert.Throws<RichTextException>(() => RichText.Parse(new JsonArray(new JsonArray(text + "x"))));
    }

    [Fact]
    public void A_missing_property_is_empty_text_and_empty_text_removes_the_property()
    {
        var block = new BlockNode(BlockTypes.Paragraph);
        Assert.True(block.Title.IsEmpty);

        block.Title = RichText.FromPlain("x");
        block.Title = RichText.Empty;

        Assert.Null(block.Properties);
    }

    [Fact]
    public void Every_type_that_can_hold_children_says_so()
    {
        Assert.True(BlockTypes.CanHaveChildren(BlockTypes.Toggle));
        Assert.True(BlockTypes.CanHaveChildren(BlockTypes.Paragraph));
        Assert.False(BlockTypes.CanHaveChildren(BlockTypes.Code));
        Assert.False(BlockTypes.CanHaveChildren(BlockTypes.Divider));
        Assert.All(BlockTypes.All, type => Assert.True(BlockTypes.IsKnown(type)));
    }

    private static string Written(RichText text)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            text.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
