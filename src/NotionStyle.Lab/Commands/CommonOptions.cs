using System.CommandLine;

namespace NotionStyle.Lab.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON object." };

    public static Option<int> Concurrency(int otherwise, string what) =>
        Bounded("--concurrency", what, otherwise, 1, 64);

    /// <summary>A whole number within bounds; beyond them it is a usage error.</summary>
    public static Option<int> Bounded(string name, string what, int otherwise, int minimum, int maximum)
    {
        var option = new Option<int>(name)
        {
            Description = $"{what} {minimum} to {maximum}; default {otherwise}.",
            DefaultValueFactory = _ => otherwise,
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            // A text that is no number at all is reported by the parser itself.
            if (result.Errors.Any() || result.Tokens.Count == 0)
                return;
            if (!int.TryParse(result.Tokens[0].Value, out var value) || value < minimum || value > maximum)
                result.AddError(
                    $"{name} must be a whole number from {minimum} to {maximum}; it is '{result.Tokens[0].Value}'."
                );
        });
        return option;
    }
}
