using System.Globalization;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.LocalData;

/// <summary>
/// The one folder in which everything lives that outlasts a run:
/// <c>version</c> (of this layout), <c>lock</c>, <c>host.json</c> (the running host, for other programs),
/// <c>secrets.json</c>, <c>logs/</c>, and one folder per server. One host at a time uses it.
/// </summary>
internal sealed class DataDirectory(string path) : IDisposable
{
    public const int FormatVersion = 1;

    private readonly Lock _lock = new();
    private DirectoryLock? _held;

    public string Root { get; } = path;
    public SecretStore Secrets { get; } = new(Path.Combine(path, "secrets.json"));
    public string Logs => Path.Combine(Root, "logs");
    public bool IsOpen => _held is not null;

    /// <summary>The setting <c>data</c> (so <c>--data PATH</c>), else <c>.data</c> beside the AppHost's folder.</summary>
    public static string Locate(
        IConfiguration configuration,
        string appHostDirectory,
        AppHostInterception? interception
    )
    {
        if (configuration["data"] is { Length: > 0 } given)
            return Path.GetFullPath(given);
        return interception?.TemporaryData() ?? Path.GetFullPath(Path.Combine(appHostDirectory, "..", ".data"));
    }

    /// <summary>Takes the directory for this host, or says in one line why it cannot.</summary>
    public void Open()
    {
        lock (_lock)
        {
            if (_held is not null)
                return;
            try
            {
                Directory.CreateDirectory(Root);
                CheckVersion();
                _held = DirectoryLock.Take(Root);
                WriteVersion();
                Directory.CreateDirectory(Logs);
                Secrets.Persist();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Dispose();
                throw new DistributedApplicationException(
                    $"The data directory {Root} cannot be used: {Reason(e)} Choose another one with --data PATH.",
                    e
                );
            }
        }
    }

    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }

    private string Reason(Exception e)
    {
        for (var path = Root; path is not null; path = Path.GetDirectoryName(path))
            if (File.Exists(path))
                return $"{path} is a file.";
        return e.Message;
    }

    private void CheckVersion()
    {
        var file = Path.Combine(Root, "version");
        if (!File.Exists(file))
            return;
        var text = File.ReadAllText(file).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new DistributedApplicationException(
                $"The data directory {Root} is not one of this program: its file 'version' says '{text}'. Choose another "
                    + "one with --data PATH."
            );
        if (version > FormatVersion)
            throw new DistributedApplicationException(
                $"The data directory {Root} was written by a newer version of this program (format {version}; this one "
                    + $"knows up to {FormatVersion}). Use the newer version, or another directory with --data PATH."
            );
    }

    private void WriteVersion()
    {
        var file = Path.Combine(Root, "version");
        if (!File.Exists(file))
            AtomicFile.Write(file, FormatVersion.ToString(CultureInfo.InvariantCulture) + "\n");
    }
}

internal static class DataDirectoryExtensions
{
    /// <summary>The data directory of an application that is being built.</summary>
    public static DataDirectory Data(this IDistributedApplicationBuilder builder) =>
        builder
            .Services.Select(s => s.ServiceType == typeof(DataDirectory) ? s.ImplementationInstance : null)
            .OfType<DataDirectory>()
            .Single();
}
