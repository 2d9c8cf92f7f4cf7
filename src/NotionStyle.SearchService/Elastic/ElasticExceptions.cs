namespace NotionStyle.SearchService.Elastic;

/// <summary>Elasticsearch refused a request: the same again would be refused again.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">Its own name for the cause, such as <c>index_not_found_exception</c>.</param>
/// <param name="reason">Its own words.</param>
internal sealed class ElasticException(int status, string type, string reason)
    : Exception($"Elasticsearch answered {status} {type}: {reason}")
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Its own name for the cause.</summary>
    public string Type { get; } = type;
}

/// <summary>Elasticsearch could not be reached, was too busy, or did not answer in time; the same request may be sent again.</summary>
internal sealed class ElasticUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
