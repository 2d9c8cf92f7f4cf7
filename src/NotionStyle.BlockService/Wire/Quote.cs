namespace NotionStyle.BlockService.Wire;

/// <summary>Repeats what a caller sent, in a message: shortened, so that a message stays a message.</summary>
internal static class Quote
{
    private const int LengthMaximum = 80;

    /// <summary>The value in quotes.</summary>
    public static string Short(string? value) =>
        value is not { Length: > LengthMaximum }
            ? $"'{value}'"
            : $"'{value.AsSpan(0, char.IsHighSurrogate(value[LengthMaximum - 1]) ? LengthMaximum - 1 : LengthMaximum)}…'";
}
