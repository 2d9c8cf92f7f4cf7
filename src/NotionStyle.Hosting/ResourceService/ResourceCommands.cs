using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ResourceTelling;

/// <summary>Which commands make sense for a resource as it is now.</summary>
internal static class ResourceCommands
{
    public static IReadOnlyList<string> Of(IResource resource, CustomResourceSnapshot snapshot)
    {
        if (resource is not (ProjectResource or ExecutableResource or LocalEngineResource))
            return [];
        var state = snapshot.State?.Text ?? KnownResourceStates.NotStarted;
        if (state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state))
            return [KnownResourceCommands.StartCommand];
        if (state == KnownResourceStates.Stopping)
            return [];
        return resource.IsDashboard()
            ? [KnownResourceCommands.RestartCommand]
            : [KnownResourceCommands.StopCommand, KnownResourceCommands.RestartCommand];
    }

    /// <summary>Why a command is not carried out; null when it is.</summary>
    public static string? WhyNot(IResource resource, CustomResourceSnapshot snapshot, string command)
    {
        if (Of(resource, snapshot).Contains(command))
            return null;
        if (resource.IsDashboard() && command == KnownResourceCommands.StopCommand)
            return $"'{resource.Name}' is this dashboard: stopped, nobody could start it again. Stop the AppHost, or start it without the dashboard.";
        return $"'{command}' does not fit '{resource.Name}', which is {snapshot.State?.Text ?? KnownResourceStates.NotStarted}.";
    }
}
