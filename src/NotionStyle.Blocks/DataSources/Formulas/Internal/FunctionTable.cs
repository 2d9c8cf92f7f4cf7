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

    /// <summary>In the order of the alphabet; with them what looks like a function and is none.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Table.Keys.Concat(["let", "lets", "prop"]).Order(StringComparer.Ordinal)];

    public static Function? Find(string name) => Table.GetValueOrDefault(name);
}
