using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// Runs initdb. It works in a folder beside the final one, which gets its name when everything is in it: a host that
/// is killed meanwhile leaves no half-made data directory, only a folder that the next attempt removes.
/// </summary>
internal sealed class PostgresCluster(PostgresServerResource server, PostgresBinaries binaries, PostgresAccount account)
{
    private const int FirstMajorWithBuiltinLocale = 17;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    public async Task CreateAsync(string data, CancellationToken cancellationToken)
    {
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
            throw new DistributedApplicationException(
                $"{data} is not empty and holds no PostgreSQL data; empty it, or use another data directory with --data PATH."
            );
        var work = data + ".new";
        Remove(work);
        try
        {
            var cluster = Path.Combine(work, "data");
            var passwordFile = Path.Combine(work, "password");
            Directory.CreateDirectory(cluster);
            await WritePasswordAsync(passwordFile, cancellationToken);
            account.Own(work);
            account.Own(cluster);
            account.Own(passwordFile);
            var user = await server.UserNameReference.GetValueAsync(cancellationToken);
            var spec = new ProcessSpec
            {
                FileName = binaries.InitDb,
                Arguments =
                [
                    $"--pgdata={cluster}",
                    $"--username={user}",
                    $"--pwfile={passwordFile}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    .. Locale(),
                ],
                WorkingDirectory = "/",
            };
            var (code, output) = await OneShot.RunAsync(account.Apply(spec), Timeout, cancellationToken);
            if (code != 0)
                throw new DistributedApplicationException(
                    $"initdb failed with exit code {code}: {output.Trim().ReplaceLineEndings(" | ")}"
                );
            if (Directory.Exists(data))
                Directory.Delete(data);
            Directory.Move(cluster, data);
        }
        catch (TimeoutException e)
        {
            throw new DistributedApplicationException($"initdb took longer than {Timeout.TotalSeconds:0} s.", e);
        }
        finally
        {
            Remove(work);
        }
    }

    /// <summary>UTF-8 with the rules of Unicode for letters, and the plain order of code points for sorting.</summary>
    private IEnumerable<string> Locale()
    {
        if (binaries.Major >= FirstMajorWithBuiltinLocale)
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
        return OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"] : ["--locale=C"];
    }

    private async Task WritePasswordAsync(string file, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(file, options);
        await writer.WriteLineAsync(await server.PasswordParameter.GetValueAsync(cancellationToken));
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
