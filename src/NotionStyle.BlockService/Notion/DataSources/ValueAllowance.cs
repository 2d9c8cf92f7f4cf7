using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// How much the computed values of one answer may hold. A formula may make a text of 100,000 characters, and an answer looks at 10,000 rows: without a maximum of both
/// together, one formula would fill the memory.
/// </summary>
internal sealed class ValueAllowance(long left)
{
    private long _left = left;

    /// <summary>The value, or no value when there is no room for it any more.</summary>
    public Value Take(Value value)
    {
        var size = SizeOf(value);
        if (size > _left)
            return Value.Nothing;
        _left -= size;
        return value;
    }

    private static long SizeOf(Value value) =>
        value switch
        {
            Value.Text text => 1 + text.Content.Length,
            Value.Many many => 1 + many.Items.Sum(SizeOf),
            _ => 1,
        };
}
