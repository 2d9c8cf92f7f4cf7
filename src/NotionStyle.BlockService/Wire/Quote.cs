namespace NotionStyle.BlockService.Wire;

/// <summary>Repeats what a caller sent, in a message: shortened, so that a message stays a message.</summary>
internal static class Quote
{
    private const int LengthMaximum = 80;

    /// <summary>The value in quotes.</summary>
    public static string Short(string? value) => $"'{Shorten(value ?? "")}'";

    /// <summary>The value, its end left out when it is long; never half of a character.</summary>
    public static string Shorten(string value)
    {
        if (value.Length <= LengthMaximum)
            return value;
        var length = char.IsHighSurrogate(value[LengthMaximum - 1]) ? LengthMaximum - 1 : LengthMaximum;
        return string.Concat(value.AsSpan(0, length), "…");
    }
}
