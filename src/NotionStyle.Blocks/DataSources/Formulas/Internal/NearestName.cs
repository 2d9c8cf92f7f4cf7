namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Finds the known name that somebody probably meant.</summary>
internal static class NearestName
{
    private const int LengthMaximum = 100;

    /// <summary>A question such as <c> Did you mean "length"?</c>; what there is, when nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        string? nearest = null;
        var best = int.MaxValue;
        var all = known.ToList();
        foreach (var candidate in all)
        {
            var distance = Distance(Cut(name).ToLowerInvariant(), Cut(candidate).ToLowerInvariant());
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }

        if (nearest is not null && best <= Math.Max(1, Math.Min(Cut(name).Length, Cut(nearest).Length) / 2))
            return $" Did you mean \"{nearest}\"?";
        return all.Count switch
        {
            0 => "",
            <= 20 => $" There are {string.Join(", ", all.Select(n => $"\"{n}\""))}.",
            _ => $" There are {string.Join(", ", all.Take(20).Select(n => $"\"{n}\""))} and {all.Count - 20} more.",
        };
    }

    private static string Cut(string name) => name.Length <= LengthMaximum ? name : name[..LengthMaximum];

    /// <summary>How many characters must be put in, taken out or replaced.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
