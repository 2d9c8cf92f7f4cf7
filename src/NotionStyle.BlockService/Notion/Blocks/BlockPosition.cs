using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Where new children go in their parent's content: last, first, or behind one that is there.</summary>
/// <param name="IsStart">Ahead of all others.</param>
/// <param name="After">Behind this one.</param>
/// <param name="Place">Where the request names that one, for messages.</param>
internal sealed record BlockPosition(bool IsStart, Guid? After = null, string Place = "")
{
    private static readonly string[] Content = ["content"];

    /// <summary>Behind all others.</summary>
    public static BlockPosition End { get; } = new(false);

    /// <summary>Reads <c>position</c>, or its older name for one of its kinds, <c>after</c>.</summary>
    public static BlockPosition Read(Input body)
    {
        var (after, position) = (body["after"], body["position"]);
        if (after.HasValue && position.HasValue)
            throw after.Refuse("not present: position says where the blocks go");
        if (after.HasValue)
            return new BlockPosition(false, after.Id(), after.Place);
        if (!position.HasValue)
            return End;
        switch (position["type"].Choice("start", "end", "after_block"))
        {
            case "after_block":
                var block = position.Object("type", "after_block")["after_block"];
                var id = block.Object("id")["id"];
                return new BlockPosition(false, id.Id(), id.Place);
            case var word:
                position.Object("type");
                return new BlockPosition(word == "start");
        }
    }

    /// <summary>Refuses a neighbour that is not in the parent's content: the store would take it for one that has gone, and put the children last.</summary>
    public void Check(Record parent)
    {
        if (After is { } neighbour && !parent.Content.Contains(neighbour))
            throw BlockStoreException.Invalid(
                $"body failed validation: {Place} should be the id of a child of block {parent.Pointer.Id}, instead was `\"{neighbour}\"`."
            );
    }

    /// <summary>Puts children into the parent's content, in their order.</summary>
    public void AddTo(TransactionBuilder builder, RecordPointer parent, IEnumerable<Guid> children)
    {
        var last = After;
        var isFirst = true;
        foreach (var child in children)
        {
            if (isFirst && IsStart)
                builder.ListBefore(parent, Content, child);
            else
                builder.ListAfter(parent, Content, child, last);
            (last, isFirst) = (IsStart || After is not null ? child : null, false);
        }
    }
}
