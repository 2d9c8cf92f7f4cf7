using System.Globalization;
using Microsoft.Extensions.Configuration;

/// <summary>
/// What a person chooses at start: <c>--stage 1 --servers 2 --replicas 1 --port 5480 --data PATH --engine postgres-1=CONNECTION --without dashboard</c>.
/// The numbers may also be given as configuration <c>Parameters:NAME</c> (environment: <c>Parameters__NAME</c>). The model is built from these alone.
/// </summary>
internal sealed record StageOptions
{
    private const int NewestStage = 2;

    /// <summary>What can be left out.</summary>
    private static readonly string[] AddOns = ["dashboard", "redis"];

    /// <summary>Options of the app host itself, passed on as they are.</summary>
    private static readonly string[] HostOptions =
    [
        "operation",
        "publisher",
        "step",
        "output-path",
        "log-level",
        "clear-cache",
        "yes",
        "environment",
        "contentroot",
        "applicationname",
    ];

    /// <summary>The stage of the data architecture.</summary>
    public required int Stage { get; init; }

    /// <summary>Physical PostgreSQL servers; a divisor of 480.</summary>
    public required int Servers { get; init; }

    /// <summary>Instances of the block service behind one address.</summary>
    public required int Replicas { get; init; }

    /// <summary>The port of the API; null for the one of the launch profile.</summary>
    public required int? Port { get; init; }

    /// <summary>The port of the dashboard; null for the one of its launch profile.</summary>
    public required int? DashboardPort { get; init; }

    /// <summary>What is left out.</summary>
    public required IReadOnlySet<string> Without { get; init; }

    /// <summary>The absolute path of the directory that holds everything that this app keeps.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Servers that run elsewhere: the resource's name to its connection string.</summary>
    public required IReadOnlyDictionary<string, string> Engines { get; init; }

    /// <summary>This choice in words, by which people tell runs apart.</summary>
    public string Label =>
        $"stage {Stage}, {Servers} server{(Servers == 1 ? "" : "s")}, {Replicas} replica{(Replicas == 1 ? "" : "s")}";

    /// <summary>Whether something that can be left out is there.</summary>
    public bool Has(string addOn) => !Without.Contains(addOn);

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="DistributedApplicationException">An option is unknown, or its value cannot be used.</exception>
    public static StageOptions Read(string[] args, IConfiguration configuration, string appHostDirectory)
    {
        var given = Parse(args);
        string? Value(string name) => given.GetValueOrDefault(name)?[^1] ?? configuration[$"Parameters:{name}"];
        int? Number(string name, int least, int most)
        {
            if (Value(name) is not { } text)
                return null;
            if (
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
            )
                return number;
            throw new DistributedApplicationException($"--{name} '{text}': must be a number from {least} to {most}.");
        }

        var stage = Number("stage", 1, 5) ?? 1;
        if (stage > NewestStage)
            throw new DistributedApplicationException(
                $"--stage {stage}: this version has the stages 1 to {NewestStage}. Use one of these."
            );
        var servers = Number("servers", 1, 480) ?? 2;
        if (480 % servers != 0)
            throw new DistributedApplicationException(
                $"--servers {servers}: the 480 logical shards must divide evenly. Use 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20 or another divisor of 480."
            );
        // The local host has chosen its data directory by the same key before (a test's own, for one); what is kept beside it must not lie elsewhere.
        var data = Path.GetFullPath(configuration["data"] ?? Path.Combine(appHostDirectory, "..", ".data"));
        return new StageOptions
        {
            Stage = stage,
            Servers = servers,
            Replicas = Number("replicas", 1, 16) ?? 1,
            Port = Number("port", 1, 65_535),
            DashboardPort = Number("dashboard-port", 1, 65_535),
            Without = ReadWithout(given.GetValueOrDefault("without") ?? [configuration["Parameters:without"] ?? ""]),
            DataDirectory = data,
            Engines = ReadEngines(given.GetValueOrDefault("engine") ?? [], stage, servers),
        };
    }

    private static HashSet<string> ReadWithout(IReadOnlyList<string> values)
    {
        var names = values.SelectMany(v =>
            v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        var without = names.ToHashSet(StringComparer.Ordinal);
        if (without.FirstOrDefault(n => !AddOns.Contains(n)) is { } unknown)
            throw new DistributedApplicationException(
                $"--without '{unknown}': cannot be left out. What can be: {string.Join(", ", AddOns)}."
            );
        return without;
    }

    private static Dictionary<string, string> ReadEngines(IReadOnlyList<string> values, int stage, int servers)
    {
        string[] names =
        [
            .. Enumerable.Range(1, servers).Select(n => $"postgres-{n}"),
            .. stage >= 2 ? ["elasticsearch", "redis"] : Array.Empty<string>(),
        ];
        var engines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var at = value.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !names.Contains(value[..at]) || at == value.Length - 1)
                throw new DistributedApplicationException(
                    $"--engine '{(at > 0 ? value[..at] : value)}': must be NAME=CONNECTION with NAME one of {string.Join(", ", names)}."
                );
            engines[value[..at]] = value[(at + 1)..];
        }

        return engines;
    }

    /// <summary><c>--name value</c> and <c>--name=value</c>; what has a colon is configuration (<c>--Logging:LogLevel:Default=Debug</c>) and not looked at here.</summary>
    private static Dictionary<string, List<string>> Parse(string[] args)
    {
        string[] known = ["stage", "servers", "replicas", "port", "dashboard-port", "data", "engine", "without"];
        var given = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            var at = arg.IndexOf('=', StringComparison.Ordinal);
            var name = (at < 0 ? arg : arg[..at]).TrimStart('-').ToLowerInvariant();
            if (
                name.Contains(':', StringComparison.Ordinal)
                || HostOptions.Contains(name)
                || name.StartsWith("dcp-", StringComparison.Ordinal)
            )
            {
                if (at < 0 && i + 1 < args.Length && !args[i + 1].StartsWith('-'))
                    i++;
                continue;
            }

            if (!arg.StartsWith("--", StringComparison.Ordinal) || !known.Contains(name))
                throw new DistributedApplicationException(
                    $"'{arg}' is not an option. Options are {string.Join(", ", known[..^1].Select(n => $"--{n}"))} and --{known[^1]}; README.md describes them."
                );
            if (at < 0 && i + 1 >= args.Length)
                throw new DistributedApplicationException($"--{name} needs a value.");
            if (!given.TryGetValue(name, out var values))
                given[name] = values = [];
            values.Add(at < 0 ? args[++i] : arg[(at + 1)..]);
        }

        return given;
    }
}
