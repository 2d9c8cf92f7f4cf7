using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>A part of a formula that has a value.</summary>
internal abstract class Node(FormulaType type, int depth)
{
    /// <summary>What the value is, as far as the expression says it.</summary>
    public FormulaType Type { get; } = type;

    /// <summary>How many nodes are below this one at the deepest place, itself included.</summary>
    public int Depth { get; } = depth;

    public Value Evaluate(Evaluation evaluation)
    {
        evaluation.Enter();
        return Compute(evaluation);
    }

    protected abstract Value Compute(Evaluation evaluation);

    protected static int Above(params ReadOnlySpan<Node> nodes)
    {
        var depth = 0;
        foreach (var node in nodes)
            depth = Math.Max(depth, node.Depth);
        return depth + 1;
    }

    /// <summary>What a value is that is one of two.</summary>
    public static FormulaType Either(FormulaType one, FormulaType other) => one == other ? one : FormulaType.Any;
}

/// <summary>A number, a text, true or false.</summary>
internal sealed class ConstantNode(Value value, FormulaType type) : Node(type, 1)
{
    public Value Value { get; } = value;

    protected override Value Compute(Evaluation evaluation) => Value;
}

/// <summary>A property of the row.</summary>
internal sealed class PropertyNode(PropertyDefinition property, FormulaType type) : Node(type, 1)
{
    protected override Value Compute(Evaluation evaluation) =>
        evaluation.OfProperty(evaluation.Context.ValueOf(property), Type);
}

/// <summary>A property of a row that a relation leads to: <c>current.prop("Done")</c>. Of several rows, the list of their values.</summary>
internal sealed class RelatedPropertyNode(Node rows, string name) : Node(FormulaType.Any, Above(rows))
{
    protected override Value Compute(Evaluation evaluation)
    {
        switch (rows.Evaluate(evaluation))
        {
            case Value.Row row:
                return Of(evaluation, row);
            case Value.Many many:
                var values = new List<Value>(many.Items.Count);
                foreach (var item in many.Items)
                {
                    evaluation.Charge(1);
                    values.Add(item is Value.Row row ? Of(evaluation, row) : Value.Nothing);
                }

                return evaluation.List(values);
            default:
                return Value.Nothing;
        }
    }

    private Value Of(Evaluation evaluation, Value.Row row) =>
        evaluation.OfProperty(evaluation.Context.RelatedValueOf(row.Id, name), FormulaType.Any);
}

/// <summary>A variable of <c>let</c>, or <c>current</c> or <c>index</c>.</summary>
internal sealed class VariableNode(int slot, FormulaType type) : Node(type, 1)
{
    protected override Value Compute(Evaluation evaluation) => evaluation.Slots[slot];
}

/// <summary><c>let(name, value, result)</c>.</summary>
internal sealed class LetNode(int slot, Node value, Node result) : Node(result.Type, Above(value, result))
{
    protected override Value Compute(Evaluation evaluation)
    {
        evaluation.Slots[slot] = value.Evaluate(evaluation);
        return result.Evaluate(evaluation);
    }
}

/// <summary><c>[a, b, c]</c>.</summary>
internal sealed class ListNode(Node[] items) : Node(FormulaType.List, Above(items))
{
    protected override Value Compute(Evaluation evaluation)
    {
        var values = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
            values[i] = items[i].Evaluate(evaluation);
        return evaluation.List(values);
    }
}

/// <summary><c>a ? b : c</c>.</summary>
internal sealed class ConditionNode(Node condition, Node whenTrue, Node whenFalse)
    : Node(Either(whenTrue.Type, whenFalse.Type), Above(condition, whenTrue, whenFalse))
{
    protected override Value Compute(Evaluation evaluation) =>
        Coerce.IsTrue(condition.Evaluate(evaluation)) ? whenTrue.Evaluate(evaluation) : whenFalse.Evaluate(evaluation);
}

/// <summary><c>-a</c>, <c>+a</c>, <c>not a</c>.</summary>
internal sealed class SignNode(char sign, Node operand)
    : Node(sign == '!' ? FormulaType.Flag : FormulaType.Number, Above(operand))
{
    protected override Value Compute(Evaluation evaluation)
    {
        var value = operand.Evaluate(evaluation);
        return sign switch
        {
            '!' => Evaluation.Flag(!Coerce.IsTrue(value)),
            '-' => Arithmetic.Compute(evaluation, '-', Zero, value),
            _ => Coerce.ToNumber(evaluation, value),
        };
    }

    private static readonly Value Zero = new Value.Number(0);
}

/// <summary>A row of operators of equal strength, computed from the left: <c>a + b - c</c>, <c>a and b and c</c>.</summary>
internal sealed class OperatorsNode(Node first, IReadOnlyList<(string Operator, Node Operand)> others)
    : Node(TypeOf(first, others), Above([first, .. others.Select(o => o.Operand)]))
{
    private static FormulaType TypeOf(Node first, IReadOnlyList<(string Operator, Node Operand)> others)
    {
        var type = first.Type;
        foreach (var (@operator, operand) in others)
        {
            type = @operator switch
            {
                "+" when type == FormulaType.Text || operand.Type == FormulaType.Text => FormulaType.Text,
                "+" when type is FormulaType.Any or FormulaType.List => FormulaType.Any,
                "+" when operand.Type is FormulaType.Any or FormulaType.List => FormulaType.Any,
                "+" or "-" or "*" or "/" or "%" or "^" => FormulaType.Number,
                _ => FormulaType.Flag,
            };
        }

        return type;
    }

    protected override Value Compute(Evaluation evaluation)
    {
        var value = first.Evaluate(evaluation);
        foreach (var (@operator, operand) in others)
        {
            evaluation.Charge(1);
            value = @operator switch
            {
                "and" => Evaluation.Flag(Coerce.IsTrue(value) && Coerce.IsTrue(operand.Evaluate(evaluation))),
                "or" => Evaluation.Flag(Coerce.IsTrue(value) || Coerce.IsTrue(operand.Evaluate(evaluation))),
                _ => Compute(evaluation, @operator, value, operand.Evaluate(evaluation)),
            };
        }

        return value;
    }

    private static Value Compute(Evaluation evaluation, string @operator, Value left, Value right) =>
        @operator switch
        {
            "==" => Evaluation.Flag(Coerce.AreEqual(evaluation, left, right)),
            "!=" => Evaluation.Flag(!Coerce.AreEqual(evaluation, left, right)),
            "<" => Evaluation.Flag(Coerce.Compare(evaluation, left, right) < 0),
            "<=" => Evaluation.Flag(Coerce.Compare(evaluation, left, right) <= 0),
            ">" => Evaluation.Flag(Coerce.Compare(evaluation, left, right) > 0),
            ">=" => Evaluation.Flag(Coerce.Compare(evaluation, left, right) >= 0),
            _ => Arithmetic.Compute(evaluation, @operator[0], left, right),
        };
}

/// <summary>A call of a function.</summary>
internal sealed class CallNode(Function function, Node[] arguments, int itemSlot)
    : Node(function.TypeOf(arguments), Above(arguments))
{
    protected override Value Compute(Evaluation evaluation) =>
        function.Apply(new Call(evaluation, arguments, itemSlot));
}
