using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Lists. What is no list counts as a list of one. Places count from 0, and from the end when they are negative.</summary>
internal static class ListFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("length", 1, 1, "length(text or list)", static _ => FormulaType.Number, Length),
        new(
            "count",
            1,
            1,
            "count(list)",
            static _ => FormulaType.Number,
            static c => Evaluation.Number(c.List(0).Count)
        ),
        new("at", 2, 2, "at(list, place)", static _ => FormulaType.Any, static c => At(c.List(0), c.Integer(1) ?? 0)),
        new("first", 1, 1, "first(list)", static _ => FormulaType.Any, static c => At(c.List(0), 0)),
        new("last", 1, 1, "last(list)", static _ => FormulaType.Any, static c => At(c.List(0), -1)),
        new(
            "slice",
            2,
            3,
            "slice(list, start, end)",
            static nodes => nodes[0].Type is FormulaType.Text or FormulaType.Any ? nodes[0].Type : FormulaType.List,
            Slice
        ),
        List("concat", 1, Function.Many, "concat(list, list, …)", Concat) with
        {
            TypeOf = static nodes =>
                nodes.All(n => n.Type == FormulaType.Text) ? FormulaType.Text
                : nodes.Any(n => n.Type is not (FormulaType.Text or FormulaType.Any)) ? FormulaType.List
                : FormulaType.Any,
        },
        List("sort", 1, 2, "sort(list, current)", Sort) with
        {
            GoesThroughList = true,
        },
        List("reverse", 1, 1, "reverse(list)", static c => c.Evaluation.List([.. c.List(0).Reverse()])),
        List("unique", 1, 1, "unique(list)", Unique),
        List("flat", 1, 1, "flat(list)", Flat),
        List("filter", 2, 2, "filter(list, condition of current)", Filter) with
        {
            GoesThroughList = true,
        },
        List("map", 2, 2, "map(list, value of current)", Map) with
        {
            GoesThroughList = true,
        },
        new(
            "includes",
            2,
            2,
            "includes(list, value)",
            static _ => FormulaType.Flag,
            static c => Evaluation.Flag(Includes(c.Evaluation, c.List(0), c.Value(1)))
        ),
        new("find", 2, 2, "find(list, condition of current)", static _ => FormulaType.Any, Find)
        {
            GoesThroughList = true,
        },
        new("findIndex", 2, 2, "findIndex(list, condition of current)", static _ => FormulaType.Number, FindIndex)
        {
            GoesThroughList = true,
        },
        new("some", 2, 2, "some(list, condition of current)", static _ => FormulaType.Flag, Some)
        {
            GoesThroughList = true,
        },
        new("every", 2, 2, "every(list, condition of current)", static _ => FormulaType.Flag, Every)
        {
            GoesThroughList = true,
        },
    ];

    private static Function List(string name, int minimum, int maximum, string usage, Func<Call, Value> apply) =>
        new(name, minimum, maximum, usage, static _ => FormulaType.List, apply);

    public static bool Includes(Evaluation evaluation, IReadOnlyList<Value> items, Value wanted)
    {
        var canonical = Coerce.Canonical(wanted);
        evaluation.Charge(Coerce.Cost(wanted));
        foreach (var item in items)
        {
            evaluation.Charge(Coerce.Cost(item));
            if (Coerce.Canonical(item).Equals(canonical))
                return true;
        }

        return false;
    }

    /// <summary>Characters of a text (and of what counts as one), items of a list.</summary>
    private static Value Length(Call call)
    {
        var value = call.Value(0);
        return Evaluation.Number(value is Value.Many many ? many.Items.Count : Words.Of(call.Evaluation, value).Length);
    }

    private static Value At(IReadOnlyList<Value> items, int place)
    {
        var at = place < 0 ? items.Count + place : place;
        return at >= 0 && at < items.Count ? items[at] : Value.Nothing;
    }

    /// <summary>Of a list, and as in Notion's first formulas of a text.</summary>
    private static Value Slice(Call call)
    {
        var value = call.Value(0);
        if (value is Value.Text or Value.Choice)
        {
            var text = Words.Of(call.Evaluation, value);
            var (from, until) = Part(call, text.Length);
            return call.Evaluation.Text(text[from..until]);
        }

        var items = Call.AsList(value);
        var (start, end) = Part(call, items.Count);
        return call.Evaluation.List([.. items.Skip(start).Take(end - start)]);
    }

    private static (int Start, int End) Part(Call call, int length)
    {
        var start = Place(call.Integer(1) ?? 0, length);
        var end = call.Count > 2 ? Place(call.Integer(2) ?? length, length) : length;
        return (start, Math.Max(start, end));
    }

    private static int Place(int place, int length) => Math.Clamp(place < 0 ? length + place : place, 0, length);

    /// <summary>Lists become one list; texts alone become one text, as in Notion's first formulas.</summary>
    private static Value Concat(Call call)
    {
        var values = new Value[call.Count];
        for (var at = 0; at < call.Count; at++)
            values[at] = call.Value(at);
        return values.All(v => v is Value.Text or Value.Choice)
            ? call.Evaluation.Text(Words.Join(call.Evaluation, values, ""))
            : call.Evaluation.List([.. values.SelectMany(Call.AsList)]);
    }

    /// <summary>By the items themselves, or by what the second argument makes of each. What is equal stays as it stood.</summary>
    private static Value Sort(Call call)
    {
        var items = call.List(0);
        var keys = new Value[items.Count];
        var cost = 0L;
        for (var at = 0; at < items.Count; at++)
        {
            keys[at] = call.Count > 1 ? call.ForItem(items, at) : items[at];
            cost += Coerce.Cost(keys[at]);
        }

        // Charged before and not in the comparison: an exception must not pass through the sort.
        call.Evaluation.Charge((int)Math.Min(FormulaLimits.WorkMaximum, cost * (1 + (int)Math.Log2(items.Count + 1))));
        var order = Enumerable.Range(0, items.Count).OrderBy(at => keys[at], Comparer<Value>.Create(Coerce.CompareAny));
        return call.Evaluation.List([.. order.Select(at => items[at])]);
    }

    private static Value Unique(Call call)
    {
        var items = call.List(0);
        var seen = new HashSet<Value>();
        var unique = new List<Value>();
        foreach (var item in items)
        {
            call.Evaluation.Charge(2 * Coerce.Cost(item));
            if (seen.Add(Coerce.Canonical(item)))
                unique.Add(item);
        }

        return call.Evaluation.List(unique);
    }

    private static Value Flat(Call call)
    {
        var items = new List<Value>();
        call.Flatten(call.Value(0), items);
        return call.Evaluation.List(items);
    }

    private static Value Map(Call call)
    {
        var items = call.List(0);
        var mapped = new Value[items.Count];
        for (var at = 0; at < items.Count; at++)
            mapped[at] = call.ForItem(items, at);
        return call.Evaluation.List(mapped);
    }

    private static Value Filter(Call call)
    {
        var items = call.List(0);
        var kept = new List<Value>();
        for (var at = 0; at < items.Count; at++)
        {
            if (Coerce.IsTrue(call.ForItem(items, at)))
                kept.Add(items[at]);
        }

        return call.Evaluation.List(kept);
    }

    private static int IndexWhere(Call call, IReadOnlyList<Value> items, bool wanted)
    {
        for (var at = 0; at < items.Count; at++)
        {
            if (Coerce.IsTrue(call.ForItem(items, at)) == wanted)
                return at;
        }

        return -1;
    }

    private static Value Find(Call call)
    {
        var items = call.List(0);
        var at = IndexWhere(call, items, true);
        return at < 0 ? Value.Nothing : items[at];
    }

    private static Value FindIndex(Call call) => Evaluation.Number(IndexWhere(call, call.List(0), true));

    private static Value Some(Call call) => Evaluation.Flag(IndexWhere(call, call.List(0), true) >= 0);

    private static Value Every(Call call) => Evaluation.Flag(IndexWhere(call, call.List(0), false) < 0);
}
