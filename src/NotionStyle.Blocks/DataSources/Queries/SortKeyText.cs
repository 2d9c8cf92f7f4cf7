using System.Globalization;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>Keys of an order as the texts that a cursor holds: a letter for the kind, then the value.</summary>
public static class SortKeyText
{
    /// <summary>Writes a key; null for no value.</summary>
    public static string? Write(SortKey key) =>
        key.Kind switch
        {
            SortKind.None => null,
            SortKind.Text => "t" + key.Text,
            SortKind.Date => string.Create(CultureInfo.InvariantCulture, $"d{key.Microseconds}"),
            SortKind.Id => "i" + key.Id,
            SortKind.Flag => string.Create(CultureInfo.InvariantCulture, $"f{key.Amount:R}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"n{key.Amount:R}"),
        };

    /// <summary>Reads a key; false when it is none.</summary>
    public static bool TryRead(string? text, out SortKey key)
    {
        key = SortKey.None;
        if (text is null)
            return true;
        if (text.Length == 0)
            return false;
        var value = text.AsSpan(1);
        switch (text[0])
        {
            case 't':
                key = key with { Kind = SortKind.Text, Text = text[1..] };
                return true;
            case 'd' when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at):
                key = key with { Kind = SortKind.Date, Microseconds = at };
                return true;
            case 'i' when Guid.TryParseExact(value, "D", out var id):
                key = key with { Kind = SortKind.Id, Id = id };
                return true;
            case 'f'
            or 'n'
                when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
                    && double.IsFinite(amount):
                key = key with { Kind = text[0] == 'f' ? SortKind.Flag : SortKind.Number, Amount = amount };
                return true;
            default:
                return false;
        }
    }
}
