namespace NotionStyle.Blocks.Markdown;

/// <summary>What a Markdown file says.</summary>
/// <param name="Title">
/// The first heading of level 1 when the document starts with it (front matter aside), else null. The heading is
/// then not among the blocks; writing with this title brings it back.
/// </param>
/// <param name="Blocks">The blocks, without ids.</param>
/// <param name="FrontMatter">The YAML between the fences at the top, as written, or null.</param>
public sealed record MarkdownPage(RichText? Title, IReadOnlyList<BlockNode> Blocks, string? FrontMatter);
