using System.Globalization;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

/// <summary>Makes random formulas that can be read, random text that looks like formulas, and random values.</summary>
internal sealed class FormulaMaker(int seed)
{
    private static readonly string[] Operators =
    [
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "and",
        "or",
        "&&",
        "||",
    ];

    private static readonly string[] Pieces =
    [
        .. Operators,
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "?",
        ":",
        "not",
        "!",
        "\"",
        "\"a\"",
        "\\",
        "1",
        "1.5e3",
        "prop(\"N\")",
        "prop(",
        "{{notion:block_property:",
        "}}",
        "current",
        "let(a,",
        "map(",
        "true",
        " ",
        "/*",
        "*/",
        "//",
        "\n",
        "\0",
        "😀",
        "\uD800",
        "é",
    ];

    private readonly Random _random = new(seed);
    private int _scopes;

    public string Expression(int depth)
    {
        switch (depth <= 0 ? _random.Next(4) : _random.Next(14))
        {
            case 0:
                return _random.Next(2) == 0
                    ? _random.Next(-3, 40).ToString(CultureInfo.InvariantCulture)
                    : (_random.NextDouble() * Math.Pow(10, _random.Next(-8, 20))).ToString(
                        "F9",
                        CultureInfo.InvariantCulture
                    );
            case 1:
                return Pick("\"\"", "\"a\"", "\"a1,b2\"", "\"2026-01-31\"", "\"days\"", "true", "false", "[]", "now()");
            case 2 or 3:
                return _scopes > 0 && _random.Next(2) == 0
                    ? Pick("current", "index")
                    : $"prop(\"{FormulaSample.Schema.Properties[_random.Next(FormulaSample.Schema.Properties.Count)].Name}\")";
            case 4:
                return $"({Expression(depth - 1)})";
            case 5:
                return $"{Pick("-", "not ", "!")}({Expression(depth - 1)})";
            case 6:
                return $"({Expression(depth - 1)} ? {Expression(depth - 1)} : {Expression(depth - 1)})";
            case 7:
                return $"[{Expression(depth - 1)}, {Expression(depth - 1)}]";
            case 8 or 9:
                return $"(({Expression(depth - 1)}) {Operators[_random.Next(Operators.Length)]} ({Expression(depth - 1)}))";
            case 10:
                return $"let(v, {Expression(depth - 1)}, v + {Expression(depth - 1)})";
            case 11:
                _scopes++;
                var inner = Expression(depth - 1);
                _scopes--;
                return $"({Expression(depth - 1)}).{Pick("map", "filter", "some", "every", "find", "findIndex", "sort")}({inner})";
            default:
                return Call(depth);
        }
    }

    private string Call(int depth)
    {
        while (true)
        {
            var name = Formula.FunctionNames[_random.Next(Formula.FunctionNames.Count)];
            if (name is "let" or "lets" or "prop" or "map" or "filter" or "some" or "every" or "find" or "findIndex")
                continue;
            var arguments = Enumerable.Range(0, _random.Next(4)).Select(_ => Expression(depth - 1)).ToList();
            var call = $"{name}({string.Join(", ", arguments)})";
            try
            {
                // The number of arguments, a unit or a pattern may be wrong: another one then. Whether the arguments are fit is the matter of the test.
                Formula.Parse($"[1].map({call})", FormulaSample.Schema);
                return call;
            }
            catch (FormulaException) { }
        }
    }

    public string Noise() =>
        string.Concat(
            Enumerable
                .Range(0, _random.Next(40))
                .Select(_ =>
                    _random.Next(5) == 0 ? Expression(1)
                    : _random.Next(8) == 0 ? Formula.FunctionNames[_random.Next(Formula.FunctionNames.Count)]
                    : Pieces[_random.Next(Pieces.Length)]
                )
        );

    public Value Any(int depth = 2) =>
        _random.Next(depth > 0 ? 9 : 8) switch
        {
            0 => Value.Nothing,
            1 => new Value.Text(Pick("", "a", "a1,b2", "7 up", "\uD800", "2026-01-31", new string('x', 500))),
            2 => new Value.Number(Number()),
            3 => new Value.Flag(_random.Next(2) == 0),
            4 => Date(),
            5 => new Value.Choice("o1", Pick("", "a", "Done"), 0),
            6 => new Value.Person(FormulaSample.Ada),
            7 => _random.Next(2) == 0 ? new Value.Row(FormulaSample.TaskOne) : new Value.File("f.pdf"),
            _ => new Value.Many([.. Enumerable.Range(0, _random.Next(5)).Select(_ => Any(depth - 1))]),
        };

    /// <summary>A value that a property of the type may have.</summary>
    public Value Of(PropertyType type) =>
        _random.Next(5) == 0
            ? Value.Nothing
            : type switch
            {
                PropertyType.Number => new Value.Number(Number()),
                PropertyType.Checkbox => new Value.Flag(_random.Next(2) == 0),
                PropertyType.Status => new Value.Choice("o1", Pick("a", "Done"), 0),
                PropertyType.Date => Date(),
                PropertyType.MultiSelect => Some(() => new Value.Choice("o1", Pick("a", "b"), 0)),
                PropertyType.People => Some(() => new Value.Person(FormulaSample.Ada)),
                PropertyType.Relation => Some(() => new Value.Row(FormulaSample.TaskOne)),
                _ => new Value.Text(Pick("", "a", "a1,b2", "7 up", "\uD800", "2026-01-31", new string('x', 500))),
            };

    private Value.Many Some(Func<Value> make) => new([.. Enumerable.Range(0, _random.Next(4)).Select(_ => make())]);

    public double Number() =>
        _random.Next(4) switch
        {
            0 => _random.Next(-5, 6),
            1 => _random.NextDouble() * Math.Pow(10, _random.Next(-300, 300)),
            2 => -_random.NextDouble() * 1000,
            _ => _random.Next(2) == 0 ? double.MaxValue : double.Epsilon,
        };

    private Value.Date Date()
    {
        var start = _random.Next(4) switch
        {
            0 => DateTimeOffset.MinValue,
            1 => DateTimeOffset.MaxValue,
            _ => FormulaSample
                .Now.AddDays(_random.Next(-20_000, 20_000))
                .ToOffset(TimeSpan.FromHours(_random.Next(-12, 13))),
        };
        return new Value.Date(new DateRange(start, _random.Next(2) == 0, _random.Next(2) == 0 ? start : null));
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
