using System.Reflection;

namespace NotionStyle.Blocks.Postgres.Schema;

/// <summary>
/// The schema's history: numbered SQL files, embedded. <c>server-NNN-*.sql</c> run once per server, <c>shard-NNN-*.sql</c> once per logical shard. A script that was released is
/// never edited; a change is a new script with the next number.
/// </summary>
internal static class MigrationScripts
{
    /// <summary>Scripts for a server, in order; the first has number 1.</summary>
    public static IReadOnlyList<string> Server { get; } = Read("server-");

    /// <summary>Scripts for a logical shard, in order; <c>{schema}</c> stands for its schema.</summary>
    public static IReadOnlyList<string> Shard { get; } = Read("shard-");

    private static List<string> Read(string prefix)
    {
        var assembly = typeof(MigrationScripts).Assembly;
        var names = assembly
            .GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return [.. names.Select(n => ReadText(assembly, n))];
    }

    private static string ReadText(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
