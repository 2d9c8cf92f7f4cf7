using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>What was read before a transaction is judged.</summary>
/// <param name="Records">The records of <see cref="TransactionPlan.Changed" /> that exist, whole and locked.</param>
/// <param name="Heads">The heads of those, of the referenced records, and of all their ancestors up to the workspace.</param>
public sealed record BeforePicture(
    IReadOnlyDictionary<RecordPointer, Record> Records,
    IReadOnlyCollection<RecordHead> Heads
);

/// <summary>One record that a transaction changed.</summary>
/// <param name="Before">As it was; null when the transaction makes it.</param>
/// <param name="After">As it is to be written.</param>
/// <param name="Fields">What to write.</param>
public sealed record RecordChange(Record? Before, Record After, RecordFields Fields);

/// <summary>What a valid transaction does.</summary>
/// <param name="Changes">The records to write, in the order in which they were locked.</param>
/// <param name="Pages">The pages whose text the changes are part of; analytics counts edits by them.</param>
public sealed record TransactionEffect(IReadOnlyList<RecordChange> Changes, IReadOnlyList<Guid> Pages);
