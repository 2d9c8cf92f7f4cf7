using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource (of one process, when it has several) at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    private readonly ResourceStateSnapshot? _state;
    private readonly ImmutableArray<HealthReportSnapshot> _healthReports = [];

    /// <summary>What kind of thing it is: Project, Executable, PostgresServerResource ...</summary>
    public required string ResourceType { get; init; }

    /// <summary>Further facts by name.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>The state; see <see cref="KnownResourceStates"/>.</summary>
    public ResourceStateSnapshot? State
    {
        get => _state;
        init
        {
            _state = value;
            HealthStatus = ComputeHealth(value, _healthReports);
        }
    }

    /// <summary>The exit code of a process that has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Null unless it runs; otherwise the worst report, where one that has not come in yet is unhealthy.</summary>
    public HealthStatus? HealthStatus { get; private init; }

    /// <summary>What each health check said last.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports
    {
        get => _healthReports;
        init
        {
            _healthReports = value;
            HealthStatus = ComputeHealth(_state, value);
        }
    }

    /// <summary>The URLs to show.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Relationships to other resources.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>When the resource was made.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When its process started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When its process ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Whether it is left out of displays.</summary>
    public bool IsHidden { get; init; }

    /// <summary>What a person should know about the state: why it failed, when it is tried again.</summary>
    internal string? Detail { get; init; }

    /// <summary>The process, while there is one.</summary>
    internal int? ProcessId { get; init; }

    /// <summary>What its process was started with; the value of a secret is not among it.</summary>
    internal ImmutableArray<EnvironmentVariableSnapshot> Environment { get; init; } = [];

    /// <summary>Ends when the ready handlers have finished; set once the resource was healthy.</summary>
    internal Task? Ready { get; init; }

    private static HealthStatus? ComputeHealth(
        ResourceStateSnapshot? state,
        ImmutableArray<HealthReportSnapshot> reports
    )
    {
        if (state?.Text != KnownResourceStates.Running)
            return null;
        var worst = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
        foreach (var report in reports)
        {
            var status = report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy;
            if (status < worst)
                worst = status;
        }

        return worst;
    }
}

/// <summary>A state with the style it is shown in.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state by its text alone.</summary>
    public static implicit operator ResourceStateSnapshot?(string? text) => text is null ? null : new(text, null);
}

/// <summary>A fact by name.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether the value must not be shown.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>A variable of a process; null when it is secret.</summary>
internal sealed record EnvironmentVariableSnapshot(string Name, string? Value);

/// <summary>What a health check said; the status is null until it has run.</summary>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it ran last.</summary>
    public DateTime? LastRunAt { get; init; }
}

/// <summary>A URL to show.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>Whether its endpoint is not active.</summary>
    public bool IsInactive { get; init; }

    /// <summary>What to call it.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();
}

/// <summary>How a URL is shown.</summary>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A relationship to another resource.</summary>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>A change of state of a resource.</summary>
public sealed class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The id: the name, or for a process the name with a suffix.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>The state.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>The states that this host knows.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started: it waits for a command.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>It waits for other resources.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>It is being started, or started again after a crash.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>It runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>It is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It is there and has nothing to run (a parameter).</summary>
    public static readonly string Active = nameof(Active);

    /// <summary>A parameter has no value.</summary>
    public static readonly string ValueMissing = nameof(ValueMissing);

    /// <summary>Its process has ended.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Its container has ended (not used by this host).</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It could not be started, or keeps failing.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The states in which a resource stays until somebody starts it again.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
