using System.Globalization;

namespace NotionStyle.Lab.Check.Ledger;

/// <summary>
/// Compares what one writer was told with what is there. The rules: what was acknowledged is there, on both pages, once, in order, with its text; what was refused is on neither;
/// what nobody knows about is on both or on neither; nothing else is there; both counters say the number of the last transaction that is there.
/// </summary>
internal static class LedgerChecker
{
    /// <summary>The broken rules, in words; empty when there is none.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<LedgerEntry> entries, LedgerPage left, LedgerPage right)
    {
        var problems = new List<string>();
        var onLeft = Index(left, "left", problems);
        var onRight = Index(right, "right", problems);
        var present = new List<LedgerEntry>();
        foreach (var entry in entries)
        {
            var isLeft = onLeft.Remove(entry.Left, out var leftText);
            var isRight = onRight.Remove(entry.Right, out var rightText);
            if (isLeft != isRight)
                problems.Add(
                    $"transaction {entry.Number} is there by half: only its {(isLeft ? "left" : "right")} block is"
                );
            else if (isLeft && entry.Outcome == LedgerOutcome.Refused)
                problems.Add($"transaction {entry.Number} was refused and is there");
            else if (!isLeft && entry.Outcome == LedgerOutcome.Acknowledged)
                problems.Add($"transaction {entry.Number} was acknowledged and is lost");
            if (isLeft && leftText != entry.Text)
                problems.Add($"transaction {entry.Number}: the left block says '{leftText}', not '{entry.Text}'");
            if (isRight && rightText != entry.Text)
                problems.Add($"transaction {entry.Number}: the right block says '{rightText}', not '{entry.Text}'");
            if (isLeft && isRight)
                present.Add(entry);
        }

        problems.AddRange(onLeft.Keys.Select(id => $"block {id} on the left page was never sent"));
        problems.AddRange(onRight.Keys.Select(id => $"block {id} on the right page was never sent"));
        CheckOrder(left, present.Select(e => e.Left), "left", problems);
        CheckOrder(right, present.Select(e => e.Right), "right", problems);
        var last = (present.Count == 0 ? 0 : present[^1].Number).ToString(CultureInfo.InvariantCulture);
        if (left.Counter != last)
            problems.Add($"the left counter says '{left.Counter}', not '{last}'");
        if (right.Counter != last)
            problems.Add($"the right counter says '{right.Counter}', not '{last}'");
        return problems;
    }

    private static Dictionary<Guid, string> Index(LedgerPage page, string side, List<string> problems)
    {
        var index = new Dictionary<Guid, string>();
        foreach (var (id, text) in page.Blocks)
        {
            if (!index.TryAdd(id, text))
                problems.Add($"block {id} is on the {side} page twice");
        }

        return index;
    }

    private static void CheckOrder(LedgerPage page, IEnumerable<Guid> expected, string side, List<string> problems)
    {
        var known = expected.ToList();
        var set = known.ToHashSet();
        if (!page.Blocks.Select(b => b.Id).Where(set.Contains).Distinct().SequenceEqual(known))
            problems.Add($"the {side} page has its blocks in another order than they were acknowledged in");
    }
}
