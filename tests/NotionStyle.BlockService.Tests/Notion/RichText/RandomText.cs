using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Tests.Notion.RichText;

/// <summary>Makes rich text: what the Notion API can say, and what only the operations protocol can store. The same seed makes the same text.</summary>
internal static class RandomText
{
    private static readonly string[] Words =
    [
        "a",
        " ",
        "Text\nwith lines",
        "📚",
        "<b>&\"'",
        "\u2023",
        "é",
        "  ",
        "x𝒳y",
    ];

    private static readonly string[] Kinds =
    [
        "a",
        "b",
        "h",
        "e",
        "p",
        "u",
        "d",
        "db",
        "tm",
        "ce",
        "lm",
        "lp",
        "img",
        "html",
        "zz",
    ];

    /// <summary>Rich text that the API can say.</summary>
    public static Text Of(Random random)
    {
        var builder = new RichTextBuilder();
        for (var i = random.Next(8); i > 0; i--)
        {
            var marks = new List<RichTextMark>();
            foreach (
                var mark in new[]
                {
                    RichTextMark.Bold,
                    RichTextMark.Italic,
                    RichTextMark.Strike,
                    RichTextMark.Underline,
                    RichTextMark.Code,
                    RichTextMark.Colour(Pick(random, ["red", "pink_background", "default_background"])),
                }
            )
            {
                if (random.Next(4) == 0)
                    marks.Add(mark);
            }

            switch (random.Next(4))
            {
                case 0:
                    builder.Add(Text.EquationText, [.. marks, RichTextMark.Equation(Pick(random, Words))]);
                    break;
                case 1:
                    builder.Add(Text.MentionText, [.. marks, Mention(random)]);
                    break;
                default:
                    if (random.Next(3) == 0)
                        marks.Add(
                            RichTextMark.Link(
                                Pick(random, ["https://example.org/?q=1", "/page", "mailto:a@b.c", "other.md"])
                            )
                        );
                    var text =
                        random.Next(20) == 0 ? new string('x', 4_500) : Pick(random, Words) + Pick(random, Words);
                    builder.Add(text, marks.ToArray());
                    break;
            }
        }

        return builder.ToRichText();
    }

    /// <summary>JSON that is near to rich text, with marks of any arguments.</summary>
    public static JsonNode Hostile(Random random)
    {
        var runs = new JsonArray();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var marks = new JsonArray();
            for (var j = random.Next(3); j > 0; j--)
            {
                var mark = new JsonArray(Pick(random, Kinds));
                for (var k = random.Next(3); k > 0; k--)
                    mark.Add(Value(random, 2));
                marks.Add((JsonNode)mark);
            }

            runs.Add((JsonNode)new JsonArray(Pick(random, Words), marks));
        }

        return runs;
    }

    private static JsonNode? Value(Random random, int depth) =>
        random.Next(depth > 0 ? 8 : 6) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => random.NextDouble(),
            3 => Guid.NewGuid().ToString(),
            4 => Pick(random, Words),
            5 => Pick(random, ["2026-01-31", "2026-01-31T10:00:00Z", "9999-12-31T23:59:59-14:00", "today", ""]),
            6 => new JsonArray(Value(random, depth - 1)),
            _ => new JsonObject
            {
                [Pick(random, ["start", "start_date", "href", "name", "id"])] = Value(random, depth - 1),
                [Pick(random, ["end", "start_time", "time_zone", "title", "height"])] = Value(random, depth - 1),
            },
        };

    private static RichTextMark Mention(Random random)
    {
        var id = Guid.NewGuid().ToString();
        return random.Next(9) switch
        {
            0 => RichTextMark.Page(id),
            1 => RichTextMark.User(id),
            2 => RichTextMark.Of(RichTextMark.DatabaseKind, id),
            3 => Mark("d", new JsonObject { ["start"] = "2026-01-31" }),
            4 => Mark(
                "d",
                new JsonObject
                {
                    ["start"] = "2026-07-31T09:00:00.000+02:00",
                    ["end"] = "2026-12-31T09:00:00.000+01:00",
                    ["time_zone"] = "Europe/Berlin",
                }
            ),
            5 => RichTextMark.Of(RichTextMark.TemplateKind, Pick(random, ["today", "now", "me"])),
            6 => Mark("ce", id, new JsonObject { ["name"] = "bufo", ["url"] = "https://example.org/bufo.png" }),
            7 => Mark(
                "lm",
                new JsonObject
                {
                    ["href"] = "https://example.org",
                    ["title"] = "T",
                    ["height"] = 12.5,
                }
            ),
            _ => RichTextMark.Of(RichTextMark.LinkPreviewKind, "https://example.org/issue/1"),
        };
    }

    private static RichTextMark Mark(params JsonNode[] parts) =>
        RichTextMark.Parse(System.Text.Json.JsonSerializer.SerializeToElement(new JsonArray(parts)));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
