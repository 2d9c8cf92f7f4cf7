using System.Globalization;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Blocks.Members;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>
/// Where a list of children goes on, and what its later parts would have to read the parent again for: of what kind it is, and how wide when it is a table. Wire form:
/// <c>s</c> when a synced copy was asked for, <c>p</c>, <c>d</c>, <c>b</c> or <c>t</c> and three digits for page, database, any block or table, then the store's own cursor.
/// </summary>
/// <remarks>What the store checks anew, it checks anew for every part. A cursor that somebody made up lies to its maker alone, about the kind of the parent.</remarks>
/// <param name="IsCopy">Whether the children are shown by a copy.</param>
/// <param name="Parent">What the answer says of the parent.</param>
/// <param name="TableWidth">The columns of the table that the children are rows of; null when they are no rows.</param>
internal sealed record ChildrenCursor(bool IsCopy, RecordHead Parent, int? TableWidth)
{
    private const string AnyBlock = "block";

    /// <summary>What is known of a parent that was read.</summary>
    public static ChildrenCursor Of(Record parent, bool isCopy) =>
        new(isCopy, RecordHead.Of(parent), parent.Type == BlockTypes.Table ? TableWidthMember.WidthOf(parent) : null);

    /// <summary>Whether a cursor is of the children that a copy shows.</summary>
    public static bool IsOfCopy(string text) => text.StartsWith('s');

    /// <summary>Reads a cursor of a parent.</summary>
    /// <exception cref="BlockStoreException">It is none, or it is of another parent.</exception>
    public static (ChildrenCursor Known, PageCursor Place) Read(string text, Guid parentId, DateTimeOffset now)
    {
        var isCopy = IsOfCopy(text);
        var rest = isCopy ? text.AsSpan(1) : text;
        var type = rest.IsEmpty
            ? null
            : rest[0] switch
            {
                'p' => BlockTypes.Page,
                'd' => BlockTypes.ChildDatabase,
                't' => BlockTypes.Table,
                'b' => AnyBlock,
                _ => null,
            };
        int? width = null;
        if (type == BlockTypes.Table)
        {
            if (
                rest.Length < 4
                || !int.TryParse(rest[1..4], NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                || digits > NotionLimits.ArrayMaximum
            )
                type = null;
            else
                width = digits;
        }

        if (type is null)
            throw BlockStoreException.Invalid(
                "start_cursor is not one that this service gave out. Start again without it."
            );
        var place = PageCursor.Decode(rest[(width is null ? 1 : 4)..].ToString(), parentId, now);
        var head = new RecordHead(RecordPointer.Block(parentId), type, null, true, null);
        return (new ChildrenCursor(isCopy, head, width), place);
    }

    /// <summary>The opaque text for the wire.</summary>
    public string Encode(PageCursor place)
    {
        var kind =
            TableWidth is { } width ? $"t{width:000}"
            : Parent.Type == BlockTypes.Page ? "p"
            : Parent.Type == BlockTypes.ChildDatabase ? "d"
            : "b";
        return $"{(IsCopy ? "s" : "")}{kind}{place.Encode()}";
    }
}
