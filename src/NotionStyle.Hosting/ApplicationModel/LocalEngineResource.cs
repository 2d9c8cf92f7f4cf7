using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A resource whose process is a server on this machine. This is where a further engine is added: derive a class,
/// declare its endpoint and its connection string, and say in <see cref="PrepareAsync"/> what is to be started. Ports,
/// logs, restarts, health, order and the end of the process are the host's business.
/// </summary>
/// <param name="name">The resource's name.</param>
public abstract class LocalEngineResource(string name)
    : Resource(name),
        IResourceWithEnvironment,
        IResourceWithArgs,
        IResourceWithEndpoints,
        IResourceWithWaitSupport
{
    /// <summary>
    /// Makes the data ready and says what process to start. Called before every start, also after a crash; must leave
    /// nothing half-made when it is cancelled or killed. A <see cref="DistributedApplicationException"/> ends the
    /// attempts and is shown to the user. Arguments and variables of the builder are appended by the host.
    /// </summary>
    protected internal abstract Task<ProcessSpec> PrepareAsync(
        EngineContext context,
        CancellationToken cancellationToken
    );
}

/// <summary>What an engine may know of the host when it prepares its process.</summary>
public sealed class EngineContext
{
    /// <summary>The host's configuration.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>The data directory of the host.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Writes into the engine's log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Tells the person at the terminal something once, such as which binaries were taken.</summary>
    public required Action<string> Note { get; init; }

    /// <summary>The port to listen on, by endpoint name.</summary>
    public required Func<string, int> Port { get; init; }
}
