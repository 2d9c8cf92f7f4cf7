namespace Aspire.Hosting.Processes;

/// <summary>A Unix signal that this host sends.</summary>
public enum ProcessSignal
{
    /// <summary>SIGINT.</summary>
    Interrupt = 2,

    /// <summary>SIGQUIT.</summary>
    Quit = 3,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}

/// <summary>An account that a process runs as instead of the host's.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="UserId">Its user id.</param>
/// <param name="GroupId">Its group id.</param>
public sealed record ProcessAccount(string Name, int UserId, int GroupId);

/// <summary>A process to start.</summary>
public sealed record ProcessSpec
{
    /// <summary>The program.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its working directory; null for the host's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to the host's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal that asks it to stop.</summary>
    public ProcessSignal StopSignal { get; init; } = ProcessSignal.Terminate;

    /// <summary>The signal it gets from the kernel when the host dies (Linux).</summary>
    public ProcessSignal DeathSignal { get; init; } = ProcessSignal.Kill;

    /// <summary>How long it may take to stop before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The account it runs as; null for the host's.</summary>
    public ProcessAccount? Account { get; init; }

    /// <summary>
    /// Whether the account needs to read below folders that it may not enter: it gets the capability to read and
    /// search everything, and no other.
    /// </summary>
    public bool ReadEverywhere { get; init; }
}
