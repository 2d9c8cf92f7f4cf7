using System.Globalization;

namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>How a piece of console text looks. A colour is one of the 16 of the terminal, so that each theme can show it readably; null is the default.</summary>
public readonly record struct AnsiStyle
{
    /// <summary>The colour of the letters: one of 0 to 15.</summary>
    public byte? Foreground { get; init; }

    /// <summary>The colour behind them: one of 0 to 15.</summary>
    public byte? Background { get; init; }

    /// <summary>Whether they are bold.</summary>
    public bool Bold { get; init; }

    /// <summary>Whether they are faint.</summary>
    public bool Dim { get; init; }

    /// <summary>Whether they lean.</summary>
    public bool Italic { get; init; }

    /// <summary>Whether there is a line below.</summary>
    public bool Underline { get; init; }

    /// <summary>Whether there is a line through them.</summary>
    public bool Strike { get; init; }

    /// <summary>Whether letters and background change places.</summary>
    public bool Inverse { get; init; }

    /// <summary>The classes of a span with this style; null for plain text.</summary>
    public string? CssClass
    {
        get
        {
            if (this == default)
                return null;
            var classes = new List<string>(4);
            if (Foreground is { } fore)
                classes.Add(string.Create(CultureInfo.InvariantCulture, $"fg{fore}"));
            if (Background is { } back)
                classes.Add(string.Create(CultureInfo.InvariantCulture, $"bg{back}"));
            if (Bold)
                classes.Add("bold");
            if (Dim)
                classes.Add("dim");
            if (Italic)
                classes.Add("italic");
            if (Underline)
                classes.Add("underline");
            if (Strike)
                classes.Add("strike");
            if (Inverse)
                classes.Add("inverse");
            return string.Join(' ', classes);
        }
    }

    /// <summary>This style after the parameters of an SGR sequence (<c>ESC [ … m</c>); what it does not know is passed over.</summary>
    public AnsiStyle Apply(ReadOnlySpan<int> parameters)
    {
        var style = this;
        for (var i = 0; i < parameters.Length; i++)
        {
            style = parameters[i] switch
            {
                0 => default,
                1 => style with { Bold = true },
                2 => style with { Dim = true },
                3 => style with { Italic = true },
                4 => style with { Underline = true },
                7 => style with { Inverse = true },
                9 => style with { Strike = true },
                21 => style with { Underline = true },
                22 => style with { Bold = false, Dim = false },
                23 => style with { Italic = false },
                24 => style with { Underline = false },
                27 => style with { Inverse = false },
                29 => style with { Strike = false },
                >= 30 and <= 37 and var n => style with { Foreground = (byte)(n - 30) },
                38 => style with { Foreground = AnsiPalette.Read(parameters, ref i) ?? style.Foreground },
                39 => style with { Foreground = null },
                >= 40 and <= 47 and var n => style with { Background = (byte)(n - 40) },
                48 => style with { Background = AnsiPalette.Read(parameters, ref i) ?? style.Background },
                49 => style with { Background = null },
                58 => Skip(style, parameters, ref i),
                >= 90 and <= 97 and var n => style with { Foreground = (byte)(n - 90 + 8) },
                >= 100 and <= 107 and var n => style with { Background = (byte)(n - 100 + 8) },
                _ => style,
            };
        }

        return style;
    }

    // The colour of an underline has parameters of its own, which must not be taken for styles.
    private static AnsiStyle Skip(AnsiStyle style, ReadOnlySpan<int> parameters, ref int at)
    {
        AnsiPalette.Read(parameters, ref at);
        return style;
    }
}
