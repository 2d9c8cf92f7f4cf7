using System.Reflection;

namespace NotionStyle.Distributed.Tests.Support;

/// <summary>What the build made, found from the folder of NotionStyle.sln.</summary>
internal static class Built
{
    private static readonly string Configuration = typeof(Built)
        .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
        .Configuration;

    public static string Root { get; } = FindRoot();

    public static string AppHost { get; } = Output("NotionStyle.AppHost", "NotionStyle.AppHost.dll");

    public static string Lab { get; } = Output("src/NotionStyle.Lab", "NotionStyle.Lab.dll");

    /// <summary>Where the fixtures are, if they are.</summary>
    public static string Fixtures { get; } =
        Path.GetFullPath(
            Environment.GetEnvironmentVariable("NOTIONSTYLE_FIXTURES") ?? Path.Combine(Root, "..", "shared", "fixtures")
        );

    /// <summary>A file of the fixtures; skips the test when they are not there.</summary>
    public static string Fixture(string path)
    {
        var file = Path.Combine(Fixtures, path);
        Assert.SkipUnless(
            File.Exists(file),
            $"{path} is not there. Set NOTIONSTYLE_FIXTURES to the folder that has it, and run dotnet test again."
        );
        return file;
    }

    private static string Output(string project, string file) =>
        Path.Combine(Root, project, "bin", Configuration, "net10.0", file);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NotionStyle.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("NotionStyle.sln is not above the test's folder.");
    }
}
