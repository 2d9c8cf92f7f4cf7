using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>
/// Reads an expression into nodes, by descent. Every way down goes through <see cref="Descend" />, so that no expression, however it nests, needs more of the stack than
/// <see cref="FormulaLimits.DepthMaximum" /> levels.
/// </summary>
internal sealed class Parser
{
    /// <summary>The operators from weak to strong; those of one line are of equal strength.</summary>
    private static readonly string[][] Operators =
    [
        ["or"],
        ["and"],
        ["==", "!="],
        ["<", "<=", ">", ">="],
        ["+", "-"],
        ["*", "/", "%"],
    ];

    private readonly DataSourceSchema _schema;
    private readonly FormulaTypes _types;
    private readonly Lexer _lexer;
    private readonly List<(string Name, int Slot, FormulaType Type)> _variables = [];
    private readonly List<PropertyDefinition> _properties = [];
    private readonly List<(int Start, int End, PropertyDefinition Property)> _references = [];
    private Token _token;
    private Token _next;
    private int _depth;
    private int _nodes;

    public Parser(string expression, DataSourceSchema schema, FormulaTypes types)
    {
        if (expression.Length > FormulaLimits.ExpressionMaximum)
            throw new FormulaException(
                FormulaLimits.ExpressionMaximum,
                $"the formula has {expression.Length} characters; at most {FormulaLimits.ExpressionMaximum} are allowed. Move parts of it into formulas of their own."
            );
        _schema = schema;
        _types = types;
        _lexer = new Lexer(expression);
        _token = _lexer.Next();
        _next = _lexer.Next();
    }

    public int SlotCount { get; private set; }

    /// <summary>The properties that the expression asks of related rows, by name.</summary>
    public HashSet<string> RelatedNames { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<PropertyDefinition> Properties => [.. _properties];

    /// <summary>Where the expression names properties of its own row, in order: the name in its quotes, without <c>prop</c>.</summary>
    public IReadOnlyList<(int Start, int End, PropertyDefinition Property)> References => _references;

    public Node Read()
    {
        if (_token.Kind == TokenKind.End)
            throw new FormulaException(0, "the formula is empty; expected an expression, such as prop(\"Name\").");
        var root = Expression();
        return _token.Kind == TokenKind.End ? root : throw Wrong("an operator or the end of the formula");
    }

    private Node Expression()
    {
        Descend();
        var condition = Chain(0);
        if (_token.Is("?"))
        {
            Advance();
            var whenTrue = Expression();
            Expect(":");
            condition = Made(new ConditionNode(condition, whenTrue, Expression()));
        }

        _depth--;
        return condition;
    }

    private Node Chain(int strength)
    {
        if (strength == Operators.Length)
            return Signed();
        var first = Chain(strength + 1);
        List<(string, Node)>? others = null;
        while (OperatorHere(strength) is { } @operator)
        {
            Advance();
            (others ??= []).Add((@operator, Counted(Chain(strength + 1))));
        }

        return others is null ? first : Made(new OperatorsNode(first, others));
    }

    private string? OperatorHere(int strength)
    {
        var written = _token switch
        {
            { Kind: TokenKind.Name, Text: "and" or "or" } => _token.Text,
            { Kind: TokenKind.Sign, Text: "&&" } => "and",
            { Kind: TokenKind.Sign, Text: "||" } => "or",
            { Kind: TokenKind.Sign } => _token.Text,
            _ => null,
        };
        return written is not null && Operators[strength].Contains(written) ? written : null;
    }

    private Node Signed()
    {
        char? sign = _token switch
        {
            { Kind: TokenKind.Sign, Text: "-" } => '-',
            { Kind: TokenKind.Sign, Text: "+" } => '+',
            { Kind: TokenKind.Sign, Text: "!" } => '!',
            { Kind: TokenKind.Name, Text: "not" } => '!',
            _ => null,
        };
        if (sign is null)
            return Power();
        Descend();
        Advance();
        var node = Made(new SignNode(sign.Value, Signed()));
        _depth--;
        return node;
    }

    /// <summary>Binds from the right, and more strongly than a sign ahead of it: <c>-2 ^ 2</c> is -4, <c>2 ^ -1</c> is 0.5.</summary>
    private Node Power()
    {
        var operand = Postfix();
        if (!_token.Is("^"))
            return operand;
        Descend();
        Advance();
        var node = Made(new OperatorsNode(operand, [("^", Signed())]));
        _depth--;
        return node;
    }

    private Node Postfix()
    {
        var node = Primary();
        while (_token.Is("."))
        {
            Advance();
            var name = _token;
            if (name.Kind != TokenKind.Name)
                throw Wrong("the name of a function after the dot");
            Advance();
            node = name.Text == "prop" ? RelatedProperty(node) : Invoke(name, node);
        }

        return node;
    }

    private Node Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                var amount = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return double.IsFinite(amount)
                    ? Made(new ConstantNode(new Value.Number(amount), FormulaType.Number))
                    : throw new FormulaException(token.Position, $"the number {token.Shown} is too large.");
            case TokenKind.Text:
                Advance();
                return Made(new ConstantNode(new Value.Text(token.Text), FormulaType.Text));
            case TokenKind.PropertyId:
                Advance();
                return Property(
                    _schema.ById(token.Text)
                        ?? throw new FormulaException(
                            token.Position,
                            $"there is no property with the id \"{token.Text}\"."
                        )
                );
            case TokenKind.Sign when token.Text == "(":
                Advance();
                var inner = Expression();
                Expect(")");
                return inner;
            case TokenKind.Sign when token.Text == "[":
                Advance();
                return Made(new ListNode([.. Arguments("]")]));
            case TokenKind.Name:
                Advance();
                return Named(token);
            default:
                throw Wrong("a value, such as prop(\"Name\"), a number or a text");
        }
    }

    private Node Named(Token name)
    {
        switch (name.Text)
        {
            case "true":
                return Made(new ConstantNode(Evaluation.True, FormulaType.Flag));
            case "false":
                return Made(new ConstantNode(Evaluation.False, FormulaType.Flag));
            case "prop":
                return OwnProperty();
            case "let" or "lets" when _token.Is("("):
                return Let(name);
        }

        if (_token.Is("("))
            return Invoke(name, null);
        var at = _variables.FindLastIndex(v => v.Name == name.Text);
        if (at >= 0)
            return Made(new VariableNode(_variables[at].Slot, _variables[at].Type));
        if (FunctionTable.Find(name.Text) is { Minimum: 0 } constant)
            return Made(new CallNode(constant, [], 0));
        if (FunctionTable.Find(name.Text) is { } function)
            throw new FormulaException(
                name.Position,
                $"{name.Shown} is a function; expected \"(\" after it, as in {function.Usage}."
            );
        if (name.Text is "current" or "index")
            throw new FormulaException(
                name.Position,
                $"{name.Shown} is known only inside of the functions that go through a list, such as map(list, current + 1)."
            );
        var known = _variables.Select(v => v.Name).Concat(_schema.Properties.Select(p => p.Name));
        throw new FormulaException(
            name.Position,
            $"nothing is called {name.Shown} here. Properties are written as prop(\"Name\"), texts in double quotes, variables are made by let."
                + NearestName.Hint(name.Text, known)
        );
    }

    private PropertyNode OwnProperty()
    {
        var name = PropertyName();
        var property =
            _schema.ByName(name.Text)
            ?? _schema.ById(name.Text)
            ?? throw new FormulaException(
                name.Position,
                $"there is no property {name.Shown["the text ".Length..]}.{NearestName.Hint(name.Text, _schema.Properties.Select(p => p.Name))}"
            );
        _references.Add((name.Position, name.End, property));
        return Property(property);
    }

    private PropertyNode Property(PropertyDefinition property)
    {
        if (!_properties.Contains(property))
            _properties.Add(property);
        return Made(new PropertyNode(property, _types.Of(property)));
    }

    private RelatedPropertyNode RelatedProperty(Node rows)
    {
        var name = PropertyName().Text;
        RelatedNames.Add(name);
        return Made(new RelatedPropertyNode(rows, name));
    }

    private Token PropertyName()
    {
        Expect("(");
        var name = _token;
        if (name.Kind != TokenKind.Text)
            throw Wrong("the name of a property in double quotes");
        Advance();
        Expect(")");
        return name;
    }

    /// <summary><c>let(name, value, result)</c>, <c>lets(name, value, name, value, …, result)</c>.</summary>
    private Node Let(Token function)
    {
        Expect("(");
        var values = new List<(int Slot, Node Value)>();
        var outer = _variables.Count;
        do
        {
            var name = _token;
            if (name.Kind != TokenKind.Name)
                throw Wrong("the name of a variable");
            if (name.Text is "true" or "false" or "and" or "or" or "not" or "prop")
                throw new FormulaException(name.Position, $"a variable cannot be called {name.Shown}.");
            Advance();
            Expect(",");
            var value = Expression();
            Expect(",");
            values.Add((_variables.Count, value));
            Declare(name.Text, value.Type);
        } while (function.Text == "lets" && _token.Kind == TokenKind.Name && _next.Is(","));

        var node = Expression();
        Expect(")");
        _variables.RemoveRange(outer, _variables.Count - outer);
        for (var i = values.Count - 1; i >= 0; i--)
            node = Made(new LetNode(values[i].Slot, values[i].Value, node));
        return node;
    }

    private void Declare(string name, FormulaType type)
    {
        _variables.Add((name, _variables.Count, type));
        SlotCount = Math.Max(SlotCount, _variables.Count);
    }

    private CallNode Invoke(Token name, Node? receiver)
    {
        var function =
            FunctionTable.Find(name.Text)
            ?? throw new FormulaException(
                name.Position,
                $"there is no function {name.Shown}.{NearestName.Hint(name.Text, FunctionTable.Names)}"
            );
        Expect("(");
        var itemSlot = _variables.Count;
        List<Node> arguments = receiver is null ? [] : [receiver];
        if (!_token.Is(")"))
        {
            do
            {
                if (arguments.Count > 0 && !(receiver is not null && arguments.Count == 1))
                    Expect(",");
                arguments.Add(Argument(function, arguments.Count));
            } while (_token.Is(","));
        }

        Expect(")");
        if (arguments.Count < function.Minimum || arguments.Count > function.Maximum)
            throw new FormulaException(
                name.Position,
                $"{name.Shown} was given {arguments.Count} {(arguments.Count == 1 ? "argument" : "arguments")}; it is used as {function.Usage}."
            );
        if (function.Check?.Invoke([.. arguments]) is { } problem)
            throw new FormulaException(name.Position, problem);
        return Made(new CallNode(function, [.. arguments], itemSlot));
    }

    private Node Argument(Function function, int at)
    {
        if (!function.GoesThroughList || at == 0)
            return Expression();
        var outer = _variables.Count;
        Declare("current", FormulaType.Any);
        Declare("index", FormulaType.Number);
        var argument = Expression();
        _variables.RemoveRange(outer, 2);
        return argument;
    }

    private List<Node> Arguments(string closing)
    {
        var arguments = new List<Node>();
        while (!_token.Is(closing))
        {
            if (arguments.Count > 0)
                Expect(",");
            arguments.Add(Expression());
        }

        Advance();
        return arguments;
    }

    private T Made<T>(T node)
        where T : Node
    {
        if (node.Depth > FormulaLimits.DepthMaximum)
            throw TooDeep();
        Counted(node);
        return node;
    }

    private Node Counted(Node node) =>
        ++_nodes <= FormulaLimits.NodesMaximum
            ? node
            : throw new FormulaException(
                _token.Position,
                $"the formula has more than {FormulaLimits.NodesMaximum} values, operators and calls. Move parts of it into formulas of their own."
            );

    private void Descend()
    {
        // A formula is also read on the way through another one, for its type: then the stack may end sooner.
        if (++_depth > FormulaLimits.DepthMaximum || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TooDeep();
    }

    private FormulaException TooDeep() =>
        new(
            _token.Position,
            $"the formula nests deeper than {FormulaLimits.DepthMaximum} levels. Move parts of it into formulas of their own."
        );

    private void Advance() => (_token, _next) = (_next, _lexer.Next());

    private void Expect(string sign)
    {
        if (!_token.Is(sign))
            throw Wrong($"\"{sign}\"");
        Advance();
    }

    private FormulaException Wrong(string expected) =>
        new(_token.Position, $"expected {expected}, found {_token.Shown}.");
}
