using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalProjects;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Redis;

/// <summary>Chooses the program of a server and says how to start it.</summary>
internal sealed class RedisServer(RedisResource server, EngineContext context)
{
    private const string Setting = "Redis:Executable";

    /// <summary>What a native server may hold; past it the keys that were used least recently go.</summary>
    private const string MemoryMaximum = "256mb";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    public async Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var port = context.Port(RedisResource.EndpointName).ToString(CultureInfo.InvariantCulture);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        if (Native() is { } native)
        {
            context.Note($"Redis from {native.Origin} ({native.Path})");
            return new ProcessSpec
            {
                FileName = native.Path,
                Arguments = [await WriteSettingsAsync(port, password, cancellationToken)],
                StopTimeout = StopTimeout,
            };
        }

        var engine = Engine();
        context.Note($"Redis by Garnet ({Path.GetFileNameWithoutExtension(engine)})");
        return new ProcessSpec
        {
            FileName = ExecutablePath.Dotnet,
            Arguments = [engine],
            WorkingDirectory = Path.GetDirectoryName(engine),
            Environment = new Dictionary<string, string> { ["Redis__Port"] = port, ["Redis__Password"] = password },
            StopTimeout = StopTimeout,
        };
    }

    private (string Path, string Origin)? Native()
    {
        if (context.Configuration[Setting] is { Length: > 0 } given)
            return ExecutablePath.IsExecutable(given)
                ? (Path.GetFullPath(given), $"setting {Setting}")
                : throw new DistributedApplicationException(
                    $"The setting {Setting} is {given}, and there is no such program. Name redis-server's file, or leave the setting out."
                );
        return ExecutablePath.Find("redis-server") is { } path ? (path, "PATH") : null;
    }

    private string Engine() =>
        server.Annotations.OfType<RedisEngineAnnotation>().LastOrDefault() is { } engine
            ? ProjectAssembly.Find(server.Name, engine.Project)
            : throw new DistributedApplicationException(
                "Redis was not found. Either refer to src/Engines/NotionStyle.Engines.Redis in the AppHost's project file and build again; or install redis-server and put it on PATH or into "
                    + $"the setting {Setting}; or use a running server by its connection string."
            );

    /// <summary>A file that only this user reads: a command line is read by everybody, and this holds the password.</summary>
    private async Task<string> WriteSettingsAsync(string port, string password, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(context.DataDirectory, "ephemeral", server.Name);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "redis.conf");
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(
            $"""
            bind 127.0.0.1
            port {port}
            requirepass {password}
            dir {folder}
            save ""
            appendonly no
            maxmemory {MemoryMaximum}
            maxmemory-policy allkeys-lru

            """.AsMemory(),
            cancellationToken
        );
        return file;
    }
}
