namespace NotionStyle.Blocks.Markdown;

/// <summary>Markdown or a block tree is refused: too large, too deep, or a path that must not be followed.</summary>
public sealed class MarkdownException : FormatException
{
    /// <summary>Creates an error.</summary>
    public MarkdownException(string message)
        : base(message) { }

    /// <summary>Creates an error with its cause.</summary>
    public MarkdownException(string message, Exception innerException)
        : base(message, innerException) { }
}
