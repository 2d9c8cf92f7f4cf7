using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Numbers. What is given something that is no number has no value; <c>sum</c>, <c>mean</c> and their kin leave out what is no number.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        Operator("subtract", '-'),
        Operator("multiply", '*'),
        Operator("divide", '/'),
        Operator("mod", '%'),
        Operator("pow", '^'),
        new(
            "add",
            2,
            2,
            "add(a, b)",
            static nodes =>
                nodes.Any(n => n.Type == FormulaType.Text) ? FormulaType.Text
                : nodes.Any(n => n.Type is FormulaType.Any or FormulaType.List) ? FormulaType.Any
                : FormulaType.Number,
            static call => Arithmetic.Compute(call.Evaluation, '+', call.Value(0), call.Value(1))
        ),
        Number("unaryMinus", "unaryMinus(number)", static n => -n),
        new(
            "unaryPlus",
            1,
            1,
            "unaryPlus(value)",
            static _ => FormulaType.Number,
            static call => Coerce.ToNumber(call.Evaluation, call.Value(0))
        ),
        Number("abs", "abs(number)", Math.Abs),
        Number("ceil", "ceil(number)", Math.Ceiling),
        Number("floor", "floor(number)", Math.Floor),
        Number("sqrt", "sqrt(number)", Math.Sqrt),
        Number("cbrt", "cbrt(number)", Math.Cbrt),
        Number("exp", "exp(number)", Math.Exp),
        Number("ln", "ln(number)", Math.Log),
        Number("log10", "log10(number)", Math.Log10),
        Number("log2", "log2(number)", Math.Log2),
        Number("sign", "sign(number)", static n => Math.Sign(n)),
        Of("round", 1, 2, "round(number, digits)", Round),
        Of("pi", 0, 0, "pi()", static _ => Math.PI),
        Of("e", 0, 0, "e()", static _ => Math.E),
        OfMany("sum", "sum(number or list, …)", static numbers => numbers.Sum()),
        OfMany("min", "min(number or list, …)", static numbers => numbers.Count == 0 ? null : numbers.Min()),
        OfMany("max", "max(number or list, …)", static numbers => numbers.Count == 0 ? null : numbers.Max()),
        OfMany("mean", "mean(number or list, …)", static numbers => numbers.Count == 0 ? null : numbers.Average()),
        OfMany("median", "median(number or list, …)", Statistics.Median),
    ];

    private static Function Of(string name, int minimum, int maximum, string usage, Func<Call, double?> apply) =>
        new(
            name,
            minimum,
            maximum,
            usage,
            static _ => FormulaType.Number,
            call => apply(call) is { } amount ? Evaluation.Number(amount) : Value.Nothing
        );

    private static Function Number(string name, string usage, Func<double, double> apply) =>
        Of(name, 1, 1, usage, call => call.Number(0) is { } amount ? apply(amount) : null);

    private static Function OfMany(string name, string usage, Func<List<double>, double?> apply) =>
        Of(
            name,
            1,
            Function.Many,
            usage,
            call =>
            {
                var items = call.Flattened();
                call.Evaluation.Charge(items.Count);
                return apply([.. items.Select(Call.AsNumber).OfType<double>()]);
            }
        );

    private static Function Operator(string name, char @operator) =>
        new(
            name,
            2,
            2,
            $"{name}(a, b)",
            static _ => FormulaType.Number,
            call => Arithmetic.Compute(call.Evaluation, @operator, call.Value(0), call.Value(1))
        );

    /// <summary>
    /// Halves go up, as in JavaScript: -2.5 becomes -2. Digits are decimal digits of what people see: <c>round(1.005, 2)</c> is 1.01, although the nearest double to 1.005 is
    /// a little less. Negative digits round to tens and hundreds.
    /// </summary>
    private static double? Round(Call call)
    {
        if (call.Number(0) is not { } amount)
            return null;
        var digits = call.Count > 1 ? Math.Clamp(call.Integer(1) ?? 0, -15, 15) : 0;
        if (Math.Abs(amount) >= 1e12 || digits > 12)
        {
            // Past the digits of a decimal's comfort; doubles this large have few digits behind the point anyway.
            var scale = Math.Pow(10, digits);
            var scaled = Math.Floor((amount * scale) + 0.5) / scale;
            return double.IsFinite(scaled) ? scaled : amount;
        }

        var unit = 1m;
        for (var i = 0; i < Math.Abs(digits); i++)
            unit *= 10;
        var exact = (decimal)amount;
        return (double)(
            digits >= 0 ? Math.Floor((exact * unit) + 0.5m) / unit : Math.Floor((exact / unit) + 0.5m) * unit
        );
    }
}
