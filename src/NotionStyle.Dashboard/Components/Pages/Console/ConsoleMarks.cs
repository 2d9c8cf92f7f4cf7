namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>A piece of a line: in one style, and inside or outside what was searched for.</summary>
internal readonly record struct MarkedRun(string Text, AnsiStyle Style, bool IsMatch);

/// <summary>Finds a text in styled lines.</summary>
internal static class ConsoleMarks
{
    /// <summary>The pieces of a line, cut where a match begins or ends; a match may go over several styles.</summary>
    public static IEnumerable<MarkedRun> Split(ConsoleEntry entry, string search)
    {
        if (search.Length == 0)
        {
            foreach (var run in entry.Runs)
                yield return new MarkedRun(run.Text, run.Style, false);
            yield break;
        }

        var matches = Matches(entry.Text, search);
        var start = 0;
        foreach (var run in entry.Runs)
        {
            var at = 0;
            while (at < run.Text.Length)
            {
                var place = start + at;
                var inside = matches.FindIndex(m => m <= place && place < m + search.Length);
                var end =
                    inside >= 0
                        ? matches[inside] + search.Length
                        : matches.Where(m => m > place).Append(int.MaxValue).Min();
                var length = Math.Min(run.Text.Length - at, end - place);
                yield return new MarkedRun(run.Text.Substring(at, length), run.Style, inside >= 0);
                at += length;
            }

            start += run.Text.Length;
        }
    }

    private static List<int> Matches(string text, string search)
    {
        var matches = new List<int>();
        for (
            var at = text.IndexOf(search, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(search, at + search.Length, StringComparison.OrdinalIgnoreCase)
        )
            matches.Add(at);
        return matches;
    }
}
