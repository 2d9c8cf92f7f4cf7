namespace NotionStyle.Blocks.Markdown;

/// <summary>x</summary>
public static class MarkdownTree { }
