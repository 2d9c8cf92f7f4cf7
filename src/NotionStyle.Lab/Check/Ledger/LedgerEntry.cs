namespace NotionStyle.Lab.Check.Ledger;

/// <summary>What a writer knows of a transaction.</summary>
internal enum LedgerOutcome
{
    /// <summary>The service said that it is committed: it must be there for ever.</summary>
    Acknowledged,

    /// <summary>There was no answer to the end: it may be there or not, but not by half.</summary>
    Unknown,

    /// <summary>The service refused it: it must not be there.</summary>
    Refused,
}

/// <summary>
/// One transaction of a writer: it makes a block on each of two pages, with the same text, and sets a counter on each to its number.
/// </summary>
/// <param name="Number">Counts the writer's transactions from 1.</param>
/// <param name="Left">The block on the left page.</param>
/// <param name="Right">The block on the right page.</param>
/// <param name="Text">What both say.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record LedgerEntry(int Number, Guid Left, Guid Right, string Text, LedgerOutcome Outcome);

/// <summary>What was read of one page of a writer.</summary>
/// <param name="Counter">The text of its counter.</param>
/// <param name="Blocks">The blocks behind it, in order.</param>
internal sealed record LedgerPage(string Counter, IReadOnlyList<(Guid Id, string Text)> Blocks);
