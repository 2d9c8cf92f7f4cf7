using System.Collections.Frozen;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>The colours of text and of blocks; those that end in <c>_background</c> are painted behind them.</summary>
internal static class Colours
{
    /// <summary>No colour of its own; what is stored then is nothing.</summary>
    public const string Default = "default";

    private const string Background = "_background";

    private static readonly string[] Names =
    [
        .. from end in new[] { "", Background }
        from name in new[] { Default, "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red" }
        select name + end,
    ];

    private static readonly FrozenSet<string> Known = Names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Reads a colour.</summary>
    public static string Read(Input input) => input.Choice(Names);

    /// <summary>A stored colour as it is answered: what is none reads as <see cref="Default" />.</summary>
    public static string Shown(string? stored) => stored is not null && Known.Contains(stored) ? stored : Default;
}
