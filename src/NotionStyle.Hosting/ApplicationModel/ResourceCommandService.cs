namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that every resource with a process has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a resource that does not run.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops a resource.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops a resource and starts it again on the same ports.</summary>
    public static readonly string RestartCommand = "restart";
}

/// <summary>What became of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it says.</summary>
    public bool Success { get; init; }

    /// <summary>Whether it was cancelled.</summary>
    public bool Canceled { get; init; }

    /// <summary>What went wrong.</summary>
    public string? ErrorMessage { get; init; }
}

/// <summary>Makes results.</summary>
public static class CommandResults
{
    /// <summary>It worked.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>It did not work.</summary>
    public static ExecuteCommandResult Failure(string errorMessage) => new() { ErrorMessage = errorMessage };

    /// <summary>It was cancelled.</summary>
    public static ExecuteCommandResult Canceled() => new() { Canceled = true };
}

/// <summary>Runs the commands of resources from code.</summary>
public sealed class ResourceCommandService
{
    internal Func<string, string, CancellationToken, Task<ExecuteCommandResult>>? Execute { get; set; }

    /// <summary>Runs a command on a resource (by name) or one of its processes (by id).</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId,
        string commandName,
        CancellationToken cancellationToken = default
    ) =>
        Execute?.Invoke(resourceId, commandName, cancellationToken)
        ?? Task.FromResult(CommandResults.Failure("The application does not run."));

    /// <summary>Runs a command on a resource; with replicas, on each.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource,
        string commandName,
        CancellationToken cancellationToken = default
    ) => ExecuteCommandAsync(resource.Name, commandName, cancellationToken);
}
