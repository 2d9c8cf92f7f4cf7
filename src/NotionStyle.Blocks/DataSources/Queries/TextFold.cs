namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>Text as filters and sorts see it: without regard to case, and in an order that no culture changes.</summary>
/// <remarks>
/// Lower case is that of Unicode, letter by letter, so that a text keeps its length; PostgreSQL's <c>lower</c> under a Unicode locale does the same. The order is that of code
/// points, which is that of UTF-8 bytes and of the collation "C".
/// </remarks>
public static class TextFold
{
    /// <summary>Characters of a text that its order goes by. A cursor holds them, so they cannot be all.</summary>
    public const int SortLength = 100;

    /// <summary>The text in lower case.</summary>
    public static string Fold(string text) => text.ToLowerInvariant();

    /// <summary>What a text is ordered by: its first <see cref="SortLength" /> code points in lower case.</summary>
    public static string SortKey(string text)
    {
        var end = 0;
        for (var count = 0; count < SortLength && end < text.Length; count++)
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        return Fold(text[..end]);
    }

    /// <summary>Compares by code points.</summary>
    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] != b[i])
                return Weight(a[i]) - Weight(b[i]);
        }

        return a.Length - b.Length;
    }

    /// <summary>In UTF-16 the halves of pairs stand below U+E000 to U+FFFF, although the pairs stand for what is above.</summary>
    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
