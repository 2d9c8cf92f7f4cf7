using System.Collections.Frozen;

namespace NotionStyle.Blocks.DataSources;

/// <summary>The words that a schema may say: colours of options, formats of numbers, functions of rollups. As the Notion API documents them.</summary>
public static class SchemaWords
{
    /// <summary>The colour of an option that nobody gave one.</summary>
    public const string DefaultColor = "default";

    /// <summary>The format of a number that nobody gave one.</summary>
    public const string DefaultNumberFormat = "number";

    /// <summary>Colours of options and groups.</summary>
    public static FrozenSet<string> Colors { get; } =
        Set("default gray brown orange yellow green blue purple pink red");

    /// <summary>How numbers are shown.</summary>
    public static FrozenSet<string> NumberFormats { get; } =
        Set(
            """
            number number_with_commas percent dollar australian_dollar canadian_dollar singapore_dollar euro pound yen ruble rupee won yuan real lira rupiah franc
            hong_kong_dollar new_zealand_dollar krona norwegian_krone mexican_peso rand new_taiwan_dollar danish_krone zloty baht forint koruna shekel chilean_peso
            philippine_peso dirham colombian_peso riyal ringgit leu argentine_peso uruguayan_peso peruvian_sol
            """
        );

    /// <summary>What a rollup makes of the values.</summary>
    public static FrozenSet<string> RollupFunctions { get; } =
        Set(
            """
            count count_values empty not_empty unique show_unique percent_empty percent_not_empty sum average median min max range earliest_date latest_date
            date_range checked unchecked percent_checked percent_unchecked count_per_group percent_per_group show_original
            """
        );

    private static FrozenSet<string> Set(string words) =>
        words
            .Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenSet(StringComparer.Ordinal);
}
