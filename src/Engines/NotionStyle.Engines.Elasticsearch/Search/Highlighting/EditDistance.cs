namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Counts the edits between two terms, no further than asked.</summary>
internal static class EditDistance
{
    /// <summary>Whether so many edits lead from one term to the other behind the same beginning.</summary>
    public static bool IsWithin(string one, string other, int edits, int prefixLength, bool transpositions)
    {
        var prefix = Math.Min(prefixLength, one.Length);
        if (Math.Abs(one.Length - other.Length) > edits || !other.StartsWith(one[..prefix], StringComparison.Ordinal))
            return false;
        if (one.Length > 1000)
            return one == other;
        var before = new int[other.Length + 1];
        var last = new int[other.Length + 1];
        var next = new int[other.Length + 1];
        for (var column = 0; column <= other.Length; column++)
            last[column] = column;
        for (var row = 1; row <= one.Length; row++)
        {
            next[0] = row;
            for (var column = 1; column <= other.Length; column++)
            {
                var cost = one[row - 1] == other[column - 1] ? 0 : 1;
                next[column] = Math.Min(Math.Min(last[column] + 1, next[column - 1] + 1), last[column - 1] + cost);
                if (
                    transpositions
                    && row > 1
                    && column > 1
                    && one[row - 1] == other[column - 2]
                    && one[row - 2] == other[column - 1]
                )
                    next[column] = Math.Min(next[column], before[column - 2] + 1);
            }
            (before, last, next) = (last, next, before);
        }
        return last[other.Length] <= edits;
    }
}
