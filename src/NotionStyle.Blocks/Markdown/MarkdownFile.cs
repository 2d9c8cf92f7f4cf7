namespace NotionStyle.Blocks.Markdown;

/// <summary>A file of a tree, by its path relative to the root, with forward slashes.</summary>
/// <param name="Path">For example <c>guide/first-steps.md</c>.</param>
/// <param name="Text">The content of a Markdown file; null for any other file, which is only linked to.</param>
public sealed record MarkdownFile(string Path, string? Text);
