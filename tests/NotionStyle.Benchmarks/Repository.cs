using System.Reflection;

namespace NotionStyle.Benchmarks;

/// <summary>Finds what the build made beside this program.</summary>
internal static class Repository
{
    /// <summary>The folder of NotionStyle.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>An assembly of another project, built in the same configuration.</summary>
    public static string BuiltAssembly(string project, string file) =>
        Path.Combine(Root, project, "bin", Configuration, "net10.0", file);

    /// <summary>The configuration in which this program was built.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NotionStyle.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("NotionStyle.sln was not found above this program.");
    }
}
