using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Elasticsearch;

/// <summary>
/// An Elasticsearch that is installed on this machine. Its settings are copied beside the data, because the keystore with the password is written there. It refuses to run as root, and
/// then the local engine is taken, unless the setting demands this one.
/// </summary>
internal sealed record NativeElasticsearch(string Home, string Origin)
{
    private const string Setting = "Elasticsearch:HomeDirectory";
    private static readonly TimeSpan KeystoreTimeout = TimeSpan.FromSeconds(60);

    private string Program => Path.Combine(Home, "bin", "elasticsearch");

    /// <summary>The one of the setting, else of PATH, else null.</summary>
    public static NativeElasticsearch? Find(IConfiguration configuration, Action<string> note)
    {
        if (configuration[Setting] is { Length: > 0 } home)
        {
            var demanded = new NativeElasticsearch(Path.GetFullPath(home), $"setting {Setting}");
            if (!ExecutablePath.IsExecutable(demanded.Program))
                throw new DistributedApplicationException(
                    $"The setting {Setting} is {home}, which holds no bin/elasticsearch."
                );
            return NativeMethods.IsRoot
                ? throw new DistributedApplicationException(
                    $"The setting {Setting} is {home}, and Elasticsearch refuses to run as root. Run as an ordinary user, or leave the setting out."
                )
                : demanded;
        }

        if (ExecutablePath.Find("elasticsearch") is not { } path)
            return null;
        var program = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var found = new NativeElasticsearch(Path.GetDirectoryName(Path.GetDirectoryName(program)!)!, "PATH");
        if (!NativeMethods.IsRoot)
            return found;
        note($"Elasticsearch on PATH ({found.Home}) does not run as root");
        return null;
    }

    /// <summary>Makes its settings and says how to start it.</summary>
    public async Task<ProcessSpec> PrepareAsync(
        string data,
        string port,
        string password,
        TimeSpan stopTimeout,
        CancellationToken cancellationToken
    )
    {
        var settings = Path.Combine(data, "config");
        Directory.CreateDirectory(Path.Combine(data, "data"));
        Directory.CreateDirectory(Path.Combine(data, "logs"));
        var environment = new Dictionary<string, string> { ["ES_PATH_CONF"] = settings, ["ES_HOME"] = Home };
        if (!File.Exists(Path.Combine(settings, "elasticsearch.keystore")))
            await CreateSettingsAsync(settings, password, environment, cancellationToken);
        string[] options =
        [
            "discovery.type=single-node",
            "network.host=127.0.0.1",
            $"http.port={port}",
            $"path.data={Path.Combine(data, "data")}",
            $"path.logs={Path.Combine(data, "logs")}",
            "xpack.security.enabled=true",
            "xpack.security.enrollment.enabled=false",
            "xpack.security.http.ssl.enabled=false",
        ];
        return new ProcessSpec
        {
            FileName = Program,
            Arguments = [.. options.SelectMany(o => new[] { "-E", o })],
            Environment = environment,
            StopTimeout = stopTimeout,
        };
    }

    private static async Task CreateSettingsAsync(
        string settings,
        string password,
        Dictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        const string script =
            "set -e; mkdir -p \"$ES_PATH_CONF\"; cp -R \"$ES_HOME/config/.\" \"$ES_PATH_CONF\"; \"$ES_HOME/bin/elasticsearch-keystore\" create -s; "
            + "printf %s \"$BOOTSTRAP\" | \"$ES_HOME/bin/elasticsearch-keystore\" add -s -f -x bootstrap.password";
        var spec = new ProcessSpec
        {
            FileName = "/bin/sh",
            Arguments = ["-c", script],
            Environment = new Dictionary<string, string>(environment) { ["BOOTSTRAP"] = password },
        };
        var (code, output) = await OneShot.RunAsync(spec, KeystoreTimeout, cancellationToken);
        if (code == 0)
            return;
        if (Directory.Exists(settings))
            Directory.Delete(settings, recursive: true);
        throw new DistributedApplicationException(
            $"The settings of Elasticsearch could not be made in {settings}: {output.Trim()}"
        );
    }
}
