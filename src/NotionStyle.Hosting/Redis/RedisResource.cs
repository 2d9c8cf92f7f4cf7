using Aspire.Hosting.Processes;
using Aspire.Hosting.Redis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server that runs as a process of this machine: a native one, or Garnet.</summary>
public sealed class RedisResource : LocalEngineResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    /// <summary>Creates the resource.</summary>
    public RedisResource(string name, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)},password={PasswordParameter}"
        );

    /// <inheritdoc />
    protected internal override Task<ProcessSpec> PrepareAsync(
        EngineContext context,
        CancellationToken cancellationToken
    ) => new RedisServer(this, context).PrepareAsync(cancellationToken);
}

/// <summary>The engine that the AppHost's build made, if it refers to it.</summary>
internal sealed class RedisEngineAnnotation(IProjectMetadata project) : IResourceAnnotation
{
    public IProjectMetadata Project { get; } = project;
}
