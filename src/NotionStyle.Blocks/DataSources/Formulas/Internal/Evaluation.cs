using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>One computation of a formula: its variables, and how much work is left.</summary>
/// <remarks>
/// Everything that costs is charged before it is done, so that no expression takes longer than <see cref="FormulaLimits.WorkMaximum" /> allows. Values share their parts
/// (<c>let(a, [x, x], let(b, [a, a], …))</c>), so a list is weighed with all that is in it when it is made: whoever walks one meets at most
/// <see cref="FormulaLimits.ListMaximum" /> values.
/// </remarks>
internal sealed class Evaluation(FormulaContext context, int slots, ConcurrentDictionary<string, Regex> patterns)
{
    /// <summary>What a formula remembers of patterns that are made ready; those that stand in it are few.</summary>
    private const int PatternsMaximum = 32;

    private const int PatternCost = 20;

    private int _work;
    private int _checked;
    private TimeSpan _searched;

    public FormulaContext Context { get; } = context;

    /// <summary>The variables; where each stands was decided when the expression was read.</summary>
    public Value[] Slots { get; } = slots == 0 ? [] : new Value[slots];

    /// <summary>Takes work from what is left.</summary>
    public void Charge(int units)
    {
        _work += units;
        if (_work > FormulaLimits.WorkMaximum)
            throw new FormulaStoppedException();
        if (_work - _checked > 1_000)
        {
            _checked = _work;
            Context.Aborted.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Charges for reading or making so much text.</summary>
    public void ChargeText(int length) => Charge(1 + (length / 64));

    /// <summary>A pattern, made ready once for the formula: it may be asked for with every row, and with every item of a list.</summary>
    public Regex Pattern(string pattern, Func<string, Regex> create)
    {
        Charge(PatternCost);
        if (patterns.TryGetValue(pattern, out var known))
            return known;
        var created = create(pattern);
        if (patterns.Count < PatternsMaximum)
            patterns.TryAdd(pattern, created);
        return created;
    }

    /// <summary>Adds the time that a search took. A text can be made on which every match looks at all that follows; this is what ends that.</summary>
    public void Searched(TimeSpan time)
    {
        _searched += time;
        if (_searched > FormulaLimits.PatternTimeout)
            throw new FormulaStoppedException();
    }

    /// <summary>One step into a node.</summary>
    public void Enter()
    {
        Charge(1);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new FormulaStoppedException();
    }

    /// <summary>A text that a function made.</summary>
    public Value Text(string text)
    {
        RequireLength(text.Length);
        ChargeText(text.Length);
        return new Value.Text(text);
    }

    /// <summary>Stops when a text would become too long.</summary>
    public static void RequireLength(long length)
    {
        if (length > FormulaLimits.TextMaximum)
            throw new FormulaStoppedException();
    }

    /// <summary>A number that a function made; no value when it is not finite.</summary>
    public static Value Number(double amount) => double.IsFinite(amount) ? new Value.Number(amount) : Value.Nothing;

    public static Value Flag(bool isTrue) => isTrue ? True : False;

    /// <summary>A list that a function made.</summary>
    public Value List(IReadOnlyList<Value> items)
    {
        var weight = Weigh(items, FormulaLimits.ListMaximum, 1);
        Charge(weight);
        return new Value.Many(items);
    }

    /// <summary>What a property holds, as formulas see it: no longer than the limits, and empty in the way of its type.</summary>
    public Value OfProperty(Value value, FormulaType type)
    {
        switch (value)
        {
            case Value.Text { Content.Length: > FormulaLimits.TextMaximum } text:
                return new Value.Text(text.Content[..FormulaLimits.TextMaximum]);
            case Value.Many many:
                var items =
                    many.Items.Count > FormulaLimits.ListMaximum
                        ? [.. many.Items.Take(FormulaLimits.ListMaximum)]
                        : many.Items;
                return List(items);
            case { IsEmpty: true }:
                return type switch
                {
                    FormulaType.Text => EmptyText,
                    FormulaType.List => EmptyList,
                    FormulaType.Flag => False,
                    _ => Value.Nothing,
                };
            default:
                return value;
        }
    }

    private static int Weigh(IReadOnlyList<Value> items, int left, int depth)
    {
        if (depth > FormulaLimits.ListDepthMaximum)
            throw new FormulaStoppedException();
        var weight = 1 + items.Count;
        foreach (var item in items)
        {
            if (weight > left + 1)
                throw new FormulaStoppedException();
            if (item is Value.Many many)
                weight += Weigh(many.Items, left - weight, depth + 1);
        }

        return weight > left + 1 ? throw new FormulaStoppedException() : weight;
    }

    public static readonly Value True = new Value.Flag(true);
    public static readonly Value False = new Value.Flag(false);
    public static readonly Value EmptyText = new Value.Text("");
    public static readonly Value EmptyList = new Value.Many([]);
}
