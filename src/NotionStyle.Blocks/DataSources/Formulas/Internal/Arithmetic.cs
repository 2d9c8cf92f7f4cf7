using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>What <c>+ - * / % ^</c> do.</summary>
internal static class Arithmetic
{
    /// <summary>
    /// <c>+</c> joins when one side is a text, a list, an option, a person or a row: in words, whatever is no number; two lists become one. Everything else needs numbers on both sides: no
    /// value is 0, true is 1, and a date makes no value.
    /// </summary>
    public static Value Compute(Evaluation evaluation, char @operator, Value left, Value right)
    {
        if (@operator == '+' && (IsWords(left) || IsWords(right)))
        {
            return (left, right) switch
            {
                (Value.Many one, Value.Many other) => evaluation.List([.. one.Items, .. other.Items]),
                _ => Join(evaluation, left, right),
            };
        }

        return Operand(left) is { } first && Operand(right) is { } second
            ? Evaluation.Number(Compute(@operator, first, second))
            : Value.Nothing;
    }

    public static double Compute(char @operator, double left, double right) =>
        @operator switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            '%' => left % right,
            _ => Math.Pow(left, right),
        };

    private static Value Join(Evaluation evaluation, Value left, Value right)
    {
        var start = Words.Of(evaluation, left);
        var end = Words.Of(evaluation, right);
        Evaluation.RequireLength((long)start.Length + end.Length);
        return evaluation.Text(start + end);
    }

    private static bool IsWords(Value value) =>
        value is Value.Text or Value.Choice or Value.Many or Value.Person or Value.Row or Value.File;

    private static double? Operand(Value value) =>
        value switch
        {
            Value.Number number => number.Amount,
            Value.Flag flag => flag.IsTrue ? 1 : 0,
            Value.Date => null,
            { IsEmpty: true } => 0,
            _ => null,
        };
}
