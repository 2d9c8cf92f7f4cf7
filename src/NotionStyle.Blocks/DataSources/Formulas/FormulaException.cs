namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>An expression is not a formula of its data source. The message names the place, what was found there and what would be right.</summary>
public sealed class FormulaException : FormatException
{
    /// <summary>Creates an error for one place.</summary>
    /// <param name="position">The place, counted in characters from 0.</param>
    /// <param name="reason">What was found there and what would be right.</param>
    public FormulaException(int position, string reason)
        : base($"character {position + 1}: {reason}")
    {
        Position = position;
        Reason = reason;
    }

    /// <summary>The place, counted in characters from 0. The message counts from 1, as people do.</summary>
    public int Position { get; }

    /// <summary>What was found there and what would be right.</summary>
    public string Reason { get; }
}
