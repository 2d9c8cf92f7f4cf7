using System.Collections.Frozen;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>All functions, by name.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, Function> Table = LogicFunctions
        .All.Concat(TextFunctions.All)
        .Concat(PatternFunctions.All)
        .Concat(NumberFunctions.All)
        .Concat(DateFunctions.All)
        .Concat(ListFunctions.All)
        .Concat(RowFunctions.All)
        .ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>What looks like a function, and is read by the parser itself.</summary>
    private static readonly (string Name, string Usage)[] Forms =
    [
        ("let", "let(name, value, result)"),
        ("lets", "lets(name, value, name, value, …, result)"),
        ("prop", "prop(\"Name\")"),
    ];

    private static readonly (string Name, string Usage)[] All =
    [
        .. Table.Values.Select(f => (f.Name, f.Usage)).Concat(Forms).OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>In the order of the alphabet.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>How each is used, in the order of the names.</summary>
    public static IReadOnlyList<string> Usages { get; } = [.. All.Select(f => f.Usage)];

    public static Function? Find(string name) => Table.GetValueOrDefault(name);
}
