namespace NotionStyle.Blocks.Markdown;

/// <summary>What reading needs to know about the world outside the file.</summary>
public sealed record MarkdownReadOptions
{
    /// <summary>No resolvers: links and images stay as they are written.</summary>
    public static MarkdownReadOptions Default { get; } = new();

    /// <summary>Link target as written → address to store, or null to keep what is written.</summary>
    public Func<string, string?>? ResolveLink { get; init; }

    /// <summary>Image path as written → address to store, or null to keep what is written.</summary>
    public Func<string, string?>? ResolveImage { get; init; }
}
