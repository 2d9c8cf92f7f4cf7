using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Every type of property: what is sent, what is answered, and what is refused.</summary>
public sealed class PropertyValueTests
{
    private const string First = "00000000-0000-4000-8000-000000000001";
    private const string Second = "00000000-0000-4000-8000-000000000002";

    internal static readonly FileLinks Files = new(
        "http://127.0.0.1",
        Guid.Parse(First),
        new FileSignatures(
            ServiceOptions.Read(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([new("BlockService:AdminToken", "an-administrators-token")])
                    .Build()
            )
        ),
        DateTimeOffset.UnixEpoch
    );

    [Theory]
    [InlineData("number", "3", "3")]
    [InlineData("number", "-1.5e3", "-1500")]
    [InlineData("number", "null", "null")]
    [InlineData("select", """{"id": "a"}""", """{"id": "a", "name": "Ay", "color": "red"}""")]
    [InlineData("select", """{"name": "ay"}""", """{"id": "a", "name": "Ay", "color": "red"}""")]
    [InlineData("select", """{"id": "elsewhere", "name": "Bee"}""", """{"id": "b", "name": "Bee", "color": "blue"}""")]
    [InlineData("select", "null", "null")]
    [InlineData("status", """{"name": "Bee"}""", """{"id": "b", "name": "Bee", "color": "blue"}""")]
    [InlineData(
        "multi_select",
        """[{"name": "Bee"}, {"id": "a"}, {"name": "bee"}]""",
        """[{"id": "b", "name": "Bee", "color": "blue"}, {"id": "a", "name": "Ay", "color": "red"}]"""
    )]
    [InlineData("multi_select", "[]", "[]")]
    [InlineData("date", """{"start": "2026-01-31"}""", """{"start": "2026-01-31", "end": null, "time_zone": null}""")]
    [InlineData(
        "date",
        """{"start": "2026-01-31T09:00:00Z", "end": "2026-01-31T09:00:00+00:00", "time_zone": null}""",
        """{"start": "2026-01-31T09:00:00.000+00:00", "end": "2026-01-31T09:00:00.000+00:00", "time_zone": null}"""
    )]
    [InlineData(
        "date",
        """{"start": "2026-01-31T09:00", "end": "2026-07-31T09:00:00.5", "time_zone": "Europe/Berlin"}""",
        """{"start": "2026-01-31T09:00:00.000", "end": "2026-07-31T09:00:00.500", "time_zone": "Europe/Berlin"}"""
    )]
    [InlineData(
        "date",
        """{"start": "2026-03-29T02:30:00", "time_zone": "Europe/Berlin"}""",
        """{"start": "2026-03-29T03:30:00.000", "end": null, "time_zone": "Europe/Berlin"}"""
    )]
    [InlineData(
        "date",
        """{"start": "1800-01-01T12:00:00", "time_zone": "Europe/Berlin"}""",
        """{"start": "1800-01-01T12:00:00.000", "end": null, "time_zone": "Europe/Berlin"}"""
    )]
    [InlineData("date", "null", "null")]
    [InlineData("checkbox", "true", "true")]
    [InlineData("checkbox", "false", "false")]
    [InlineData("url", "\"https://example.com\"", "\"https://example.com\"")]
    [InlineData("url", "\"\"", "null")]
    [InlineData("email", "\"a@b.test\"", "\"a@b.test\"")]
    [InlineData("phone_number", "\"+49 30 1\"", "\"+49 30 1\"")]
    [InlineData("phone_number", "null", "null")]
    [InlineData(
        "people",
        $$"""[{"object": "user", "id": "{{Second}}", "name": "Ada", "type": "person"}, {"id": "{{Second}}"}]""",
        $$"""[{"object": "user", "id": "{{Second}}"}]"""
    )]
    [InlineData(
        "relation",
        """[{"id": "00000000000040008000000000000002"}, {"id": "00000000-0000-4000-8000-000000000001"}]""",
        $$"""[{"id": "{{Second}}"}, {"id": "{{First}}"}]"""
    )]
    [InlineData(
        "files",
        """[{"name": "a.pdf", "external": {"url": "https://example.com/a.pdf"}}]""",
        """[{"name": "a.pdf", "type": "external", "external": {"url": "https://example.com/a.pdf"}}]"""
    )]
    [InlineData(
        "place",
        """{"lat": 52.5, "lon": 13.4, "name": "Home", "address": null}""",
        """{"lat": 52.5, "lon": 13.4, "name": "Home", "address": null, "aws_place_id": null, "google_place_id": null}"""
    )]
    [InlineData("place", "null", "null")]
    public void A_value_comes_back_as_the_API_answers_it(string type, string sent, string answered)
    {
        var property = Property(type);
        var stored = Read(property, $$"""{"{{type}}": {{sent}}}""");
        var answer = Answer(property, stored);
        AssertJson(answered, answer[type]);
        Assert.Equal("abcd", (string?)answer["id"]);
        Assert.Equal(type, (string?)answer["type"]);

        // What was answered can be sent back, and means the same.
        AssertJson(answered, Answer(property, Read(property, answer.ToJsonString()))[type]);
    }

    [Theory]
    [InlineData("title")]
    [InlineData("rich_text")]
    public void Text_keeps_its_marks(string type)
    {
        var property = Property(type);
        var answer = Answer(
            property,
            Read(
                property,
                $$$"""{"{{{type}}}": [{"text": {"content": "a "}}, {"text": {"content": "b"}, "annotations": {"bold": true}}]}"""
            )
        );
        Assert.Equal(["a ", "b"], answer[type]!.AsArray().Select(t => (string?)t!["plain_text"]));
        Assert.True((bool)answer[type]![1]!["annotations"]!["bold"]!);
        AssertJson(answer.ToJsonString(), Answer(property, Read(property, answer.ToJsonString())));
        AssertJson("[]", Answer(property, Read(property, $$"""{"{{type}}": []}"""))[type]);
    }

    [Fact]
    public void A_file_that_was_uploaded_comes_back_with_an_address_that_can_be_sent_back()
    {
        var property = Property("files");
        var stored = Read(
            property,
            $$$"""{"files": [{"type": "file_upload", "file_upload": {"id": "{{{Second}}}"}, "name": "x.png"}]}"""
        );
        var answer = Answer(property, stored);
        var file = answer["files"]![0]!;
        Assert.Equal("file", (string?)file["type"]);
        Assert.Equal("x.png", (string?)file["name"]);
        Assert.NotNull(file["file"]!["expiry_time"]);
        Assert.True(JsonNode.DeepEquals(stored, Read(property, answer.ToJsonString())));
    }

    [Fact]
    public void A_relation_shows_twenty_five_rows_and_says_that_there_are_more()
    {
        var property = Property("relation");
        var ids = Enumerable.Range(0, 26).Select(_ => $$"""{"id": "{{Guid.NewGuid()}}"}""").ToArray();
        var many = Answer(property, Read(property, $$"""{"relation": [{{string.Join(',', ids)}}]}"""));
        Assert.Equal(25, many["relation"]!.AsArray().Count);
        Assert.True((bool)many["has_more"]!);
        var few = Answer(property, Read(property, $$"""{"relation": [{{string.Join(',', ids[..25])}}]}"""));
        Assert.Equal(25, few["relation"]!.AsArray().Count);
        Assert.False((bool)few["has_more"]!);
    }

    [Fact]
    public void New_options_are_made_once_by_their_name()
    {
        var made = new List<PropertyOption>();
        var stored = Read(
            Property("multi_select"),
            """{"multi_select": [{"name": "New", "color": "pink"}, {"name": "Bee"}, {"name": "new"}, {"name": "Other"}]}""",
            made
        );
        Assert.Equal(["New", "Other"], made.Select(o => o.Name));
        Assert.Equal("pink", made[0].Color);
        Assert.True(JsonNode.DeepEquals(new JsonArray(made[0].Id, "b", made[1].Id), stored));
    }

    [Fact]
    public void Stamps_and_numbers_that_count_up_come_from_the_row()
    {
        var row = Row(JsonValue.Create(7));
        AssertJson(
            """{"id": "abcd", "type": "unique_id", "unique_id": {"prefix": "T", "number": 7}}""",
            Answer(Property("unique_id"), row)
        );
        AssertJson(
            """{"id": "abcd", "type": "unique_id", "unique_id": {"prefix": "T", "number": null}}""",
            Answer(Property("unique_id"), Row(null))
        );
        Assert.Equal("2026-11-22T17:03:08.123Z", (string?)Answer(Property("created_time"), row)["created_time"]);
        Assert.Equal(
            "2026-11-23T17:03:08.000Z",
            (string?)Answer(Property("last_edited_time"), row)["last_edited_time"]
        );
        Assert.Equal(First, (string?)Answer(Property("created_by"), row)["created_by"]!["id"]);
        Assert.Equal(Second, (string?)Answer(Property("last_edited_by"), row)["last_edited_by"]!["id"]);
    }

    [Theory]
    [InlineData("number", """{"number": "3"}""", "body.properties.X.number should be a number")]
    [InlineData("number", """{}""", "body.properties.X.number should be defined")]
    [InlineData("number", """7""", "body.properties.X should be an object")]
    [InlineData("number", """null""", "body.properties.X should be an object")]
    [InlineData("number", """{"number": 1, "checkbox": true}""", "body.properties.X.checkbox should be not present")]
    [InlineData("number", """{"type": "checkbox", "number": 1}""", "body.properties.X.type should be `\"number\"`")]
    [InlineData("select", """{"select": {"name": "a, b"}}""", "without commas")]
    [InlineData("select", """{"select": {"name": ""}}""", "name.length should be ≥ `1`")]
    [InlineData("select", """{"select": {"id": "gone"}}""", "'Ay', 'Bee'")]
    [InlineData("select", """{"select": {}}""", "select.id should be defined")]
    [InlineData("select", """{"select": {"name": "N", "color": "mauve"}}""", "color should be")]
    [InlineData("select", """{"select": "Ay"}""", "select should be an object")]
    [InlineData("status", """{"status": {"name": "New"}}""", "made in the schema")]
    [InlineData("multi_select", """{"multi_select": {"name": "A"}}""", "should be an array")]
    [InlineData("date", """{"date": {}}""", "date.start should be defined")]
    [InlineData("date", """{"date": {"start": "tomorrow"}}""", "ISO 8601")]
    [InlineData("date", """{"date": {"start": "2026-02-02", "end": "2026-02-01"}}""", "same as or after start")]
    [InlineData("date", """{"date": {"start": "2026-02-01", "end": "2026-02-02T09:00:00Z"}}""", "without a time")]
    [InlineData("date", """{"date": {"start": "2026-02-01T09:00:00Z", "end": "2026-02-02"}}""", "with a time")]
    [InlineData("date", """{"date": {"start": "2026-02-01", "time_zone": "Europe/Berlin"}}""", "with a time")]
    [InlineData(
        "date",
        """{"date": {"start": "2026-02-01T09:00:00Z", "time_zone": "Europe/Berlin"}}""",
        "without a UTC offset"
    )]
    [InlineData("date", """{"date": {"start": "2026-02-01T09:00:00", "time_zone": "Middle/Earth"}}""", "IANA")]
    [InlineData(
        "date",
        """{"date": {"start": "0001-01-01T00:00:00", "time_zone": "Europe/Berlin"}}""",
        "valid ISO 8601"
    )]
    [InlineData(
        "people",
        """{"people": [{"object": "group", "id": "00000000-0000-4000-8000-000000000001"}]}""",
        "group"
    )]
    [InlineData("people", """{"people": [{"id": "me"}]}""", "people[0].id should be a valid uuid")]
    [InlineData("files", """{"files": [{"name": "x"}]}""", "files[0]")]
    [InlineData(
        "files",
        """{"files": [{"name": "x", "file": {"url": "https://example.com/x"}}]}""",
        "this service gave"
    )]
    [InlineData("checkbox", """{"checkbox": null}""", "checkbox should be a boolean")]
    [InlineData("email", """{"email": 7}""", "email should be a string")]
    [InlineData("relation", """{"relation": [{"id": "x"}]}""", "relation[0].id should be a valid uuid")]
    [InlineData("place", """{"place": {"lat": 91, "lon": 0}}""", "-90 to 90")]
    [InlineData("place", """{"place": {"lat": 0}}""", "lon should be a number")]
    [InlineData("title", """{"title": "x"}""", "title should be an array")]
    [InlineData("formula", """{"formula": {}}""", "of type formula")]
    [InlineData("rollup", """{"rollup": {}}""", "of type rollup")]
    [InlineData("created_time", """{"created_time": "2026-01-01"}""", "of type created_time")]
    [InlineData("created_by", """{}""", "of type created_by")]
    [InlineData("last_edited_time", """{}""", "of type last_edited_time")]
    [InlineData("last_edited_by", """{}""", "of type last_edited_by")]
    [InlineData("unique_id", """{"unique_id": {"number": 1}}""", "of type unique_id")]
    public void What_breaks_a_rule_is_refused_by_its_place(string type, string sent, string message)
    {
        var refusal = Assert.Throws<BlockStoreException>(() => Read(Property(type), sent));
        Assert.Equal(ErrorCode.ValidationError, refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("body.properties.X", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url", 2_000)]
    [InlineData("email", 200)]
    [InlineData("phone_number", 200)]
    public void Texts_have_a_length(string type, int maximum)
    {
        Assert.NotNull(Read(Property(type), $$"""{"{{type}}": "{{new string('x', maximum)}}"}"""));
        Assert.Throws<BlockStoreException>(() =>
            Read(Property(type), $$"""{"{{type}}": "{{new string('x', maximum + 1)}}"}""")
        );
    }

    [Theory]
    [InlineData("people", """{"id": "00000000-0000-4000-8000-000000000001"}""")]
    [InlineData("relation", """{"id": "00000000-0000-4000-8000-000000000001"}""")]
    [InlineData("multi_select", """{"id": "a"}""")]
    [InlineData("files", """{"name": "x", "external": {"url": "https://example.com"}}""")]
    public void Lists_have_a_length(string type, string item)
    {
        Assert.NotNull(Read(Property(type), List(100)));
        Assert.Throws<BlockStoreException>(() => Read(Property(type), List(101)));

        string List(int count) => $$"""{"{{type}}": [{{string.Join(',', Enumerable.Repeat(item, count))}}]}""";
    }

    [Fact]
    public void A_select_name_has_a_length_and_options_have_a_number()
    {
        Assert.Throws<BlockStoreException>(() =>
            Read(Property("select"), $$$"""{"select": {"name": "{{{new string('x', 101)}}}"}}""")
        );
        var full = Property("select") with
        {
            Options = [.. Enumerable.Range(0, 1_000).Select(i => new PropertyOption($"{i}", $"n{i}", "red"))],
        };
        var refusal = Assert.Throws<BlockStoreException>(() => Read(full, """{"select": {"name": "one more"}}"""));
        Assert.Contains("1000 options", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_stored_json_is_answered()
    {
        string[] stored =
        [
            "null",
            "7",
            "\"x\"",
            "true",
            "[]",
            "{}",
            "[[]]",
            "[7, null, {}]",
            """[["x", [["b"], 7]], 7]""",
            """{"start": 7}""",
            """{"start": "2026-01-01", "end": "x"}""",
            """{"lat": "x", "lon": 1}""",
            """{"lat": 1, "lon": 1, "name": 7}""",
            """[{"url": 7}, {"name": "x"}, {"file_upload_id": "x"}]""",
            """{"start": "9999-12-31T23:59:59Z", "time_zone": "Asia/Tokyo"}""",
            """{"start": "0001-01-01T00:00:00Z", "time_zone": "America/New_York"}""",
        ];
        foreach (var type in PropertyTypes.All)
        {
            foreach (var json in stored)
                Assert.True(Answer(Property(type.Name()), JsonNode.Parse(json)).ContainsKey(type.Name()));
        }
    }

    private static PropertyDefinition Property(string type)
    {
        Assert.True(PropertyTypes.TryParse(type, out var parsed));
        return new PropertyDefinition
        {
            Id = "abcd",
            Name = "X",
            Type = parsed,
            Options = parsed.HasOptions()
                ? [new PropertyOption("a", "Ay", "red"), new PropertyOption("b", "Bee", "blue")]
                : [],
            Prefix = parsed == PropertyType.UniqueId ? "T" : null,
        };
    }

    private static JsonNode? Read(PropertyDefinition property, string json, List<PropertyOption>? made = null)
    {
        using var document = JsonDocument.Parse(json);
        return PropertyValueInput.Read(property, new Input(document.RootElement, "body.properties.X"), made ?? []);
    }

    private static JsonObject Answer(PropertyDefinition property, JsonNode? stored) => Answer(property, Row(stored));

    private static JsonObject Answer(PropertyDefinition property, Record row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            PropertyValueOutput.Write(
                writer,
                property,
                row,
                new RowValues(new DataSourceSchema([property])),
                Names.None,
                Files
            );
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan))!.AsObject();
    }

    private static Record Row(JsonNode? stored) =>
        new()
        {
            Pointer = RecordPointer.Block(Guid.NewGuid()),
            Type = BlockTypes.Page,
            Properties = new JsonField(new JsonObject { ["abcd"] = stored?.DeepClone() }),
            CreatedBy = Guid.Parse(First),
            LastEditedBy = Guid.Parse(Second),
            CreatedTime = new DateTimeOffset(2026, 11, 22, 17, 3, 8, 123, TimeSpan.Zero),
            LastEditedTime = new DateTimeOffset(2026, 11, 23, 17, 3, 8, TimeSpan.Zero),
        };

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), actual),
            $"{expected} was expected, {actual?.ToJsonString() ?? "null"} came"
        );
}
