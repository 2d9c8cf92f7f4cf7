namespace NotionStyle.Benchmarks;

/// <summary>How long and how often to measure.</summary>
/// <param name="RoundLength">The length of one round of one side.</param>
/// <param name="Rounds">Rounds of each side.</param>
/// <param name="Input">Markdown for the import; null when none was given.</param>
/// <param name="Blocks">Blocks of a big workspace.</param>
internal sealed record BenchmarkSettings(TimeSpan RoundLength, int Rounds, string? Input, int Blocks);
