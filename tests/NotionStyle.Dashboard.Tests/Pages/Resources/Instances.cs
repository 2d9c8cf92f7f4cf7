using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Tests.Pages.Resources;

/// <summary>Resources for tests, short to write.</summary>
internal static class Instances
{
    public static ResourceInstance Running(string name, string? id = null, string? health = "healthy") =>
        new()
        {
            Id = id ?? name,
            Name = name,
            Type = "Project",
            State = "Running",
            Health = health,
            Commands = ["restart", "stop"],
        };

    public static ResourceInstance Below(this ResourceInstance instance, string parent) =>
        instance with
        {
            Parent = parent,
        };
}
