using System.Text;
using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>How a resource fares, the worst last.</summary>
public enum ResourceMood
{
    /// <summary>It does what it should.</summary>
    Good,

    /// <summary>It rests: finished or not started.</summary>
    Resting,

    /// <summary>It is on its way: starting, waiting, stopping.</summary>
    Busy,

    /// <summary>A person should look: degraded, a value is missing.</summary>
    Warning,

    /// <summary>It does not work: unhealthy, failed.</summary>
    Bad,
}

/// <summary>The state of a resource in words and as a mood.</summary>
/// <param name="Mood">How it fares.</param>
/// <param name="Text">The state in words, with the exit code where it says more.</param>
public readonly record struct ResourceStatus(ResourceMood Mood, string Text)
{
    /// <summary>The class of the kit's badge.</summary>
    public string BadgeClass =>
        Mood switch
        {
            ResourceMood.Good => "badge good",
            ResourceMood.Warning => "badge warn",
            ResourceMood.Bad => "badge bad",
            _ => "badge",
        };

    /// <summary>The status of one instance.</summary>
    public static ResourceStatus Of(ResourceInstance instance)
    {
        var text = Words(instance.State);
        var failed = instance.ExitCode is { } code && code != 0;
        return instance.State switch
        {
            "Running" => new(HealthMood(instance.Health), text),
            "Active" => new(ResourceMood.Good, text),
            "Finished" or "Exited" when failed => new(ResourceMood.Bad, $"{text} ({instance.ExitCode})"),
            "Finished" or "Exited" or "NotStarted" => new(ResourceMood.Resting, text),
            "FailedToStart" or "RuntimeUnhealthy" => new(ResourceMood.Bad, text),
            "ValueMissing" => new(ResourceMood.Warning, text),
            "Starting" or "Waiting" or "Stopping" => new(ResourceMood.Busy, text),
            _ => new(ResourceMood.Resting, text),
        };
    }

    /// <summary>The status of several instances of one resource: the worst, with how many are like it.</summary>
    public static ResourceStatus Of(IReadOnlyList<ResourceInstance> instances)
    {
        var all = instances.Select(Of).ToList();
        var worst = all.MaxBy(s => s.Mood);
        var alike = all.Count(s => s == worst);
        return alike == all.Count ? worst : worst with { Text = $"{worst.Text} ({alike} of {all.Count})" };
    }

    /// <summary>A state's name as words: FailedToStart as Failed to start.</summary>
    public static string Words(string state)
    {
        var words = new StringBuilder(state.Length + 4);
        foreach (var letter in state)
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0)
                words.Append(' ').Append(char.ToLowerInvariant(letter));
            else
                words.Append(letter);
        return words.ToString();
    }

    private static ResourceMood HealthMood(string? health) =>
        health?.ToUpperInvariant() switch
        {
            "UNHEALTHY" => ResourceMood.Bad,
            "DEGRADED" => ResourceMood.Warning,
            _ => ResourceMood.Good,
        };
}
