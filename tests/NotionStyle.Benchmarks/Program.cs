using System.CommandLine;
using NotionStyle.Benchmarks;

// Compares NotionStyle with a yardstick in the same run, on the same servers, and prints both sides. Nothing here asserts; a person reads the ratios.

var seconds = new Option<double>("--seconds")
{
    Description = "Seconds of one round; each side gets its rounds in turn.",
    DefaultValueFactory = _ => 1,
};
var rounds = new Option<int>("--rounds")
{
    Description = "Rounds of each side; the median counts.",
    DefaultValueFactory = _ => 15,
};
var only = new Option<string[]>("--only")
{
    Description = $"Which benchmarks: {string.Join(", ", Catalogue.Names)}. All by default.",
    AllowMultipleArgumentsPerToken = true,
};
var input = new Option<string?>("--input")
{
    Description = "A folder or .tar.gz of Markdown for the import benchmark.",
};
var blocks = new Option<int>("--blocks")
{
    Description = "Blocks of the big workspace of search-load and search-reindex.",
    DefaultValueFactory = _ => 1_000_000,
};
var root = new RootCommand("NotionStyle's benchmarks.") { seconds, rounds, only, input, blocks };
root.SetAction(
    async (parse, ct) =>
    {
        var settings = new BenchmarkSettings(
            TimeSpan.FromSeconds(parse.GetValue(seconds)),
            parse.GetValue(rounds),
            parse.GetValue(input),
            parse.GetValue(blocks)
        );
        var chosen = parse.GetValue(only) is { Length: > 0 } names ? names : [.. Catalogue.Names];
        var unknown = chosen.Except(Catalogue.Names).ToArray();
        if (unknown.Length > 0)
        {
            await Console.Error.WriteLineAsync(
                $"There is no benchmark '{unknown[0]}'. There are {string.Join(", ", Catalogue.Names)}."
            );
            return 2;
        }

        await Catalogue.RunAsync(chosen, settings, ct);
        return 0;
    }
);
return await root.Parse(args).InvokeAsync();
