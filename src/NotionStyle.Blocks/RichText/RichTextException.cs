namespace NotionStyle.Blocks;

/// <summary>
/// A JSON value is not rich text. <see cref="Place"/> names the offending element the way a reader would index it,
/// for example <c>properties.title[3][1][0]</c>, so that a client can find it in a large transaction.
/// </summary>
public sealed class RichTextException : FormatException
{
    /// <summary>Creates an error for one place in the JSON.</summary>
    /// <param name="place">The path of the offending element.</param>
    /// <param name="reason">What was expected there and what was found.</param>
    public RichTextException(string place, string reason)
        : base($"{place}: {reason}")
    {
        Place = place;
        Reason = reason;
    }

    /// <summary>The path of the offending element.</summary>
    public string Place { get; }

    /// <summary>What was expected and what was found.</summary>
    public string Reason { get; }
}
