using System.Globalization;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>A number as text: the fewest digits that name it, in the layout of JavaScript, which Notion shows (<c>0.1</c>, <c>100000000000000000000</c>, <c>1e+21</c>, <c>1e-7</c>).</summary>
internal static class NumberText
{
    public static string Of(double amount)
    {
        if (amount == 0)
            return "0";
        var shortest = amount.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
            return shortest;

        // .NET changes to exponents earlier than JavaScript: "1.5E+16", "1E-05".
        var exponent = int.Parse(
            shortest.AsSpan(mark + 1),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture
        );
        var sign = amount < 0 ? "-" : "";
        var digits = shortest[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        var point = exponent + 1;
        if (point is > 21 or < -5)
        {
            var fraction = digits.Length == 1 ? "" : $".{digits[1..]}";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
        }

        if (point <= 0)
            return $"{sign}0.{new string('0', -point)}{digits}";
        return digits.Length <= point
            ? $"{sign}{digits}{new string('0', point - digits.Length)}"
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }
}
