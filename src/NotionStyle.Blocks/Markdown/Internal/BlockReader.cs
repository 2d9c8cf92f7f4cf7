using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Markdig.Extensions.DefinitionLists;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Helpers;
using Markdig.Syntax;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>Turns the parser's block tree into blocks. Recursion is bounded by the parser's limit on nesting.</summary>
internal sealed class BlockReader(string source, MarkdownReadOptions options)
{
    private readonly InlineReader _inlines = new(options);

    public MarkdownPage ReadPage(MarkdownDocument document)
    {
        string? frontMatter = null;
        RichText? title = null;
        var first = 0;
        if (first < document.Count && document[first] is YamlFrontMatterBlock yaml)
        {
            frontMatter = TextOf(yaml);
            first++;
        }

        if (first < document.Count && document[first] is HeadingBlock { Level: 1 } heading)
        {
            title = _inlines.Read(heading.Inline, out _, out _);
            first++;
        }

        var blocks = new List<BlockNode>(document.Count);
        ReadBlocks(document, first, blocks);
        return new MarkdownPage(title, blocks, frontMatter);
    }

    private void ReadBlocks(ContainerBlock container, int first, List<BlockNode> into)
    {
        JsonObject? amendment = null;
        var amendmentText = "";
        for (var i = first; i < container.Count; i++)
        {
            var block = container[i];
            var start = into.Count;
            if (block is HtmlBlock html)
            {
                var text = TextOf(html);
                if (text.StartsWith("<!-- notion", StringComparison.Ordinal) && Amendment.TryRead(text) is { } read)
                {
                    if (amendment is not null)
                    {
                        into.Add(Html(amendmentText));
                    }

                    amendment = read;
                    amendmentText = text;
                    continue;
                }

                into.Add(text == "<br>" ? new BlockNode(BlockTypes.Paragraph) : ReadHtml(text));
            }
            else
            {
                ReadBlock(block, into);
            }

            if (amendment is not null && into.Count > start)
            {
                Amendment.Apply(amendment, into[start]);
                amendment = null;
            }
        }

        if (amendment is not null)
        {
            into.Add(Html(amendmentText));
        }
    }

    private void ReadBlock(Block block, List<BlockNode> into)
    {
        switch (block)
        {
            case ParagraphBlock paragraph:
                ReadParagraph(paragraph, into);
                break;
            case HeadingBlock heading:
                into.Add(ReadHeading(heading));
                break;
            case ListBlock list:
                ReadList(list, into);
                break;
            case QuoteBlock quote:
                var node = new BlockNode(BlockTypes.Quote);
                ReadTitled(quote, node, isItem: false);
                into.Add(node);
                break;
            case MathBlock math:
                into.Add(new BlockNode(BlockTypes.Equation, RichText.FromPlain(TextOfFence(math))));
                break;
            case YamlFrontMatterBlock yaml:
                into.Add(new BlockNode(BlockTypes.Code, RichText.FromPlain(TextOf(yaml))));
                break;
            case FencedCodeBlock fenced:
                into.Add(ReadFenced(fenced));
                break;
            case CodeBlock code:
                into.Add(new BlockNode(BlockTypes.Code, RichText.FromPlain(TextOf(code).TrimEnd('\n'))));
                break;
            case ThematicBreakBlock:
                into.Add(new BlockNode(BlockTypes.Divider));
                break;
            case Table table:
                into.Add(ReadTable(table));
                break;
            case DefinitionList definitions:
                ReadDefinitions(definitions, into);
                break;
            case FootnoteBlock footnote:
                var note = new BlockNode(BlockTypes.Paragraph);
                ReadTitled(footnote, note, isItem: false);
                note.SetFormat(FormatKeys.Footnote, footnote.Label);
                into.Add(note);
                break;
            case LinkReferenceDefinitionGroup or LinkReferenceDefinition or BlankLineBlock or EmptyBlock:
                break;
            default:
                throw new MarkdownException($"No rule for the Markdown element {block.GetType().Name}; report this.");
        }
    }

    private void ReadParagraph(ParagraphBlock paragraph, List<BlockNode> into)
    {
        var text = _inlines.Read(paragraph.Inline, out _, out var isDisplayEquation);
        if (isDisplayEquation)
        {
            var latex = text.Runs[0].Find(RichTextMark.EquationKind)!.Value.Argument!;
            into.Add(new BlockNode(BlockTypes.Equation, RichText.FromPlain(latex)));
        }
        else if (IsImagesOnly(text))
        {
            AddImages(text, into);
        }
        else if (IsHtmlOnly(text))
        {
            // A tag that spans lines is a paragraph to Markdown and a block to everyone else.
            into.Add(ReadHtml(text.PlainText));
        }
        else if (!text.IsEmpty)
        {
            into.Add(new BlockNode(BlockTypes.Paragraph, text));
        }
    }

    /// <summary>Whether a paragraph of this text is read as a block of HTML.</summary>
    public static bool IsHtmlOnly(RichText text) =>
        text.Runs is [{ Marks: [{ Kind: RichTextMark.HtmlKind, Argument: null, ArgumentsJson: null }] }];

    /// <summary>Whether a paragraph of this text is read as images and not as text.</summary>
    public static bool IsImagesOnly(RichText text)
    {
        var images = 0;
        foreach (var run in text.Runs)
        {
            if (run.Marks is [{ Kind: RichTextMark.ImageKind }])
            {
                images++;
            }
            else if (!run.Marks.IsEmpty || !string.IsNullOrWhiteSpace(run.Text))
            {
                return false;
            }
        }

        return images > 0;
    }

    private static void AddImages(RichText text, List<BlockNode> into)
    {
        foreach (var run in text.Runs)
        {
            if (run.Marks.IsEmpty)
            {
                continue;
            }

            var mark = run.Marks[0];
            var image = new BlockNode(BlockTypes.Image);
            image.SetText("source", RichText.FromPlain(mark.Argument!));
            if (run.Text != RichText.ImageText)
            {
                image.SetText("caption", RichText.FromPlain(run.Text));
            }

            image.SetFormat(FormatKeys.LinkTitle, mark.Title);
            into.Add(image);
        }
    }

    private BlockNode ReadHeading(HeadingBlock heading)
    {
        var type = heading.Level switch
        {
            1 => BlockTypes.Heading1,
            2 => BlockTypes.Heading2,
            _ => BlockTypes.Heading3,
        };
        var node = new BlockNode(type, _inlines.Read(heading.Inline, out _, out _));
        if (heading.Level > 3)
        {
            node.SetFormat(FormatKeys.Level, heading.Level);
        }

        return node;
    }

    private void ReadList(ListBlock list, List<BlockNode> into)
    {
        var isFirst = true;
        foreach (var block in list)
        {
            if (block is not ListItemBlock item)
            {
                continue;
            }

            var node = new BlockNode(list.IsOrdered ? BlockTypes.NumberedListItem : BlockTypes.BulletedListItem);
            if (isFirst && list.IsOrdered)
            {
                var follows = into.Count > 0 && into[^1].Type == BlockTypes.NumberedListItem;
                var start = int.Parse(list.OrderedStart ?? "1", NumberStyles.None, CultureInfo.InvariantCulture);
                if (start != 1 || follows)
                {
                    node.SetFormat(FormatKeys.StartIndex, start);
                }
            }

            isFirst = false;
            ReadTitled(item, node, isItem: true);
            into.Add(node);
        }
    }

    /// <summary>The first paragraph of a container is its title, the rest its children.</summary>
    private void ReadTitled(ContainerBlock container, BlockNode node, bool isItem)
    {
        var first = 0;
        if (container.Count > 0 && container[0] is ParagraphBlock paragraph)
        {
            first = 1;
            var text = _inlines.Read(paragraph.Inline, out var task, out var isDisplayEquation);
            if (isItem && task is { } isChecked)
            {
                node.Type = BlockTypes.ToDo;
                node.Format = null;
                if (isChecked)
                {
                    node.SetText("checked", RichText.FromPlain("Yes"));
                }
            }

            if (isDisplayEquation || IsImagesOnly(text))
            {
                ReadParagraph(paragraph, node.Children);
            }
            else
            {
                node.Title = text;
            }
        }

        ReadBlocks(container, first, node.Children);
    }

    private BlockNode ReadFenced(FencedCodeBlock fenced)
    {
        var node = new BlockNode(BlockTypes.Code, RichText.FromPlain(TextOfFence(fenced)));
        var info = fenced.Info ?? "";
        if (!string.IsNullOrEmpty(fenced.Arguments))
        {
            info += " " + fenced.Arguments;
        }

        SetInfo(node, info);
        return node;
    }

    /// <summary>
    /// The language is what stands before the first comma, space or brace (<c>rust,ignore</c> is Rust); the whole
    /// line is kept when it says more.
    /// </summary>
    public static void SetInfo(BlockNode node, string info)
    {
        if (info.Length == 0)
        {
            return;
        }

        var end = info.AsSpan().IndexOfAny(", {\t");
        var language = end < 0 ? info : info[..end];
        node.SetText("language", RichText.FromPlain(language));
        if (language != info)
        {
            node.SetFormat(FormatKeys.Info, info);
        }
    }

    private BlockNode ReadTable(Table table)
    {
        var node = new BlockNode(BlockTypes.Table);
        var width = 0;
        var hasHeader = false;
        foreach (var block in table)
        {
            var row = (TableRow)block;
            hasHeader |= row.IsHeader;
            width = Math.Max(width, row.Count);
            var rowNode = new BlockNode(BlockTypes.TableRow);
            for (var column = 0; column < row.Count; column++)
            {
                var text = ReadCell((TableCell)row[column]);
                if (!text.IsEmpty)
                {
                    rowNode.SetText(CellName(column), text);
                }
            }

            node.Children.Add(rowNode);
        }

        node.SetFormat(FormatKeys.TableWidth, width);
        node.SetFormat(FormatKeys.HasColumnHeader, hasHeader);
        var alignment = new JsonArray();
        for (var column = 0; column < width; column++)
        {
            var align = column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null;
            alignment.Add(
                align switch
                {
                    TableColumnAlign.Left => "left",
                    TableColumnAlign.Center => "center",
                    TableColumnAlign.Right => "right",
                    _ => (JsonNode?)null,
                }
            );
        }

        if (alignment.Any(value => value is not null))
        {
            node.SetFormat(FormatKeys.TableAlignment, alignment);
        }

        return node;
    }

    public static string CellName(int column) =>
        column switch
        {
            0 => "c0",
            1 => "c1",
            2 => "c2",
            3 => "c3",
            _ => "c" + column.ToString(CultureInfo.InvariantCulture),
        };

    private RichText ReadCell(TableCell cell)
    {
        if (cell.Count == 0)
        {
            return RichText.Empty;
        }

        if (cell.Count == 1 && cell[0] is LeafBlock only)
        {
            return _inlines.Read(only.Inline, out _, out _);
        }

        var builder = new RichTextBuilder();
        foreach (var leaf in cell.Descendants<LeafBlock>())
        {
            foreach (var run in _inlines.Read(leaf.Inline, out _, out _).Runs)
            {
                builder.Add(run);
            }
        }

        return builder.ToRichText();
    }

    private void ReadDefinitions(DefinitionList definitions, List<BlockNode> into)
    {
        foreach (var block in definitions)
        {
            var item = (DefinitionItem)block;
            var builder = new RichTextBuilder();
            var terms = 0;
            while (terms < item.Count && item[terms] is DefinitionTerm term)
            {
                if (terms > 0)
                {
                    builder.Add("\n");
                }

                foreach (var run in _inlines.Read(term.Inline, out _, out _).Runs)
                {
                    builder.Add(run);
                }

                terms++;
            }

            // A further definition of the same term has no term of its own.
            BlockNode node;
            if (terms == 0 && into.Count > 0 && into[^1].Format?.ContainsKey(FormatKeys.Definition) == true)
            {
                node = into[^1];
            }
            else
            {
                node = new BlockNode(BlockTypes.Paragraph, builder.ToRichText());
                node.SetFormat(FormatKeys.Definition, true);
                into.Add(node);
            }

            ReadBlocks(item, terms, node.Children);
        }
    }

    private BlockNode ReadHtml(string text) => HtmlImage.TryRead(text, options.ResolveImage) ?? Html(text);

    private static BlockNode Html(string text)
    {
        var node = new BlockNode(BlockTypes.Unsupported, RichText.FromPlain(text));
        node.SetFormat(FormatKeys.Html, true);
        return node;
    }

    /// <summary>
    /// The lines of fenced code. Inside lists Markdig loses a single leading space and turns tabs into spaces, which
    /// breaks a Makefile, so the lines are cut from the source at the column of the fence. Inside quotations the
    /// column says too little (the space after the marker is optional); there the parser's lines are taken.
    /// </summary>
    private string TextOfFence(FencedCodeBlock fenced)
    {
        if (fenced.Parent is MarkdownDocument || fenced.Lines.Count == 0 || !IsInListsOnly(fenced))
        {
            return TextOf(fenced);
        }

        var text = new StringBuilder();
        for (var i = 0; i < fenced.Lines.Count; i++)
        {
            if (i > 0)
            {
                text.Append('\n');
            }

            AppendLineOfFence(text, fenced.Lines.Lines[i], fenced.Column);
        }

        return text.ToString();
    }

    private static bool IsInListsOnly(Block block)
    {
        for (var parent = block.Parent; parent is not MarkdownDocument; parent = parent.Parent)
        {
            if (parent is not (ListBlock or ListItemBlock))
            {
                return false;
            }
        }

        return true;
    }

    private void AppendLineOfFence(StringBuilder text, in StringLine line, int fenceColumn)
    {
        var kept = line.Position;
        var end = kept;
        while (end < source.Length && source[end] is not ('\n' or '\r'))
        {
            end++;
        }

        var start = kept;
        while (start > 0 && source[start - 1] is not ('\n' or '\r'))
        {
            start--;
        }

        var column = 0;
        while (start < end && column < fenceColumn)
        {
            column += source[start] == '\t' ? 4 - (column % 4) : 1;
            start++;
        }

        var (from, to) = start < kept ? (start, kept) : (kept, start);
        if (source.AsSpan(from, to - from).ContainsAnyExcept(' ', '\t'))
        {
            // Indented less than its fence, or the rest of a container's marker: the parser was right.
            text.Append(line.Slice.AsSpan());
            return;
        }

        text.Append(' ', Math.Max(0, column - fenceColumn)).Append(source, start, end - start);
    }

    public static string TextOf(LeafBlock block)
    {
        var lines = block.Lines;
        if (lines.Count == 0 || lines.Lines is null)
        {
            return "";
        }

        if (lines.Count == 1)
        {
            return lines.Lines[0].Slice.ToString();
        }

        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
            {
                text.Append('\n');
            }

            text.Append(lines.Lines[i].Slice.AsSpan());
        }

        return text.ToString();
    }
}
