using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using NotionStyle.Blocks.DataSources.Formulas.Internal;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>
/// A formula in Notion's language, ready to be computed for any number of rows. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// The language: <c>prop("Name")</c>, numbers, texts in double quotes, <c>true</c>, <c>false</c>, lists; <c>+ - * / % ^</c>, <c>== != &lt; &lt;= &gt; &gt;=</c>, <c>and or not</c> with
/// their signs, <c>a ? b : c</c>; calls as <c>f(x, y)</c> or <c>x.f(y)</c>; <c>let</c> and <c>lets</c>; <c>current</c> and <c>index</c> inside <c>map</c> and its kin; comments. From strong to weak:
/// <c>^</c> (from the right), signs and <c>not</c>, <c>* / %</c>, <c>+ -</c>, order, equality, <c>and</c>, <c>or</c>, the condition (from the right).
/// </para>
/// <para>
/// What counts as what, where Notion's documents leave it open: no value is 0 in arithmetic, an empty text in text and an empty list in lists, as Notion shows it for rows that nobody
/// filled in; a comparison of order with no value, or of two kinds, is false; two empty values are equal; an option equals its name. <c>+</c> joins as soon as one side is a
/// text, else it adds; true counts as 1. A condition holds for true, numbers but 0, texts and lists that are not empty, dates, people and rows. A number that is not finite (a
/// division by 0) is no value. Texts are compared by their characters' codes and searched with regard to case.
/// </para>
/// </remarks>
public sealed class Formula
{
    private readonly Node _root;
    private readonly int _slots;
    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    private Formula(
        string expression,
        Node root,
        int slots,
        ImmutableArray<PropertyDefinition> properties,
        FrozenSet<string> relatedNames
    )
    {
        Expression = expression;
        _root = root;
        _slots = slots;
        Properties = properties;
        RelatedNames = relatedNames;
    }

    /// <summary>The names of all functions, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> FunctionNames => FunctionTable.Names;

    /// <summary>How every function is used, such as <c>round(number, digits)</c>, in the order of <see cref="FunctionNames" />.</summary>
    public static IReadOnlyList<string> FunctionUsages => FunctionTable.Usages;

    /// <summary>The expression as it was given.</summary>
    public string Expression { get; }

    /// <summary>The properties that it uses, each once, in the order in which it names them.</summary>
    public IReadOnlyList<PropertyDefinition> Properties { get; }

    /// <summary>The properties that it asks of related rows, by name (<see cref="FormulaContext.RelatedValueOf" />).</summary>
    public IReadOnlySet<string> RelatedNames { get; }

    /// <summary>What its value is, as far as the expression says it.</summary>
    public FormulaType Type => _root.Type;

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="schema">Knows the properties that it may use. A formula that uses itself, by others too, is not found here but by <see cref="ComputedProperties.Problem" />.</param>
    /// <exception cref="FormulaException">It is not a formula.</exception>
    public static Formula Parse(string expression, DataSourceSchema schema)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(schema);
        return Parse(expression, schema, new FormulaTypes(schema));
    }

    /// <summary>The expression after properties were renamed: it goes on to use what it used, under the new names. What is no formula stays as it is.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="before">The schema that it was read with.</param>
    /// <param name="after">The schema in which properties with the same ids have other names.</param>
    public static string Renamed(string expression, DataSourceSchema before, DataSourceSchema after)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        IReadOnlyList<(int Start, int End, PropertyDefinition Property)> references;
        try
        {
            var parser = new Parser(expression, before, new FormulaTypes(before));
            parser.Read();
            references = parser.References;
        }
        catch (FormulaException)
        {
            return expression;
        }

        var renamed = new StringBuilder();
        var at = 0;
        foreach (var (start, end, property) in references)
        {
            if (after.ById(property.Id) is not { } now || now.Name == property.Name)
                continue;
            var name = now
                .Name.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            renamed.Append(expression, at, start - at).Append('"').Append(name).Append('"');
            at = end;
        }

        return renamed.Append(expression, at, expression.Length - at).ToString();
    }

    /// <summary>A value in words, as <c>format</c> writes it; empty for no value, and for what would be too long.</summary>
    public static string Words(Value value, FormulaContext context)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return Internal.Words.Of(new Evaluation(context, 0, []), value);
        }
        catch (FormulaStoppedException)
        {
            return "";
        }
    }

    internal static Formula Parse(string expression, DataSourceSchema schema, FormulaTypes types)
    {
        var parser = new Parser(expression, schema, types);
        var root = parser.Read();
        return new Formula(
            expression,
            root,
            parser.SlotCount,
            parser.Properties,
            parser.RelatedNames.ToFrozenSet(StringComparer.Ordinal)
        );
    }

    /// <summary>Computes the value for a row. What cannot be computed, or needs more than <see cref="FormulaLimits" /> allow, is <see cref="Value.Nothing" />.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more (<see cref="FormulaContext.Aborted" />).</exception>
    public Value Evaluate(FormulaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var value = _root.Evaluate(new Evaluation(context, _slots, _patterns));
            return value.IsEmpty ? Value.Nothing : value;
        }
        catch (FormulaStoppedException)
        {
            return Value.Nothing;
        }
    }
}
