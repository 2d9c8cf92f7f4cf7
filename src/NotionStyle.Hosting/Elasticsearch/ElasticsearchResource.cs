using Aspire.Hosting.Elasticsearch;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An Elasticsearch server that runs as a process of this machine: a native one, or the engine of this repository.</summary>
public sealed class ElasticsearchResource : LocalEngineResource, IResourceWithConnectionString
{
    internal const string EndpointName = "http";
    private const string UserName = "elastic";

    private int _started;

    /// <summary>Creates the resource.</summary>
    public ElasticsearchResource(string name, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The password of the user <c>elastic</c>.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc />
    /// <remarks>The password is not escaped, as in Aspire; generate one without special characters.</remarks>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"http://{UserName}:{PasswordParameter}@{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}"
        );

    /// <inheritdoc />
    protected internal override Task<ProcessSpec> PrepareAsync(
        EngineContext context,
        CancellationToken cancellationToken
    ) => new ElasticsearchServer(this, context).PrepareAsync(cancellationToken);

    /// <summary>True once per run: data that lasts as long as the run is wiped then, and kept over restarts.</summary>
    internal bool TakeFirstStart() => Interlocked.Exchange(ref _started, 1) == 0;
}

/// <summary>Where a server keeps its data; without it, the data lasts as long as the run.</summary>
internal sealed class ElasticsearchDataAnnotation(string path) : IResourceAnnotation
{
    public string Path { get; } = path;
}

/// <summary>The engine that the AppHost's build made, if it refers to it.</summary>
internal sealed class ElasticsearchEngineAnnotation(IProjectMetadata project) : IResourceAnnotation
{
    public IProjectMetadata Project { get; } = project;
}
