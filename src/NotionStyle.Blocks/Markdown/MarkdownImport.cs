namespace NotionStyle.Blocks.Markdown;

/// <summary>A tree of files as a tree of pages, ready to become transactions.</summary>
/// <param name="Root">The root page; sub-pages are children of type page, after a page's own blocks.</param>
/// <param name="PageCount">How many pages there are, the root included.</param>
/// <param name="BlockCount">How many blocks there are, pages included.</param>
/// <param name="Files">The files of the tree that are no Markdown and that some page links to or shows.</param>
/// <param name="BrokenLinks">Relative links that lead to no file of the tree; they were left as written.</param>
public sealed record MarkdownImport(
    BlockNode Root,
    int PageCount,
    int BlockCount,
    IReadOnlyCollection<string> Files,
    IReadOnlyList<BrokenLink> BrokenLinks
);

/// <summary>A link that leads nowhere.</summary>
/// <param name="Path">The file it stands in.</param>
/// <param name="Target">The target as written.</param>
public sealed record BrokenLink(string Path, string Target);
