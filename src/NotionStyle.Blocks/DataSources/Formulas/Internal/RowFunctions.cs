using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Rows and people. What is not known of a person, or may not be known, is an empty text.</summary>
internal static class RowFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        TextFunctions.Text("id", 0, 1, "id()", Id),
        TextFunctions.Text("name", 1, 1, "name(person)", static call => Of(call, call.Evaluation.Context.NameOf)),
        TextFunctions.Text("email", 1, 1, "email(person)", static call => Of(call, call.Evaluation.Context.EmailOf)),
    ];

    /// <summary>The id of the row, or of a related row or a person: 32 characters without dashes, as in an address.</summary>
    private static string Id(Call call) =>
        call.Count == 0
            ? call.Evaluation.Context.RowId.ToString("N")
            : call.Value(0) switch
            {
                Value.Row row => row.Id.ToString("N"),
                Value.Person person => person.Id.ToString("N"),
                _ => "",
            };

    /// <summary>A list with one person counts as that person.</summary>
    private static string Of(Call call, Func<Guid, string?> known) =>
        call.Value(0) switch
        {
            Value.Person person => known(person.Id) ?? "",
            Value.Many { Items: [Value.Person person] } => known(person.Id) ?? "",
            _ => "",
        };
}
