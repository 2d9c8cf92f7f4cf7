using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.Tests.DataSources.Formulas;

/// <summary>One row with a value of every kind, and formulas over it.</summary>
internal static class FormulaSample
{
    public static readonly Guid RowId = Guid.Parse("11111111-1111-4111-8111-111111111111");
    public static readonly Guid Ada = Guid.Parse("22222222-2222-4222-8222-222222222222");
    public static readonly Guid TaskOne = Guid.Parse("33333333-3333-4333-8333-333333333333");
    public static readonly Guid TaskTwo = Guid.Parse("44444444-4444-4444-8444-444444444444");
    public static readonly DateTimeOffset Now = new(2026, 3, 20, 14, 23, 0, TimeSpan.Zero);

    public static readonly DataSourceSchema Schema = new([
        Define("title", "Name", PropertyType.Title),
        Define("text", "Text", PropertyType.RichText),
        Define("none", "Empty text", PropertyType.RichText),
        Define("numb", "N", PropertyType.Number),
        Define("blnk", "Blank", PropertyType.Number),
        Define("done", "Done", PropertyType.Checkbox),
        Define("stat", "Status", PropertyType.Status),
        Define("tags", "Tags", PropertyType.MultiSelect),
        Define("when", "When", PropertyType.Date),
        Define("span", "Span", PropertyType.Date),
        Define("nwhn", "No date", PropertyType.Date),
        Define("who1", "Who", PropertyType.People),
        Define("task", "Tasks", PropertyType.Relation),
    ]);

    private static readonly Dictionary<string, Value> Values = new()
    {
        ["title"] = new Value.Text("Write the report"),
        ["text"] = new Value.Text("a1b22c"),
        ["numb"] = new Value.Number(7.5),
        ["done"] = new Value.Flag(true),
        ["stat"] = new Value.Choice("o1", "In progress", 1),
        ["tags"] = new Value.Many([new Value.Choice("t1", "red", 0), new Value.Choice("t2", "blue", 1)]),
        ["when"] = new Value.Date(new DateRange(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), false)),
        ["span"] = new Value.Date(
            new DateRange(
                new DateTimeOffset(2026, 6, 20, 14, 23, 45, TimeSpan.Zero),
                true,
                new DateTimeOffset(2026, 6, 27, 9, 5, 0, TimeSpan.Zero)
            )
        ),
        ["who1"] = new Value.Many([new Value.Person(Ada)]),
        ["task"] = new Value.Many([new Value.Row(TaskOne), new Value.Row(TaskTwo)]),
    };

    public static PropertyDefinition Define(string id, string name, PropertyType type) =>
        new()
        {
            Id = id,
            Name = name,
            Type = type,
        };

    public static Value Evaluate(string expression) => Formula.Parse(expression, Schema).Evaluate(Context());

    public static FormulaContext Context(CancellationToken aborted = default) =>
        new()
        {
            ValueOf = property => Values.GetValueOrDefault(property.Id, Value.Nothing),
            Now = Now,
            RowId = RowId,
            NameOf = id => id == Ada ? "Ada Lovelace" : null,
            EmailOf = id => id == Ada ? "ada@example.org" : null,
            TitleOf = id =>
                id == TaskOne ? "One"
                : id == TaskTwo ? "Two"
                : null,
            RelatedValueOf = (id, name) => name == "Hours" ? new Value.Number(id == TaskOne ? 3 : 4) : Value.Nothing,
            Aborted = aborted,
        };

    /// <summary>A value as tests write it: kinds that look alike are told apart (<c>7</c> and <c>"7"</c>).</summary>
    public static string Show(Value value) =>
        value switch
        {
            Value.Text text => $"\"{text.Content}\"",
            Value.Number number => number.Amount.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            Value.Flag flag => flag.IsTrue ? "true" : "false",
            Value.Date { Range: var range } => range.End is { } end
                ? $"{Show(range.Start, range.HasTime)}/{Show(end, range.HasTime)}"
                : Show(range.Start, range.HasTime),
            Value.Choice choice => $"<{choice.Name}>",
            Value.Person person => person.Id == Ada ? "@Ada" : "@?",
            Value.Row row => row.Id == TaskOne ? "#One" : "#Two",
            Value.Many many => $"[{string.Join(", ", many.Items.Select(Show))}]",
            _ => "-",
        };

    private static string Show(DateTimeOffset moment, bool hasTime) =>
        moment.ToString(
            hasTime ? "yyyy-MM-dd'T'HH:mm:ss.FFFK" : "yyyy-MM-dd",
            System.Globalization.CultureInfo.InvariantCulture
        );
}
