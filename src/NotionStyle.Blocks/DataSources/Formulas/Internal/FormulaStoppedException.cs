namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>An evaluation went past one of the limits; the formula has no value. Never leaves <see cref="Formula.Evaluate" />.</summary>
internal sealed class FormulaStoppedException : Exception
{
    public FormulaStoppedException()
        : base("The formula needs more than its limits allow.") { }
}
