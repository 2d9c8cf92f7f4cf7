namespace NotionStyle.Lab.Discovery;

/// <summary>The folder with <c>NotionStyle.sln</c>.</summary>
internal static class Repository
{
    public const string SolutionName = "NotionStyle.sln";

    /// <summary>Looks from a folder upward; null when there is none.</summary>
    public static string? Find(string startingAt)
    {
        for (var folder = new DirectoryInfo(startingAt); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionName)))
                return folder.FullName;
        }

        return null;
    }
}
