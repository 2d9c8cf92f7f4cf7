using System.IO.Enumeration;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>Names with <c>*</c>.</summary>
internal static class NamePattern
{
    /// <summary>Whether it stands for more than one name.</summary>
    public static bool IsPattern(string text) => text.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether the name is one that the pattern stands for.</summary>
    public static bool Matches(string pattern, string name)
    {
        if (!IsPattern(pattern))
            return pattern == name;
        // Linear in pattern times name, whatever the pattern is. The function knows '?' and '\' too, which are plain here.
        return FileSystemName.MatchesSimpleExpression(
            pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal),
            name,
            ignoreCase: false
        );
    }
}
