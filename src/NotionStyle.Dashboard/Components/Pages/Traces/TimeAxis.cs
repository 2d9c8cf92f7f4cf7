namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>The marks of a time axis that begins at 0.</summary>
internal static class TimeAxis
{
    private static readonly int[] Factors = [1, 2, 5, 10];

    /// <summary>Moments in nanoseconds at round distances (1, 2 or 5 times a power of ten), from 0 up; at most <paramref name="maximum" />. None stands so near to the end that its label, which begins at it, would be cut off.</summary>
    public static IReadOnlyList<long> Ticks(long lengthNano, int maximum)
    {
        if (lengthNano <= 0)
            return [0];
        var least = (double)lengthNano / maximum;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var factor = Factors.First(f => f * power >= least * (1 - 1e-9));
        var step = Math.Max(1, (long)(factor * power));
        var ticks = new List<long>();
        for (long at = 0; ticks.Count < maximum && (at == 0 || at + step / 2 < lengthNano); at += step)
            ticks.Add(at);
        return ticks;
    }
}
