using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>The <c>[ ]</c> or <c>[x]</c> at the start of a list item.</summary>
internal sealed class TaskMarker : LeafInline
{
    public required bool IsChecked { get; init; }
}

/// <summary>
/// Finds task markers where GitHub has them: at the start of an item's first paragraph, before a space or the end
/// of the line. Markdig's own parser takes <c>[x]</c> anywhere in an item, so that <c>- see [x](url)</c> loses its
/// link; this one can go when that is corrected there.
/// </summary>
internal sealed class TaskMarkerParser : InlineParser
{
    public TaskMarkerParser() => OpeningCharacters = ['['];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        if (
            processor.Inline is not null
            || processor.Block is not ParagraphBlock { Parent: ListItemBlock item } paragraph
            || !ReferenceEquals(item[0], paragraph)
            || paragraph.Inline?.FirstChild is not null
            || slice.PeekChar(2) != ']'
            || slice.PeekChar(1) is not (' ' or 'x' or 'X')
            || slice.PeekChar(3) is not (' ' or '\t' or '\n' or '\0')
        )
        {
            return false;
        }

        var isChecked = slice.PeekChar(1) != ' ';
        slice.Start += 3;
        while (slice.CurrentChar is ' ' or '\t')
        {
            slice.SkipChar();
        }

        processor.Inline = new TaskMarker { IsChecked = isChecked };
        return true;
    }
}
