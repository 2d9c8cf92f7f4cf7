using System.Text;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.Tests.Markdown;

/// <summary>
/// Makes rich text, block trees and Markdown-like noise from a seed. The alphabet is chosen to hurt: every character
/// that Markdown gives a meaning, spaces of several kinds, line breaks, and few letters so that they meet often.
/// </summary>
internal sealed class DocumentMaker(int seed)
{
    private static readonly string[] Pieces =
    [
        "a",
        "b",
        "word",
        "two words",
        "1",
        "1.",
        "2)",
        "0",
        "é",
        "漢",
        "🎉",
        "İ",
        "—",
        "“",
        "”",
        "€",
        " ",
        "  ",
        "\t",
        "\u00A0",
        "\u2003",
        "\u200B",
        "\n",
        "\n\n",
        "\u2028",
        "\u0001",
        "\u0085",
        "\uFEFF",
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "`",
        "``",
        "```",
        "#",
        "##",
        "+",
        "-",
        "--",
        "---",
        "=",
        "===",
        ">",
        ":",
        ":   x",
        "[",
        "]",
        "(",
        ")",
        "[a](b)",
        "![a](b)",
        "[x]",
        "[ ] ",
        "[^n]",
        "[^n]:",
        "[a]: b",
        "<",
        ">",
        "<b>",
        "</b>",
        "<br>",
        "<!--",
        "-->",
        "<!-- c -->",
        "<div>",
        "<u>",
        "</notion-mark>",
        "&",
        "&amp;",
        "&#32;",
        ";",
        "\\",
        "\\\n",
        "!",
        "|",
        "| a |",
        "$",
        "$$",
        "$x$",
        "http://e.org",
        "https://e.org/a?b=1&c=2",
        "www.e.org",
        "mailto:a@e.org",
        "a@e.org",
        "tel:1",
        "ftp://e.org",
        "{",
        "}",
        "{{#include x}}",
        "^",
        "%",
        "\"",
        "'",
        ".",
        ",",
        "?",
        "snake_case",
        "2 * 3",
        "a_",
        "_a",
    ];

    private static readonly string[] Urls =
    [
        "https://e.org",
        "/0123456789abcdef0123456789abcdef#frag",
        "a b.md",
        "",
        "(",
        "a(b)c",
        "<x>",
        "a\\b",
        "a&amp;b",
        "x?a=1&b=2",
        "\"q\"",
        "é",
        "|",
        "`",
        " lead",
        "trail ",
        "tab\there",
        "#h",
        "mailto:a@e.org",
        "*_~",
        "a\nb",
        "![](",
        "%20",
    ];

    private readonly Random _random = new(seed);

    public string Text(int atMost = 6)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(1, atMost + 1); i > 0; i--)
        {
            text.Append(Pick(Pieces));
        }

        return text.ToString();
    }

    public RichText Rich(int atMost = 4)
    {
        var builder = new RichTextBuilder();
        for (var i = _random.Next(1, atMost + 1); i > 0; i--)
        {
            var marks = new List<RichTextMark>();
            while (_random.Next(3) == 0)
            {
                marks.Add(Mark());
            }

            var text = Text(3);
            if (marks.Contains(RichTextMark.Html) && _random.Next(3) > 0)
            {
                text = Pick("<kbd>", "</kbd>", "<!-- c -->", "<span class=\"x\">", "<img src=\"a\">", "<x-y a=\"|\">");
            }

            builder.Add(text, [.. marks]);
        }

        return builder.ToRichText();
    }

    public RichTextMark Mark() =>
        _random.Next(16) switch
        {
            0 or 1 or 2 => RichTextMark.Bold,
            3 or 4 or 5 => RichTextMark.Italic,
            6 => RichTextMark.Strike,
            7 or 8 => RichTextMark.Code,
            9 => RichTextMark.Underline,
            10 => RichTextMark.Link(Pick(Urls), _random.Next(4) == 0 ? Text(2) : null),
            11 => RichTextMark.Colour(Pick("red", "blue_background")),
            12 => RichTextMark.Equation(Pick("x^2", "$", "a|b", " x", "\\", "`")),
            13 => Pick(RichTextMark.Page("0123"), RichTextMark.User("u-1"), RichTextMark.Date("2026-01-01")),
            14 => RichTextMark.Image(Pick(Urls), _random.Next(4) == 0 ? Text(2) : null),
            _ => Pick(RichTextMark.Html, RichTextMark.Of("m", "\"<&>|`\n-->"), RichTextMark.Of("zz")),
        };

    public List<BlockNode> Tree(int depth = 3, int atMost = 5)
    {
        var blocks = new List<BlockNode>();
        for (var i = _random.Next(1, atMost + 1); i > 0; i--)
        {
            blocks.Add(Block(depth));
        }

        return blocks;
    }

    public string Noise()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(1, 40); i > 0; i--)
        {
            text.Append(Pick(Pieces));
            text.Append(
                _random.Next(8) switch
                {
                    0 => "\n",
                    1 => "\n\n",
                    2 => "\n    ",
                    3 => "\n- ",
                    4 => "\n> ",
                    5 => " ",
                    _ => "",
                }
            );
        }

        return text.ToString();
    }

    private BlockNode Block(int depth)
    {
        var type = Pick([.. BlockTypes.All.Where(type => type is not (BlockTypes.Page or BlockTypes.ChildDatabase))]);
        if (_random.Next(2) == 0)
        {
            type = Pick(
                BlockTypes.Paragraph,
                BlockTypes.BulletedListItem,
                BlockTypes.NumberedListItem,
                BlockTypes.Quote,
                BlockTypes.Table
            );
        }

        var block = new BlockNode(type);
        if (type == BlockTypes.Table && _random.Next(5) > 0)
        {
            FillTable(block);
            return block;
        }

        if (_random.Next(5) > 0)
        {
            block.Title = Rich();
        }

        if (type is BlockTypes.Code or BlockTypes.Equation or BlockTypes.Unsupported && _random.Next(4) > 0)
        {
            block.Title = RichText.FromPlain(Text(10));
        }

        switch (type)
        {
            case BlockTypes.Unsupported:
                block.SetFormat("markdown_html", true);
                if (_random.Next(2) == 0)
                {
                    block.Title = RichText.FromPlain(
                        Pick(
                            "<div>",
                            "<!-- c -->",
                            "<div>\n*a*\n</div>",
                            "<!-- open",
                            "<pre>\n\n</pre>",
                            "<br>",
                            "<!-- notion {} -->",
                            "<a\nb=\"c\">",
                            "<x>"
                        )
                    );
                }

                break;
            case BlockTypes.Code when _random.Next(2) == 0:
                block.SetText("language", RichText.FromPlain(Pick("rust", "c#", "a b", "`", "&amp;", "\\", "~")));
                if (_random.Next(2) == 0)
                {
                    block.SetFormat("markdown_info", Pick("rust,ignore", "a  b", "text {x}"));
                }

                break;
            case BlockTypes.ToDo:
                block.SetText("checked", RichText.FromPlain(Pick("Yes", "No", "")));
                break;
            case BlockTypes.NumberedListItem when _random.Next(4) == 0:
                block.SetFormat("start_index", Pick(0, 1, 2, 7, 123456789, -1));
                break;
            case BlockTypes.Heading3 when _random.Next(2) == 0:
                block.SetFormat("markdown_level", _random.Next(3, 8));
                break;
            case BlockTypes.Paragraph when _random.Next(6) == 0:
                block.SetFormat("markdown_footnote", Pick("n", "1", "a b"));
                break;
            case BlockTypes.Paragraph when _random.Next(6) == 0:
                block.SetFormat("markdown_definition", true);
                break;
            default:
                break;
        }

        if (BlockTypes.HasSource(type) && _random.Next(5) > 0)
        {
            block.Title = RichText.Empty;
            block.SetText("source", RichText.FromPlain(Pick(Urls)));
            block.SetText("caption", _random.Next(2) == 0 ? Rich() : RichText.FromPlain(Text(3)));
            if (_random.Next(4) == 0)
            {
                block.SetFormat(
                    Pick("markdown_title", "markdown_html"),
                    Pick("t", "<img src=\"\" width=\"3\">", Text(2))
                );
            }
        }

        if (_random.Next(12) == 0)
        {
            block.SetFormat("block_color", Pick("red", "--> x", "a--b"));
        }

        if (depth > 0 && _random.Next(3) == 0)
        {
            block.Children.AddRange(Tree(depth - 1, 3));
        }

        return block;
    }

    private void FillTable(BlockNode table)
    {
        var width = _random.Next(1, 4);
        table.SetFormat("table_width", width);
        table.SetFormat("has_column_header", _random.Next(4) > 0);
        if (_random.Next(2) == 0)
        {
            var alignment = new JsonArray();
            for (var i = 0; i < width; i++)
            {
                alignment.Add(Pick("left", "center", "right", null));
            }

            table.SetFormat("table_alignment", alignment);
        }

        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var row = new BlockNode(BlockTypes.TableRow);
            for (var column = 0; column < width; column++)
            {
                if (_random.Next(6) > 0)
                {
                    row.SetText("c" + column, Rich(3));
                }
            }

            table.Children.Add(row);
        }
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
