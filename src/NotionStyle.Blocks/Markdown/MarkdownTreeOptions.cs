namespace NotionStyle.Blocks.Markdown;

/// <summary>What the import and export of a tree need to know.</summary>
public sealed record MarkdownTreeOptions
{
    /// <summary>The title of the root page when no file names it.</summary>
    public string RootTitle { get; init; } = "Imported";

    /// <summary>Gives ids to pages and blocks; called once per block, pages first.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Import: path of a file in the tree that is no Markdown → address to store, or null to keep the link.</summary>
    public Func<string, string?>? FileAddress { get; init; }

    /// <summary>Export: stored address → path of a file in the tree, or null when it is no such file.</summary>
    public Func<string, string?>? FilePath { get; init; }
}
