using System.Text;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Tests.Support;
using Record = NotionStyle.Blocks.Records.Record;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Tests.Notion.RichText;

public sealed class RichTextTests
{
    private const string Id = "6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01";

    [Fact]
    public void What_was_answered_may_be_sent_back_and_is_the_same_text()
    {
        for (var seed = 1; seed <= 3_000; seed++)
        {
            var text = RandomText.Of(new Random(seed));
            using var answer = JsonDocument.Parse(Write(text));
            if (answer.RootElement.GetArrayLength() > NotionLimits.ArrayMaximum)
                continue;
            var read = RichTextInput.Read(new Input(answer.RootElement, "body"));
            Assert.True(
                read.Equals(text),
                $"Seed {seed}: {text.ToJson().ToJsonString()} became {read.ToJson().ToJsonString()}"
            );
        }
    }

    [Fact]
    public void Whatever_the_operations_protocol_stored_is_answered()
    {
        var answered = 0;
        for (var seed = 1; seed <= 5_000; seed++)
        {
            if (!Text.TryParse(RandomText.Hostile(new Random(seed)), "title", out var text, out _))
                continue;
            answered++;
            using var answer = JsonDocument.Parse(Write(text));
            foreach (var item in answer.RootElement.EnumerateArray())
            {
                Assert.Equal(
                    [item.GetProperty("type").GetString()!],
                    item.EnumerateObject().Select(m => m.Name).Where(n => n is "text" or "mention" or "equation")
                );
                Assert.Equal(6, item.GetProperty("annotations").EnumerateObject().Count());
                Assert.Equal(JsonValueKind.String, item.GetProperty("plain_text").ValueKind);
            }

            Assert.NotNull(RichTextOutput.Plain(text, Names.None));
        }

        Assert.True(answered > 1_000);
    }

    [Theory]
    [InlineData("""{"text":{"content":"x"}}""", """[["x"]]""")]
    [InlineData("""{"type":"text","text":{"content":"x","link":null},"plain_text":"y","href":null}""", """[["x"]]""")]
    [InlineData("""{"text":{"content":""}}""", "[]")]
    [InlineData("""{"text":{"content":"x","link":{"url":"/6d3c5d2a"}}}""", """[["x",[["a","/6d3c5d2a"]]]]""")]
    [InlineData(
        """{"text":{"content":"x"},"annotations":{"bold":true,"code":false,"color":"red_background"}}""",
        """[["x",[["b"],["h","red_background"]]]]"""
    )]
    [InlineData("""{"text":{"content":"x"},"annotations":{"color":"default"}}""", """[["x"]]""")]
    [InlineData("""{"equation":{"expression":"e=mc^2"}}""", """[["\u204D",[["e","e=mc^2"]]]]""")]
    [InlineData(
        """{"mention":{"page":{"id":"6d3c5d2a0f0e4c0e9d573f5b1f4f5a01"}}}""",
        $$"""[["\u2023",[["p","{{Id}}"]]]]"""
    )]
    [InlineData(
        """{"mention":{"type":"user","user":{"object":"user","id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01"}}}""",
        $$"""[["\u2023",[["u","{{Id}}"]]]]"""
    )]
    [InlineData(
        """{"mention":{"date":{"start":"2026-01-31","end":null}}}""",
        """[["\u2023",[["d",{"start":"2026-01-31"}]]]]"""
    )]
    [InlineData(
        """{"mention":{"date":{"start":"2026-01-31T09:00:00Z"}}}""",
        """[["\u2023",[["d",{"start":"2026-01-31T09:00:00.000\u002B00:00"}]]]]"""
    )]
    [InlineData(
        """{"mention":{"date":{"start":"2026-07-31T09:00:00","time_zone":"Europe/Berlin"}}}""",
        """[["\u2023",[["d",{"start":"2026-07-31T09:00:00.000\u002B02:00","time_zone":"Europe/Berlin"}]]]]"""
    )]
    public void Every_kind_is_stored_as_marks(string item, string stored)
    {
        using var document = JsonDocument.Parse($"[{item}]");
        var text = RichTextInput.Read(new Input(document.RootElement, "body.rich_text"));
        Assert.Equal(Text.Parse(JsonDocument.Parse(stored).RootElement), text);
    }

    [Theory]
    [InlineData("""{}""", "body.rich_text[0] should be an object with one of text, mention, equation")]
    [InlineData("""{"type":"text"}""", "body.rich_text[0].text should be defined")]
    [InlineData("""{"type":"texts","text":{"content":"x"}}""", "body.rich_text[0].type should be `\"text\"`")]
    [InlineData("""{"text":{"content":"x"},"equation":{"expression":"x"}}""", "not both")]
    [InlineData("""{"text":{"content":1}}""", "body.rich_text[0].text.content should be a string, instead was `1`")]
    [InlineData("""{"text":{"content":"x","links":null}}""", "body.rich_text[0].text.links should be not present")]
    [InlineData(
        """{"text":{"content":"x","link":{"url":"not a url"}}}""",
        "body.rich_text[0].text.link.url should be a valid url"
    )]
    [InlineData("""{"text":{"content":"x","link":{"url":"word"}}}""", "should be a valid url")]
    [InlineData("""{"text":{"content":"x","link":{"url":"JavaScript:alert(1)"}}}""", "should be a valid url")]
    [InlineData("""{"text":{"content":"x"},"annotations":{"color":"teal"}}""", "annotations.color should be")]
    [InlineData("""{"text":{"content":"x"},"annotations":{"bold":"yes"}}""", "annotations.bold should be a boolean")]
    [InlineData("""{"mention":{"page":{"id":"x"}}}""", "mention.page.id should be a valid uuid")]
    [InlineData("""{"mention":{"data_source":{"id":"x"}}}""", "mention should be an object with one of user, page")]
    [InlineData("""{"mention":{"date":{}}}""", "mention.date.start should be defined")]
    [InlineData(
        """{"mention":{"date":{"start":"2026-02-30"}}}""",
        "mention.date.start should be a valid ISO 8601 date"
    )]
    [InlineData(
        """{"mention":{"date":{"start":"2026-01-30","end":"2026-01-31T09:00Z"}}}""",
        "mention.date.end should be a day without a time"
    )]
    [InlineData(
        """{"mention":{"date":{"start":"2026-01-30T09:00","time_zone":"Berlin"}}}""",
        "mention.date.time_zone should be a time zone"
    )]
    [InlineData(
        """{"mention":{"date":{"start":"2026-01-30","time_zone":"Europe/Berlin"}}}""",
        "time_zone should be null"
    )]
    public void What_breaks_a_rule_is_refused_with_its_place(string item, string message)
    {
        using var document = JsonDocument.Parse($"[{item}]");
        var refusal = Assert.Throws<BlockStoreException>(() =>
            RichTextInput.Read(new Input(document.RootElement, "body.rich_text"))
        );
        Assert.Equal(ErrorCode.ValidationError, refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "content", 2_000)]
    [InlineData("equation", "expression", 1_000)]
    public void Lengths_are_taken_to_their_limit_and_no_further(string kind, string member, int limit)
    {
        Read(Item(limit));
        var refusal = Assert.Throws<BlockStoreException>(() => Read(Item(limit + 1)));
        Assert.Contains(
            $"body[0].{kind}.{member}.length should be ≤ `{limit}`, instead was `{limit + 1}`",
            refusal.Message,
            StringComparison.Ordinal
        );

        string Item(int length) => $$"""[{"{{kind}}":{"{{member}}":"{{new string('x', length)}}"} }]""";
    }

    [Fact]
    public void A_hundred_items_are_taken_and_no_more()
    {
        Read(Items(100));
        var refusal = Assert.Throws<BlockStoreException>(() => Read(Items(101)));
        Assert.Contains("body.length should be ≤ `100`, instead was `101`", refusal.Message, StringComparison.Ordinal);

        static string Items(int count) =>
            $"[{string.Join(',', Enumerable.Repeat("""{"text":{"content":"x"}}""", count))}]";
    }

    [Fact]
    public void Neighbours_under_the_same_marks_become_one_and_two_mentions_stay_two()
    {
        var merged = Read("""[{"text":{"content":"a"}},{"text":{"content":"b"}}]""");
        Assert.Equal("ab", Assert.Single(merged.Runs).Text);
        var mention = """{"mention":{"database":{"id":"6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01"}}}""";
        Assert.Equal(2, Read($"[{mention},{mention}]").Runs.Length);
    }

    [Fact]
    public void Text_that_is_longer_than_a_caller_may_send_is_answered_in_pieces()
    {
        var text = Text.FromPlain(new string('x', 1_999) + "📚" + new string('y', 2_500));
        using var answer = JsonDocument.Parse(Write(text));
        var pieces = answer
            .RootElement.EnumerateArray()
            .Select(i => i.GetProperty("text").GetProperty("content").GetString()!)
            .ToArray();
        Assert.Equal([1_999, 2_000, 502], pieces.Select(p => p.Length));
        Assert.Equal(text.PlainText, string.Concat(pieces));
    }

    [Fact]
    public async Task Mentions_are_named_by_one_read_and_what_cannot_be_read_is_untitled()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Reading list");
        var database = await workspace.NewBlockAsync("child_database", "Books", page);
        var theirs = await (await service.NewWorkspaceAsync()).NewBlockAsync("page", "Secret");
        var text = new RichTextBuilder()
            .Add("see ")
            .Add(Text.MentionText, RichTextMark.Page(page.ToString()))
            .Add(Text.MentionText, RichTextMark.Page(database.ToString()))
            .Add(Text.MentionText, RichTextMark.Page(theirs.ToString()))
            .Add(Text.MentionText, RichTextMark.User(Guid.NewGuid().ToString()))
            .ToRichText();
        var record = new Record
        {
            Pointer = RecordPointer.Block(Guid.NewGuid()),
            Type = "paragraph",
            Properties = new JsonField(new System.Text.Json.Nodes.JsonObject { ["title"] = text.ToJson() }),
        };
        var reads = 0;
        service.Blocks.Before = _ =>
        {
            reads++;
            return Task.CompletedTask;
        };
        var reader = new NameReader(service.Blocks);
        var actor = new Actor(workspace.SpaceId, workspace.OwnerId);
        var names = await reader.ReadAsync(actor, [record, record], TestContext.Current.CancellationToken);
        Assert.Equal(1, reads);
        Assert.Equal("see Reading listBooksUntitled@Anonymous", RichTextOutput.Plain(text, names));
        using var answer = JsonDocument.Parse(Write(text, names));
        Assert.Equal("database", answer.RootElement[2].GetProperty("mention").GetProperty("type").GetString());

        var plain = new Record
        {
            Pointer = record.Pointer,
            Type = "paragraph",
            Properties = new JsonField("""{"title": [["it says [\"p\", \"x\"] here"]]}"""),
        };
        Assert.Same(Names.None, await reader.ReadAsync(actor, [plain], TestContext.Current.CancellationToken));
        Assert.Equal(1, reads);
    }

    private static Text Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return RichTextInput.Read(new Input(document.RootElement, "body"));
    }

    private static string Write(Text text, Names? names = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            RichTextOutput.Write(writer, text, names ?? Names.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
