using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalProjects;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Elasticsearch;

/// <summary>Chooses the program of a server, makes its data directory and says how to start it.</summary>
internal sealed class ElasticsearchServer(ElasticsearchResource server, EngineContext context)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    public async Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var data = DataDirectory();
        var port = context.Port(ElasticsearchResource.EndpointName).ToString(CultureInfo.InvariantCulture);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        if (NativeElasticsearch.Find(context.Configuration, context.Note) is { } native)
        {
            context.Note($"Elasticsearch from {native.Origin} ({native.Home})");
            return await native.PrepareAsync(data, port, password, StopTimeout, cancellationToken);
        }

        var engine = Engine();
        context.Note($"Elasticsearch by the local engine ({Path.GetFileNameWithoutExtension(engine)})");
        Directory.CreateDirectory(data);
        return new ProcessSpec
        {
            FileName = ExecutablePath.Dotnet,
            Arguments = [engine],
            WorkingDirectory = Path.GetDirectoryName(engine),
            Environment = new Dictionary<string, string>
            {
                ["Elasticsearch__DataDirectory"] = data,
                ["Elasticsearch__Port"] = port,
                ["Elasticsearch__Password"] = password,
            },
            // It commits what it holds, so that the next start has nothing to replay; killed, it replays.
            StopTimeout = StopTimeout,
        };
    }

    private string Engine()
    {
        if (context.Configuration["Elasticsearch:EngineAssembly"] is { Length: > 0 } setting)
            return File.Exists(setting)
                ? Path.GetFullPath(setting)
                : throw new DistributedApplicationException(
                    $"The setting Elasticsearch:EngineAssembly is {setting}, and there is no such file."
                );
        if (server.Annotations.OfType<ElasticsearchEngineAnnotation>().LastOrDefault() is { } engine)
            return ProjectAssembly.Find(server.Name, engine.Project);
        throw new DistributedApplicationException(
            "Elasticsearch was not found. Either refer to src/Engines/NotionStyle.Engines.Elasticsearch in the AppHost's project file and build again; or install Elasticsearch 8 and put "
                + "it on PATH or its folder into the setting Elasticsearch:HomeDirectory; or use a running server by its connection string."
        );
    }

    private string DataDirectory()
    {
        if (server.Annotations.OfType<ElasticsearchDataAnnotation>().LastOrDefault() is { } given)
            return given.Path;
        var path = Path.Combine(context.DataDirectory, "ephemeral", server.Name);
        if (server.TakeFirstStart() && Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return path;
    }
}
