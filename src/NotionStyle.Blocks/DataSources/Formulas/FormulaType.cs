namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>What a formula's value is, as far as the expression alone says it.</summary>
public enum FormulaType
{
    /// <summary>It depends on the row.</summary>
    Any,

    /// <summary>Text, an option's name among it.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A list.</summary>
    List,
}
