namespace NotionStyle.Engines.Elasticsearch.Errors;

/// <summary>
/// A refusal that the caller hears in Elasticsearch's shape: <c>{"error":{"root_cause":[…],"type","reason"},"status"}</c>. The type is one of Elasticsearch's own names, because its
/// clients and their users decide by it.
/// </summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">Elasticsearch's name of this kind of error, such as <c>parsing_exception</c>.</param>
/// <param name="reason">What is wrong with which value, and what would be right.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class ElasticsearchException(int status, string type, string reason, Exception? inner = null)
    : Exception(reason, inner)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Elasticsearch's name of the kind.</summary>
    public string Type { get; } = type;

    /// <summary>The reason.</summary>
    public string Reason => Message;

    /// <summary>The index that it is about, if it is about one.</summary>
    public string? Index { get; init; }

    /// <summary>What led to it, shown as <c>caused_by</c>.</summary>
    public ElasticsearchException? CausedBy { get; init; }

    /// <summary>A value that cannot be used, with status 400.</summary>
    public static ElasticsearchException IllegalArgument(string reason) =>
        new(400, "illegal_argument_exception", reason);

    /// <summary>A body that cannot be read as JSON of the expected form, with status 400.</summary>
    public static ElasticsearchException Parsing(string reason) => new(400, "parsing_exception", reason);

    /// <summary>A part of Elasticsearch that this engine leaves out, with status 400.</summary>
    /// <param name="what">What was asked for.</param>
    /// <param name="instead">What can be used instead.</param>
    public static ElasticsearchException Unsupported(string what, string instead) =>
        new(400, "illegal_argument_exception", $"{what} is not supported by this engine; {instead}");

    /// <summary>There is no index or alias of that name, with status 404.</summary>
    public static ElasticsearchException NoSuchIndex(string name) =>
        new(404, "index_not_found_exception", $"no such index [{name}]") { Index = name };
}
