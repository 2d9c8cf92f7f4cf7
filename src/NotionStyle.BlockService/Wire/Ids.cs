namespace NotionStyle.BlockService.Wire;

/// <summary>Ids as callers may write them: a UUID with dashes or without, in either case. Nothing else that .NET would take for one.</summary>
internal static class Ids
{
    public static bool TryParse(ReadOnlySpan<char> text, out Guid id)
    {
        id = Guid.Empty;
        var parsed = text.Length switch
        {
            36 => Guid.TryParseExact(text, "D", out id),
            32 => Guid.TryParseExact(text, "N", out id),
            _ => false,
        };
        return parsed && id != Guid.Empty;
    }
}
