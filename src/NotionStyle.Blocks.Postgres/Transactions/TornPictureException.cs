using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Transactions;

/// <summary>A record appeared between the statements of one before picture: part of it is from before, part from after.</summary>
internal sealed class TornPictureException(RecordPointer pointer)
    : Exception($"{pointer} was made while the transaction waited for a lock.")
{
    public static void ThrowIfTorn(
        TransactionPlan plan,
        Dictionary<RecordPointer, Record> locked,
        IReadOnlyCollection<RecordHead> heads
    )
    {
        var changed = plan.Changed.ToHashSet();
        foreach (var head in heads)
        {
            if (changed.Contains(head.Pointer) && !locked.ContainsKey(head.Pointer))
                throw new TornPictureException(head.Pointer);
        }
    }
}
