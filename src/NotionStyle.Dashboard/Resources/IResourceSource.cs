namespace NotionStyle.Dashboard.Resources;

/// <summary>The resources of the application as its host tells of them.</summary>
public interface IResourceSource
{
    /// <summary>Whether the host can be asked: false when this dashboard runs by itself or the host has gone.</summary>
    bool IsConnected { get; }

    /// <summary>The latest state of each, parameters included, ordered by name.</summary>
    IReadOnlyList<ResourceInstance> Current { get; }

    /// <summary>Raised after <see cref="Current" /> or <see cref="IsConnected" /> has changed; at most ten times a second.</summary>
    event Action? Changed;

    /// <summary>The console lines of one instance by its id, or of all when null: the last <paramref name="tail" /> of each in the order of time, then what comes, in parts.</summary>
    IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(
        string? id,
        int tail,
        CancellationToken cancellationToken
    );

    /// <summary>Runs a command (<c>start</c>, <c>stop</c>, <c>restart</c>) on a resource by its name or on one instance by its id.</summary>
    Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken cancellationToken);
}

/// <summary>One process of a resource; or the resource itself, when it has none.</summary>
public sealed record ResourceInstance
{
    /// <summary>The id: unique, the name with a suffix when it is a process.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the resource; the processes of one resource share it.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of thing it is: Project, Executable, PostgresServer, PostgresDatabase, Parameter …</summary>
    public required string Type { get; init; }

    /// <summary>Running, Starting, Waiting, Stopping, Finished, FailedToStart, NotStarted, Active, ValueMissing.</summary>
    public required string State { get; init; }

    /// <summary>What a person should know about the state, or empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>healthy, degraded or unhealthy; null unless it runs.</summary>
    public string? Health { get; init; }

    /// <summary>What each health check said last.</summary>
    public IReadOnlyList<HealthReport> HealthReports { get; init; } = [];

    /// <summary>Where it can be reached.</summary>
    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    /// <summary>The resource that it lives in, by name.</summary>
    public string? Parent { get; init; }

    /// <summary>Resources that it refers to or waits for.</summary>
    public IReadOnlyList<ResourceRelationship> Relationships { get; init; } = [];

    /// <summary>The environment of its process. The value of a secret never leaves the host: it is null.</summary>
    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Further facts: source path, process id, connection string (masked), value of a parameter.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>The commands that make sense now.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>When its process started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When its process ended.</summary>
    public DateTimeOffset? Stopped { get; init; }

    /// <summary>The exit code of a process that has ended.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>What a health check said.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">healthy, degraded or unhealthy; null until it has run.</param>
/// <param name="Description">In words, or empty.</param>
/// <param name="LastRun">When it ran last.</param>
public sealed record HealthReport(string Name, string? Status, string Description, DateTimeOffset? LastRun);

/// <summary>Where a resource can be reached.</summary>
/// <param name="Name">The endpoint, or empty.</param>
/// <param name="Url">The URL.</param>
/// <param name="DisplayText">What to call it, or empty.</param>
/// <param name="IsInternal">Whether it is for details only.</param>
public sealed record ResourceUrl(string Name, string Url, string DisplayText, bool IsInternal);

/// <summary>What a resource has to do with another.</summary>
/// <param name="Resource">The other, by name.</param>
/// <param name="Kind">Reference, WaitFor, Parent …</param>
public sealed record ResourceRelationship(string Resource, string Kind);

/// <summary>A variable of a process.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when it is secret.</param>
public sealed record EnvironmentVariable(string Name, string? Value);

/// <summary>A line that a process printed.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Number">Its number in the log of the instance, from 1.</param>
/// <param name="Time">When the host read it.</param>
/// <param name="Text">The line with its ANSI colours; hostile input.</param>
/// <param name="IsError">Whether it went to standard error.</param>
public sealed record ConsoleLine(string Id, int Number, DateTimeOffset Time, string Text, bool IsError);

/// <summary>What became of a command.</summary>
/// <param name="IsSuccess">Whether it did what it says.</param>
/// <param name="Message">What went wrong, or empty.</param>
public sealed record CommandOutcome(bool IsSuccess, string Message);
