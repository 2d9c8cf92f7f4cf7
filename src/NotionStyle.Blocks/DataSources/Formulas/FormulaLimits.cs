namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>The stated maximum of everything that a formula can make large. An expression past a maximum is refused; a value that needs more than one is <see cref="Values.Value.Nothing" />.</summary>
public static class FormulaLimits
{
    /// <summary>Characters of an expression.</summary>
    public const int ExpressionMaximum = SchemaLimits.ExpressionLengthMaximum;

    /// <summary>Literals, properties, operators and calls of an expression.</summary>
    public const int NodesMaximum = 5_000;

    /// <summary>How deep parentheses, calls and operators may nest. A row of operators of equal strength, such as <c>a + b + c</c>, is one level.</summary>
    public const int DepthMaximum = 200;

    /// <summary>How many formulas may stand behind one another: a formula of a formula of a formula.</summary>
    public const int ChainMaximum = 10;

    /// <summary>Characters of a text while a formula is computed. Of a property's longer text only so much is seen.</summary>
    public const int TextMaximum = 100_000;

    /// <summary>Values in a list and in the lists inside it. Of a property's longer list only so many are seen.</summary>
    public const int ListMaximum = 10_000;

    /// <summary>How deep lists may stand in lists. Formulas of formulas could nest them without end, and whoever walks a value goes as deep as it does.</summary>
    public const int ListDepthMaximum = 32;

    /// <summary>Steps of one evaluation: one for every node that is computed and every value that a list function looks at, and one for every 64 characters of text that is read or made.</summary>
    public const int WorkMaximum = 200_000;

    /// <summary>Characters of a regular expression.</summary>
    public const int PatternMaximum = 1_000;

    /// <summary>How long the searches by regular expressions of one evaluation may take together.</summary>
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(500);
}
