using Markdig.Parsers;
using Markdig.Syntax;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>The text of a footnote: <c>[^label]: text</c>, and what follows indented by four.</summary>
internal sealed class FootnoteBlock(BlockParser parser, string label) : ContainerBlock(parser)
{
    public string Label { get; } = label;
}

/// <summary>
/// Reads footnotes as blocks at the place where they stand. Markdig's own extension moves them to the end of the
/// document, drops those that nothing refers to, and knows them only at the top level; an import must lose no text.
/// References <c>[^label]</c> remain text: the writer knows the labels and leaves them unescaped.
/// </summary>
internal sealed class FootnoteBlockParser : BlockParser
{
    public FootnoteBlockParser() => OpeningCharacters = ['['];

    public static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > 200)
        {
            return false;
        }

        for (var i = 0; i < label.Length; i++)
        {
            // Only what needs no escape: the label stands inside text as it is.
            var c = label[i];
            var isInsideWord =
                c == '_'
                && i > 0
                && i + 1 < label.Length
                && char.IsLetterOrDigit(label[i - 1])
                && char.IsLetterOrDigit(label[i + 1]);
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '.' or '+') && !isInsideWord)
            {
                return false;
            }
        }

        return true;
    }

    public override BlockState TryOpen(BlockProcessor processor)
    {
        if (processor.IsCodeIndent)
        {
            return BlockState.None;
        }

        var line = processor.Line.AsSpan();
        var end = line.IndexOf(']');
        if (end < 3 || line[1] != '^' || end + 1 >= line.Length || line[end + 1] != ':' || !IsLabel(line[2..end]))
        {
            return BlockState.None;
        }

        var block = new FootnoteBlock(this, line[2..end].ToString())
        {
            Column = processor.Column,
            Line = processor.LineIndex,
        };
        processor.GoToColumn(processor.Column + end + 2);
        if (processor.CurrentChar == ' ')
        {
            processor.NextChar();
        }

        processor.NewBlocks.Push(block);
        return BlockState.Continue;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        if (processor.IsBlankLine)
        {
            // What is open inside must see the line too: it ends a paragraph.
            return BlockState.Continue;
        }

        if (processor.IsCodeIndent)
        {
            processor.GoToCodeIndent();
            return BlockState.Continue;
        }

        // A line that is not indented belongs to the note only as the rest of its paragraph, which the parser
        // itself decides for lazy continuation.
        return BlockState.None;
    }
}
