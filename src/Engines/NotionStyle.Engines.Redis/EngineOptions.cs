using System.Globalization;

namespace NotionStyle.Engines.Redis;

/// <summary>
/// The settings, from the environment alone: a command line can be read by everybody on the machine, and one of them is a password. Nothing is kept over a restart: all that the
/// services put here is a copy, and what is gone cannot be stale.
/// </summary>
/// <param name="Port"><c>Redis__Port</c>, 1 to 65,535.</param>
/// <param name="Password"><c>Redis__Password</c>; empty asks for none.</param>
/// <param name="MemoryMegabytes"><c>Redis__MemoryMegabytes</c>, 16 to 65,536: the log of values in memory; the oldest are dropped past it.</param>
internal sealed record EngineOptions(int Port, string Password, int MemoryMegabytes)
{
    /// <summary>Reads the environment.</summary>
    /// <exception cref="InvalidOperationException">A setting is no number, or out of its range.</exception>
    public static EngineOptions Read(Func<string, string?> variable) =>
        new(
            Number(variable, "Redis__Port", 6_379, 1, 65_535),
            variable("Redis__Password") ?? "",
            Number(variable, "Redis__MemoryMegabytes", 128, 16, 65_536)
        );

    /// <summary>What Garnet is started with.</summary>
    public string[] ToArguments()
    {
        List<string> arguments =
        [
            "--bind",
            "127.0.0.1",
            "--port",
            Text(Port),
            "--memory",
            $"{PowerOfTwo(MemoryMegabytes)}m",
            "--index",
            "16m",
            "--page",
            "4m",
            "--lua",
            "true",
            "--lua-transaction-mode",
            "true",
        ];
        if (Password.Length > 0)
            arguments.AddRange(["--auth", "Password", "--password", Password]);
        return [.. arguments];
    }

    private static int Number(Func<string, string?> variable, string name, int otherwise, int least, int most)
    {
        if (variable(name) is not { Length: > 0 } text)
            return otherwise;
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
            ? value
            : throw new InvalidOperationException(
                $"{name} must be an integer from {least} to {most}; it is '{text}'. Set it to one, or leave it out for {otherwise}."
            );
    }

    /// <summary>Garnet's logs have sizes that are powers of two.</summary>
    private static string PowerOfTwo(int number) => Text(1 << (31 - int.LeadingZeroCount(number)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
