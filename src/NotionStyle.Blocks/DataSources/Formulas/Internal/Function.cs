using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>A function of the language.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Minimum">The fewest arguments.</param>
/// <param name="Maximum">The most arguments.</param>
/// <param name="Usage">How it is used, for messages and for the list of functions.</param>
/// <param name="TypeOf">What it gives for some arguments.</param>
/// <param name="Apply">What it does. An argument is computed when it is asked for, so that <c>if</c> is a function like any other.</param>
internal sealed record Function(
    string Name,
    int Minimum,
    int Maximum,
    string Usage,
    Func<Node[], FormulaType> TypeOf,
    Func<Call, Value> Apply
)
{
    /// <summary>For as many arguments as somebody likes.</summary>
    public const int Many = FormulaLimits.NodesMaximum;

    /// <summary>Whether the arguments after the first are computed for every item, which they know as <c>current</c>, and its place as <c>index</c>.</summary>
    public bool GoesThroughList { get; init; }

    /// <summary>Finds what can be known to be wrong before any row is seen; null for nothing.</summary>
    public Func<Node[], string?>? Check { get; init; }
}

/// <summary>A call: the arguments, and what they are computed with.</summary>
internal readonly struct Call(Evaluation evaluation, Node[] arguments, int itemSlot)
{
    public Evaluation Evaluation { get; } = evaluation;

    public int Count => arguments.Length;

    public Value Value(int at) => arguments[at].Evaluate(Evaluation);

    public bool IsTrue(int at) => Coerce.IsTrue(Value(at));

    /// <summary>An argument as a number; null when it is none. No value is no number here: <c>abs</c> of nothing is nothing.</summary>
    public double? Number(int at) => AsNumber(Value(at));

    public static double? AsNumber(Value value) =>
        value switch
        {
            Value.Number number => number.Amount,
            Value.Flag flag => flag.IsTrue ? 1 : 0,
            _ => null,
        };

    /// <summary>An argument as a whole number, cut off behind the point and kept within ±1,000,000,000.</summary>
    public int? Integer(int at) => Number(at) is { } n ? (int)Math.Clamp(Math.Truncate(n), -1e9, 1e9) : null;

    /// <summary>An argument as text, in words.</summary>
    public string Text(int at)
    {
        var text = Words.Of(Evaluation, Value(at));
        Evaluation.ChargeText(text.Length);
        return text;
    }

    public DateRange? Date(int at) => Value(at) is Value.Date date ? date.Range : null;

    /// <summary>An argument as a list: what is no list is a list of one, no value is the empty one.</summary>
    public IReadOnlyList<Value> List(int at) => AsList(Value(at));

    public static IReadOnlyList<Value> AsList(Value value) =>
        value switch
        {
            Value.Many many => many.Items,
            { IsEmpty: true } => [],
            _ => [value],
        };

    /// <summary>The items of all arguments, lists taken apart.</summary>
    public List<Value> Flattened()
    {
        var items = new List<Value>();
        for (var at = 0; at < Count; at++)
            Flatten(Value(at), items);
        Evaluation.Charge(items.Count);
        return items;
    }

    public void Flatten(Value value, List<Value> into)
    {
        if (value is not Value.Many many)
        {
            into.Add(value);
            return;
        }

        Evaluation.Charge(1 + many.Items.Count);
        foreach (var item in many.Items)
            Flatten(item, into);
    }

    /// <summary>Computes the second argument for an item.</summary>
    public Value ForItem(IReadOnlyList<Value> items, int index)
    {
        Evaluation.Slots[itemSlot] = items[index];
        Evaluation.Slots[itemSlot + 1] = new Value.Number(index);
        return Value(1);
    }
}
