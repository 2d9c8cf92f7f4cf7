using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>
/// Writes a tree of blocks. For every block it chooses a carrier (the Markdown that looks most like it), works out
/// which block the reader will make of that carrier, and writes the difference as an <see cref="Amendment"/>. So the
/// question "can Markdown say this?" is answered by comparing, not by a second list of rules.
/// </summary>
internal sealed class BlockWriter(MarkdownWriteOptions options)
{
    private readonly InlineWriter _inlines = new(options.ResolveLink, options.ResolveImage);
    private readonly StringBuilder _output = new();
    private readonly HashSet<string> _footnotesWritten = new(StringComparer.Ordinal);

    // What stands before each line of the open containers, and before the very next line when that differs.
    private string _prefix = "";
    private string? _nextPrefix;
    private int _depth;

    // How many open containers are something else than items of lists.
    private int _quoteDepth;

    private enum Carrier
    {
        Paragraph,
        Break,
        Heading,
        Bullet,
        Number,
        Task,
        Quote,
        Fence,
        Math,
        Divider,
        Table,
        Image,
        Html,
        Definition,
        Footnote,
    }

    private sealed record Form(Carrier Carrier, BlockNode Read)
    {
        public string Text { get; init; } = "";
        public int Number { get; init; }
        public RichText Title { get; init; } = RichText.Empty;
    }

    public string WritePage(RichText? title, IReadOnlyList<BlockNode> blocks)
    {
        foreach (var block in blocks.SelectMany(block => block.SelfAndDescendants()))
        {
            if (FootnoteLabel(block) is { } label)
            {
                _inlines.Footnotes.Add(label);
            }
        }

        if (options.FrontMatter is { } yaml)
        {
            _output.Append("---\n");
            if (yaml.Length > 0)
            {
                foreach (var line in yaml.ReplaceLineEndings("\n").Split('\n'))
                {
                    // A fence inside would end the front matter early.
                    var isFence = line.TrimEnd() is "---" or "...";
                    _output.Append(isFence ? " " : "").Append(line).Append('\n');
                }
            }

            _output.Append("---\n");
        }

        if (title is not null)
        {
            Separate();
            WriteHeading(1, title);
        }

        WriteBlocks(blocks, isTitleOpen: false, mayBeTitle: title is null);
        return _output.ToString();
    }

    /// <param name="blocks">Siblings.</param>
    /// <param name="isTitleOpen">They follow a title in the same container.</param>
    /// <param name="mayBeTitle">A first heading of level 1 would be read as the title of the page.</param>
    /// <param name="isParagraphTitle">A first paragraph would be read as the title of the container.</param>
    private void WriteBlocks(
        IReadOnlyList<BlockNode> blocks,
        bool isTitleOpen,
        bool mayBeTitle = false,
        bool isParagraphTitle = false
    )
    {
        if (++_depth > MarkdownLimits.MaximumDepth)
        {
            throw new MarkdownException(
                $"The blocks nest deeper than {MarkdownLimits.MaximumDepth} levels, more than Markdown can carry."
            );
        }

        BlockNode? previous = null;
        Form? previousForm = null;
        var isPreviousEmpty = false;
        var delimiter = '.';
        var number = 0;
        foreach (var block in blocks)
        {
            if (block.Type == BlockTypes.Page)
            {
                continue;
            }

            // A list continues when the item before it is of the same list and no comment must come between.
            var follows = previous?.Type == BlockTypes.NumberedListItem;
            var continues = previousForm?.Carrier == Carrier.Number;
            var form = FormOf(block, continues, follows, number + 1);
            var amendment = Amendment.Difference(form.Read, block);
            if (amendment is not null && continues && form.Carrier == Carrier.Number)
            {
                form = FormOf(block, false, follows, number + 1);
                amendment = Amendment.Difference(form.Read, block);
            }

            var isFirst = previous is null;
            if (
                isFirst
                && (
                    (mayBeTitle && form is { Carrier: Carrier.Heading, Number: 1 })
                    || (isParagraphTitle && StartsAsParagraph(form))
                )
            )
            {
                amendment ??= [];
            }

            var isEmpty = form.Title.IsEmpty;
            var startsList =
                form.Carrier == Carrier.Number && (!continues || amendment is not null || form.Read.Format is not null);
            if (startsList)
            {
                number = form.Number;
                delimiter = previousForm?.Carrier == Carrier.Number && delimiter == '.' ? ')' : '.';
            }
            else if (form.Carrier == Carrier.Number)
            {
                number++;
            }

            var isTight =
                amendment is null
                && !isEmpty
                && !isPreviousEmpty
                && (
                    isFirst
                        ? isTitleOpen && (IsBullet(form.Carrier) || form is { Carrier: Carrier.Number, Number: 1 })
                        : (IsBullet(form.Carrier) && IsBullet(previousForm!.Carrier))
                            || (form.Carrier == Carrier.Number && !startsList)
                );
            if ((!isFirst || isTitleOpen || _depth == 1) && !isTight)
            {
                Separate();
            }

            if (amendment is not null)
            {
                Line(Amendment.Write(amendment));
                Separate();
            }

            WriteForm(form, block, number, delimiter, isFirst: _output.Length == 0);
            previous = block;
            previousForm = form;
            isPreviousEmpty = isEmpty;
        }

        _depth--;
    }

    private static bool IsBullet(Carrier carrier) => carrier is Carrier.Bullet or Carrier.Task;

    // Tags that span lines, or several on one line, are a paragraph to the parser.
    private static bool StartsAsParagraph(Form form) =>
        form.Carrier is Carrier.Paragraph or Carrier.Definition
        || (form.Carrier == Carrier.Html && MarkdownParsing.Parse(form.Text)[0] is Markdig.Syntax.ParagraphBlock);

    private Form FormOf(BlockNode block, bool continuesList, bool followsNumbered, int nextNumber)
    {
        var title = TitleOf(block);
        if (BlockReader.IsImagesOnly(title))
        {
            // The reader makes image blocks of such a paragraph, also where it would be a title.
            title = RichText.Empty;
        }

        switch (block.Type)
        {
            case BlockTypes.Paragraph:
                if (FootnoteLabel(block) is { } label && !_footnotesWritten.Contains(label))
                {
                    var note = new BlockNode(BlockTypes.Paragraph, title);
                    note.SetFormat(FormatKeys.Footnote, label);
                    return new Form(Carrier.Footnote, note) { Title = title, Text = label };
                }

                if (block.Children.Count > 0)
                {
                    return IsDefinition(block, title) ? DefinitionForm(title) : Item(title);
                }

                return title.IsEmpty && TitleOf(block).IsEmpty
                    ? new Form(Carrier.Break, new BlockNode(BlockTypes.Paragraph))
                    : ParagraphForm(title) ?? Item(title);
            case BlockTypes.Heading1 or BlockTypes.Heading2 or BlockTypes.Heading3 when block.Children.Count == 0:
                return HeadingForm(block, TitleOf(block));
            case BlockTypes.NumberedListItem:
                return NumberForm(block, title, continuesList, followsNumbered, nextNumber);
            case BlockTypes.ToDo:
                var isChecked = TryText(block, "checked")?.PlainText == "Yes";
                var task = new BlockNode(BlockTypes.ToDo, title);
                task.SetText("checked", RichText.FromPlain(isChecked ? "Yes" : ""));
                return new Form(Carrier.Task, task) { Title = title, Text = isChecked ? "[x]" : "[ ]" };
            case BlockTypes.Quote or BlockTypes.Callout:
                return new Form(Carrier.Quote, new BlockNode(BlockTypes.Quote, title)) { Title = title };
            case BlockTypes.Code or BlockTypes.Unsupported or BlockTypes.Equation when block.Children.Count == 0:
                return RawForm(block, title);
            case BlockTypes.Divider when block.Children.Count == 0:
                return new Form(Carrier.Divider, new BlockNode(BlockTypes.Divider));
            case BlockTypes.Table when TableForm(block) is { } table:
                return table;
            case BlockTypes.Image
                when block.Children.Count == 0 && (HtmlImageForm(block) ?? ImageForm(block)) is { } image:
                return image;
            default:
                return BlockTypes.HasSource(block.Type) && block.Children.Count == 0
                    ? SourceForm(block) ?? Item(title)
                    : Item(title);
        }
    }

    private static Form Item(RichText title) =>
        new(Carrier.Bullet, new BlockNode(BlockTypes.BulletedListItem, title)) { Title = title };

    private static Form? ParagraphForm(RichText title) =>
        title.IsEmpty || BlockReader.IsHtmlOnly(title)
            ? null
            : new Form(Carrier.Paragraph, new BlockNode(BlockTypes.Paragraph, title)) { Title = title };

    private static Form DefinitionForm(RichText title)
    {
        var read = new BlockNode(BlockTypes.Paragraph, title);
        read.SetFormat(FormatKeys.Definition, true);
        return new Form(Carrier.Definition, read) { Title = title };
    }

    private static Form HeadingForm(BlockNode block, RichText title)
    {
        var level = block.Type switch
        {
            BlockTypes.Heading1 => 1,
            BlockTypes.Heading2 => 2,
            _ => FormatNumber(block, FormatKeys.Level) is >= 4 and <= 6 and var deep ? deep : 3,
        };
        var read = new BlockNode(block.Type, title);
        if (level > 3)
        {
            read.SetFormat(FormatKeys.Level, level);
        }

        return new Form(Carrier.Heading, read) { Title = title, Number = level };
    }

    private static Form NumberForm(BlockNode block, RichText title, bool continues, bool follows, int next)
    {
        var read = new BlockNode(BlockTypes.NumberedListItem, title);
        var wanted = FormatNumber(block, FormatKeys.StartIndex);
        if (continues && wanted is null)
        {
            return new Form(Carrier.Number, read) { Title = title, Number = next };
        }

        var start = wanted is >= 0 and < 100_000_000 and var given ? given : 1;
        if (start != 1 || follows)
        {
            read.SetFormat(FormatKeys.StartIndex, start);
        }

        return new Form(Carrier.Number, read) { Title = title, Number = start };
    }

    /// <summary>Code, raw HTML and displayed equations: text that is not read as Markdown.</summary>
    private Form RawForm(BlockNode block, RichText title)
    {
        var text = title.IsPlain ? title.PlainText : "";
        if (text.AsSpan().ContainsAny('\r', '\0'))
        {
            text = "";
        }

        // Inside a container the parser drops some leading spaces of raw HTML.
        var isFragile = _depth > 1 && text.Split('\n').Any(HasFragileSpace);
        if (block.Type == BlockTypes.Unsupported && !isFragile && IsHtml(text))
        {
            var html = new BlockNode(BlockTypes.Unsupported, RichText.FromPlain(text));
            html.SetFormat(FormatKeys.Html, true);
            return new Form(Carrier.Html, html) { Text = text, Title = title };
        }

        if (
            block.Type == BlockTypes.Equation
            && !text.Contains('$', StringComparison.Ordinal)
            && (_quoteDepth == 0 || !text.Split('\n').Any(HasFragileSpace))
        )
        {
            return new Form(Carrier.Math, new BlockNode(BlockTypes.Equation, RichText.FromPlain(text)))
            {
                Text = text,
                Title = title,
            };
        }

        var info = "";
        if (block.Type == BlockTypes.Code)
        {
            info = FormatText(block, FormatKeys.Info) ?? TryText(block, "language")?.PlainText ?? "";
            if (!IsInfo(info))
            {
                info = "";
            }
        }

        // Where the parser is not sure to keep leading space, the comment states the text as well.
        var isSure = _quoteDepth == 0 || !text.Split('\n').Any(HasFragileSpace);
        var code = new BlockNode(BlockTypes.Code, isSure ? RichText.FromPlain(text) : RichText.Empty);
        BlockReader.SetInfo(code, info);
        return new Form(Carrier.Fence, code) { Text = text, Title = RichText.FromPlain(info) };
    }

    /// <summary>Whether the parser takes exactly this text as one block of HTML and stops after it.</summary>
    private static bool IsHtml(string text)
    {
        var html = new BlockNode(BlockTypes.Unsupported, RichText.FromPlain(text));
        html.SetFormat(FormatKeys.Html, true);
        return IsReadAs(text, html);
    }

    /// <summary>Asks the reader. What follows the text must be a block of its own, so the text must end by itself.</summary>
    private static bool IsReadAs(string text, BlockNode wanted)
    {
        if (text.Length == 0 || text[0] != '<')
        {
            return false;
        }

        var read = MarkdownReader.Read(text + "\n\nx\n").Blocks;
        return BlockNode.FirstDifference(read, [wanted, new BlockNode(BlockTypes.Paragraph, RichText.FromPlain("x"))])
            is null;
    }

    private static bool HasFragileSpace(string line) =>
        line.Length > 0 && (line[0] == '\t' || string.IsNullOrWhiteSpace(line) || (line[0] == ' ' && line[1] != ' '));

    private static bool IsInfo(string info)
    {
        foreach (var c in info)
        {
            if (c is '`' or '\\' or '&' or '~' || char.IsControl(c) || (char.IsWhiteSpace(c) && c != ' '))
            {
                return false;
            }
        }

        return info == info.Trim() && !info.Contains("  ", StringComparison.Ordinal);
    }

    private Form? HtmlImageForm(BlockNode block)
    {
        if (
            FormatText(block, FormatKeys.Html) is not { } element
            || TryText(block, "source") is not { IsEmpty: false, IsPlain: true } source
        )
        {
            return null;
        }

        // The reader resolves the address as this writer un-resolves it, so the check leaves resolving out.
        var target = options.ResolveImage?.Invoke(source.PlainText) ?? source.PlainText;
        if (
            HtmlImage.TryWrite(element, target) is not { } html
            || HtmlImage.TryRead(html, null) is not { } read
            || !IsReadAs(html, read)
        )
        {
            return null;
        }

        read.SetText("source", source);
        return new Form(Carrier.Html, read) { Text = html, Title = source };
    }

    private static Form? ImageForm(BlockNode block)
    {
        if (TryText(block, "source") is not { IsEmpty: false, IsPlain: true } source)
        {
            return null;
        }

        var caption = TryText(block, "caption");
        var alternative = caption is { IsPlain: true } ? caption.PlainText : "";
        if (alternative == RichText.ImageText)
        {
            alternative = "";
        }

        var linkTitle = FormatText(block, FormatKeys.LinkTitle) is { Length: > 0 } title ? title : null;
        var read = new BlockNode(BlockTypes.Image);
        read.SetText("source", source);
        read.SetText("caption", RichText.FromPlain(alternative));
        read.SetFormat(FormatKeys.LinkTitle, linkTitle);
        return new Form(Carrier.Image, read) { Title = source, Text = alternative };
    }

    /// <summary>A bookmark, a file and so on: readers elsewhere see a link.</summary>
    private static Form? SourceForm(BlockNode block)
    {
        if (TryText(block, "source") is not { IsEmpty: false, IsPlain: true } source)
        {
            return null;
        }

        var caption = TryText(block, "caption");
        var text = caption is { IsPlain: true, IsEmpty: false } ? caption.PlainText : source.PlainText;
        return ParagraphForm(RichText.FromRuns(new RichTextRun(text, RichTextMark.Link(source.PlainText))));
    }

    private static Form? TableForm(BlockNode block)
    {
        var width = 0;
        foreach (var row in block.Children)
        {
            if (row.Type != BlockTypes.TableRow || row.Children.Count > 0 || row.Format is { Count: > 0 })
            {
                return null;
            }

            foreach (var (name, value) in row.Properties ?? [])
            {
                if (
                    !name.StartsWith('c')
                    || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var column)
                    || column > 999
                    || name != BlockReader.CellName(column)
                    || !RichText.TryParse(value, "", out var text, out _)
                    || text.IsEmpty
                    || !JsonNode.DeepEquals(value, text.ToJson())
                )
                {
                    return null;
                }

                width = Math.Max(width, column + 1);
            }
        }

        width = Math.Max(
            width,
            FormatNumber(block, FormatKeys.TableWidth) is > 0 and <= 1000 and var given ? given : 0
        );
        if (block.Children.Count == 0 || width == 0)
        {
            return null;
        }

        var read = new BlockNode(BlockTypes.Table);
        read.SetFormat(FormatKeys.TableWidth, width);
        read.SetFormat(FormatKeys.HasColumnHeader, true);
        var alignment = Alignment(block, width);
        if (alignment.Any(value => value is not null))
        {
            read.SetFormat(FormatKeys.TableAlignment, new JsonArray([.. alignment.Select(value => (JsonNode?)value)]));
        }

        return new Form(Carrier.Table, read) { Number = width };
    }

    private static string?[] Alignment(BlockNode block, int width)
    {
        var result = new string?[width];
        if (block.Format?[FormatKeys.TableAlignment] is JsonArray array)
        {
            for (var i = 0; i < Math.Min(width, array.Count); i++)
            {
                if (array[i] is JsonValue value && value.TryGetValue<string>(out var text))
                {
                    result[i] = text is "left" or "center" or "right" ? text : null;
                }
            }
        }

        return result;
    }

    private void WriteForm(Form form, BlockNode block, int number, char delimiter, bool isFirst)
    {
        switch (form.Carrier)
        {
            case Carrier.Paragraph:
                Lines(_inlines.Write(form.Title, InlinePlace.Paragraph));
                break;
            case Carrier.Break:
                Line("<br>");
                break;
            case Carrier.Heading:
                WriteHeading(form.Number, form.Title);
                break;
            case Carrier.Bullet:
                // Three empty items on one line would be a divider: "- - -".
                var isBare = form.Title.IsEmpty && block.Children.Count == 0 && _nextPrefix is not null;
                WriteItem(isBare ? "+ " : "- ", "", form.Title, block.Children);
                break;
            case Carrier.Task:
                WriteItem("- ", form.Text + (form.Title.IsEmpty ? "" : " "), form.Title, block.Children);
                break;
            case Carrier.Number:
                WriteItem(
                    number.ToString(CultureInfo.InvariantCulture) + delimiter + " ",
                    "",
                    form.Title,
                    block.Children
                );
                break;
            case Carrier.Quote:
                WriteContainer("> ", "> ", "", form.Title, block.Children);
                break;
            case Carrier.Footnote:
                _footnotesWritten.Add(form.Text);
                WriteContainer($"[^{form.Text}]: ", "    ", "", form.Title, block.Children);
                break;
            case Carrier.Definition:
                foreach (var line in SplitLines(form.Title))
                {
                    Line(_inlines.Write(line, InlinePlace.Paragraph));
                }

                WriteContainer(":   ", "    ", "", RichText.Empty, block.Children, isParagraphTitle: false);
                break;
            case Carrier.Fence:
                WriteFence(form.Title.PlainText, form.Text);
                break;
            case Carrier.Math:
                Line("$$");
                if (form.Text.Length > 0)
                {
                    Lines(form.Text);
                }

                Line("$$");
                break;
            case Carrier.Divider:
                // Dashes would begin front matter at the top, and close a list item's own marker.
                Line(_depth == 1 && !isFirst ? "---" : "***");
                break;
            case Carrier.Table:
                WriteTable(block, form.Number);
                break;
            case Carrier.Image:
                Line(_inlines.WriteImage(form.Text, form.Title.PlainText, FormatText(form.Read, FormatKeys.LinkTitle)));
                break;
            case Carrier.Html:
                Lines(form.Text);
                break;
            default:
                throw new InvalidOperationException($"No way to write {form.Carrier}.");
        }
    }

    private void WriteHeading(int level, RichText title)
    {
        var text = _inlines.Write(title, InlinePlace.Heading);
        Line(new string('#', level) + (text.Length == 0 ? "" : " " + text));
    }

    private void WriteItem(string marker, string task, RichText title, List<BlockNode> children) =>
        WriteContainer(marker, new string(' ', marker.Length), task, title, children);

    private void WriteContainer(
        string first,
        string rest,
        string task,
        RichText title,
        List<BlockNode> children,
        bool isParagraphTitle = true
    )
    {
        var outer = _prefix;
        var isQuote =
            !string.IsNullOrWhiteSpace(rest) || first.Trim() is not ("-" or "+") && !char.IsAsciiDigit(first[0]);
        _quoteDepth += isQuote ? 1 : 0;
        _nextPrefix = (_nextPrefix ?? _prefix) + first;
        _prefix += rest;
        var hasTitle = task.Length > 0 || !title.IsEmpty;
        if (hasTitle)
        {
            Lines(task + _inlines.Write(title, InlinePlace.Paragraph));
        }

        var length = _output.Length;
        WriteBlocks(children, isTitleOpen: hasTitle, isParagraphTitle: isParagraphTitle && !hasTitle);
        if (!hasTitle && _output.Length == length)
        {
            // Nothing inside: the marker alone.
            Line("");
        }

        _quoteDepth -= isQuote ? 1 : 0;
        _prefix = outer;
        _nextPrefix = null;
    }

    private void WriteFence(string info, string code)
    {
        var longest = 2;
        var length = 0;
        foreach (var c in code)
        {
            length = c == '`' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        var fence = new string('`', longest + 1);
        Line(fence + info);
        if (code.Length > 0)
        {
            Lines(code);
        }

        Line(fence);
    }

    private void WriteTable(BlockNode table, int width)
    {
        var isHeader = true;
        foreach (var row in table.Children)
        {
            var line = new StringBuilder("|");
            for (var column = 0; column < width; column++)
            {
                var text = row.GetText(BlockReader.CellName(column));
                line.Append(' ').Append(_inlines.Write(text, InlinePlace.Cell)).Append(text.IsEmpty ? "|" : " |");
            }

            Line(line.ToString());
            if (isHeader)
            {
                isHeader = false;
                Line("|" + string.Concat(Alignment(table, width).Select(Rule)));
            }
        }

        static string Rule(string? alignment) =>
            alignment switch
            {
                "left" => " :--- |",
                "center" => " :---: |",
                "right" => " ---: |",
                _ => " --- |",
            };
    }

    /// <summary>
    /// Markdig lets a definition swallow the empty lines that lists and quotations inside it need, so a term with
    /// such children is written as an item of a list.
    /// </summary>
    private bool IsDefinition(BlockNode block, RichText title) =>
        block.Format?[FormatKeys.Definition] is JsonValue value
        && value.TryGetValue<bool>(out var isTerm)
        && isTerm
        && block.Children.All(child =>
            child.Type != BlockTypes.Page
            && FormOf(child, false, false, 1).Carrier
                is Carrier.Paragraph
                    or Carrier.Break
                    or Carrier.Heading
                    or Carrier.Fence
                    or Carrier.Divider
                    or Carrier.Image
                    or Carrier.Table
        )
        && title.Runs.All(run => run.Marks.IsEmpty || !run.Text.Contains('\n', StringComparison.Ordinal))
        && SplitLines(title).All(line => !line.IsEmpty && !BlockReader.IsImagesOnly(line));

    /// <summary>The lines of a text, each with its marks. Empty text is one empty line.</summary>
    private static List<RichText> SplitLines(RichText text)
    {
        var lines = new List<RichText>();
        var builder = new RichTextBuilder();
        foreach (var run in text.Runs)
        {
            var parts = run.Text.Split('\n');
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                {
                    lines.Add(builder.ToRichText());
                }

                builder.Add(new RichTextRun(parts[i], run.Marks));
            }
        }

        lines.Add(builder.ToRichText());
        return lines;
    }

    private static string? FootnoteLabel(BlockNode block) =>
        block.Type == BlockTypes.Paragraph
        && FormatText(block, FormatKeys.Footnote) is { } label
        && FootnoteBlockParser.IsLabel(label)
            ? label
            : null;

    private static RichText TitleOf(BlockNode block) => TryText(block, "title") ?? RichText.Empty;

    /// <summary>The text of a property when it is rich text in canonical form; anything else goes into a comment.</summary>
    private static RichText? TryText(BlockNode block, string property) =>
        block.Properties?[property] is { } json && RichText.TryParse(json, "", out var text, out _) ? text : null;

    private static int? FormatNumber(BlockNode block, string name) =>
        block.Format?[name] is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && int.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string? FormatText(BlockNode block, string name) =>
        block.Format?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private void Lines(string text)
    {
        var start = 0;
        while (true)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
            {
                Line(text.AsSpan(start));
                return;
            }

            Line(text.AsSpan(start, end - start));
            start = end + 1;
        }
    }

    private void Line(ReadOnlySpan<char> line)
    {
        var prefix = _nextPrefix ?? _prefix;
        _nextPrefix = null;
        _output.Append(line.IsEmpty ? prefix.AsSpan().TrimEnd(' ') : prefix).Append(line).Append('\n');
    }

    /// <summary>An empty line, unless nothing was written yet.</summary>
    private void Separate()
    {
        if (_output.Length > 0 && _nextPrefix is null)
        {
            Line("");
        }
    }
}
