using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Conditions and comparisons. The words of Notion's first formulas (<c>equal</c>, <c>larger</c> …) are understood, too: people's schemas still hold them.</summary>
internal static class LogicFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("if", 2, 3, "if(condition, value, otherwise)", TypeOfIf, If),
        new("ifs", 2, Function.Many, "ifs(condition, value, condition, value, …, otherwise)", TypeOfIfs, Ifs),
        Flag("and", 1, Function.Many, "and(condition, condition, …)", And),
        Flag("or", 1, Function.Many, "or(condition, condition, …)", Or),
        Flag("not", 1, 1, "not(condition)", static call => !call.IsTrue(0)),
        // Notion counts 0 and false as empty, as a person does who looks at an untouched row.
        Flag("empty", 0, 1, "empty(value)", static call => call.Count == 0 || IsBlank(call.Value(0))),
        Flag("equal", 2, 2, "equal(a, b)", AreEqual),
        Flag("unequal", 2, 2, "unequal(a, b)", static call => !AreEqual(call)),
        Flag("larger", 2, 2, "larger(a, b)", static call => Compare(call) > 0),
        Flag("largerEq", 2, 2, "largerEq(a, b)", static call => Compare(call) >= 0),
        Flag("smaller", 2, 2, "smaller(a, b)", static call => Compare(call) < 0),
        Flag("smallerEq", 2, 2, "smallerEq(a, b)", static call => Compare(call) <= 0),
    ];

    private static Function Flag(string name, int minimum, int maximum, string usage, Func<Call, bool> apply) =>
        new(name, minimum, maximum, usage, static _ => FormulaType.Flag, call => Evaluation.Flag(apply(call)));

    private static FormulaType TypeOfIf(Node[] nodes) =>
        nodes.Length < 3 ? nodes[1].Type : Node.Either(nodes[1].Type, nodes[2].Type);

    private static Value If(Call call) =>
        call.IsTrue(0) ? call.Value(1)
        : call.Count > 2 ? call.Value(2)
        : Value.Nothing;

    private static FormulaType TypeOfIfs(Node[] nodes)
    {
        var type = nodes[1].Type;
        for (var at = 3; at < nodes.Length; at += 2)
            type = Node.Either(type, nodes[at].Type);
        return nodes.Length % 2 == 1 ? Node.Either(type, nodes[^1].Type) : type;
    }

    private static Value Ifs(Call call)
    {
        var at = 0;
        for (; at + 1 < call.Count; at += 2)
        {
            if (call.IsTrue(at))
                return call.Value(at + 1);
        }

        return at < call.Count ? call.Value(at) : Value.Nothing;
    }

    private static bool And(Call call)
    {
        for (var at = 0; at < call.Count; at++)
        {
            if (!call.IsTrue(at))
                return false;
        }

        return true;
    }

    private static bool Or(Call call)
    {
        for (var at = 0; at < call.Count; at++)
        {
            if (call.IsTrue(at))
                return true;
        }

        return false;
    }

    public static bool IsBlank(Value value) =>
        value.IsEmpty || value is Value.Number { Amount: 0 } or Value.Flag { IsTrue: false };

    private static bool AreEqual(Call call) => Coerce.AreEqual(call.Evaluation, call.Value(0), call.Value(1));

    private static int? Compare(Call call) => Coerce.Compare(call.Evaluation, call.Value(0), call.Value(1));
}
