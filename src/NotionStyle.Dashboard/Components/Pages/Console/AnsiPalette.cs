namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>Brings the 256 colours and the true colours of terminals down to the 16 that have a readable shade in each theme.</summary>
internal static class AnsiPalette
{
    private const int Black = 0;
    private const int White = 7;
    private const int Grey = 8;
    private const int BrightWhite = 15;
    private const int Bright = 8;

    // red, yellow, green, cyan, blue, magenta: each 60 degrees of the circle, red around 0
    private static readonly byte[] Hues = [1, 3, 2, 6, 4, 5];

    /// <summary>Reads what follows 38, 48 or 58: <c>5;N</c> or <c>2;R;G;B</c>. Moves to the last parameter that belongs to it; null when it is no colour.</summary>
    public static byte? Read(ReadOnlySpan<int> parameters, ref int at)
    {
        var rest = parameters[(at + 1)..];
        switch (rest)
        {
            case [5, var index, ..]:
                at += 2;
                return index is >= 0 and <= 255 ? FromIndex(index) : null;
            case [2, var red, var green, var blue, ..]:
                at += 4;
                return red <= 255 && green <= 255 && blue <= 255 ? FromRgb(red, green, blue) : null;
            default:
                // Cut off: nothing that follows can be told apart from it.
                at = parameters.Length;
                return null;
        }
    }

    /// <summary>A colour of the table of 256: 16 named ones, a cube of 6 x 6 x 6, 24 greys.</summary>
    public static byte FromIndex(int index)
    {
        if (index < 16)
            return (byte)index;
        if (index >= 232)
            return FromRgb(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
        var cube = index - 16;
        return FromRgb(Level(cube / 36), Level(cube / 6 % 6), Level(cube % 6));

        static int Level(int step) => step == 0 ? 0 : 55 + 40 * step;
    }

    /// <summary>The nearest of the 16 by hue; by lightness when there is hardly a hue.</summary>
    public static byte FromRgb(int red, int green, int blue)
    {
        var highest = Math.Max(red, Math.Max(green, blue));
        var lowest = Math.Min(red, Math.Min(green, blue));
        var spread = highest - lowest;
        var lightness = (highest + lowest) / 510.0;
        if (spread < 40)
            return lightness switch
            {
                < 0.2 => Black,
                < 0.6 => Grey,
                < 0.85 => White,
                _ => BrightWhite,
            };
        var hue =
            highest == red ? 60.0 * (green - blue) / spread
            : highest == green ? 120 + 60.0 * (blue - red) / spread
            : 240 + 60.0 * (red - green) / spread;
        var name = Hues[(int)((hue + 390) % 360 / 60)];
        return (byte)(lightness > 0.55 ? name + Bright : name);
    }
}
