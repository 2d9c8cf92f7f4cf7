namespace NotionStyle.Blocks.Markdown;

/// <summary>What writing needs to know about the world outside the page.</summary>
public sealed record MarkdownWriteOptions
{
    /// <summary>No resolvers: links and images stay as they are stored.</summary>
    public static MarkdownWriteOptions Default { get; } = new();

    /// <summary>Stored address → link target to write, or null to write the address.</summary>
    public Func<string, string?>? ResolveLink { get; init; }

    /// <summary>Stored address of an image → target to write, or null to write the address.</summary>
    public Func<string, string?>? ResolveImage { get; init; }

    /// <summary>YAML to put between fences at the top.</summary>
    public string? FrontMatter { get; init; }
}
