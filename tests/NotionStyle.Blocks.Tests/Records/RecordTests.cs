using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Records;

public sealed class RecordTests
{
    [Fact]
    public void A_clone_can_be_changed_in_every_field_and_leaves_the_record_as_it_was()
    {
        var workspace = new SampleWorkspace();
        foreach (var record in workspace.Records())
        {
            var same = record.Clone();
            Assert.Empty(Snapshot.Differences(record, same));
            var changed = record.Clone();
            changed.Properties.Edit()["title"] = "changed";
            changed.Format.Edit()["x"] = 1;
            changed.Content = [];
            changed.Permissions = null;
            changed.Type = "x";
            changed.Version++;
            Assert.Empty(Snapshot.Differences(record, same));
        }
    }

    [Fact]
    public void A_field_that_is_only_read_keeps_its_text_as_it_was_stored()
    {
        var field = new JsonField("""{ "a" :  1 }""");
        Assert.Equal(1, (int)field.Node!["a"]!);
        Assert.Equal("""{ "a" :  1 }""", field.Text);
        Assert.Equal("""{ "a" :  1 }""", field.Clone().Text);
    }

    [Fact]
    public void A_field_that_is_edited_forgets_its_text()
    {
        var field = new JsonField("""{"a":1}""");
        var clone = field.Clone();
        field.Edit()["b"] = "\u00e9<\ud83d\ude00";
        Assert.Equal("{\"a\":1,\"b\":\"\u00e9<\ud83d\ude00\"}", Unescaped(field.Text!));
        field.Edit().Remove("a");
        Assert.False(JsonNode.Parse(field.Text!)!.AsObject().ContainsKey("a"));
        Assert.Equal("""{"a":1}""", clone.Text);

        static string Unescaped(string json) =>
            JsonNode
                .Parse(json)!
                .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
                .Replace("\\uD83D\\uDE00", "\ud83d\ude00", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_text_is_no_object_until_it_is_edited(string? text)
    {
        var field = new JsonField(text);
        Assert.True(field.IsNull);
        Assert.Null(field.Node);
        Assert.Null(field.Text);
        Assert.Null(field.Clone().Text);
        field.Edit();
        Assert.Equal("{}", field.Text);
    }

    [Fact]
    public void Numbers_that_no_double_can_hold_exactly_keep_their_digits_when_another_member_is_edited()
    {
        var field = new JsonField("""{"n":12345678901234567890.123456789}""");
        field.Edit()["x"] = 1;
        Assert.Equal("""{"n":12345678901234567890.123456789,"x":1}""", field.Text);
    }

    [Fact]
    public void Every_table_has_a_name_that_is_read_back()
    {
        foreach (var table in Enum.GetValues<RecordTable>())
        {
            Assert.True(RecordTables.TryParse(table.Name(), out var back));
            Assert.Equal(table, back);
        }

        Assert.Equal(
            ["block", "space", "notion_user", "collection", "discussion", "comment", "file_upload"],
            RecordTables.All.Select(t => t.Name())
        );
        Assert.False(RecordTables.TryParse(null, out _));
        Assert.False(RecordTables.TryParse("Block", out _));
        Assert.Equal($"block {Guid.Empty}", RecordPointer.Block(Guid.Empty).ToString());
    }

    [Fact]
    public void All_fields_are_in_the_flag_for_all()
    {
        var all = Enum.GetValues<RecordFields>().Where(f => f != RecordFields.All).Aggregate((a, b) => a | b);
        Assert.Equal(RecordFields.All, all);
    }
}
