namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>One action of a bulk request, as it was written down.</summary>
internal sealed record BulkItem
{
    /// <summary>index, create, update or delete.</summary>
    public required string Action { get; init; }

    /// <summary>The index or alias; null when neither the line nor the path names one.</summary>
    public string? Index { get; set; }

    /// <summary>The id, if there is one.</summary>
    public string? Id { get; set; }

    /// <summary>The routing, if there is one.</summary>
    public string? Routing { get; set; }

    /// <summary>The caller's version.</summary>
    public long? Version { get; set; }

    /// <summary>Who gives the version.</summary>
    public string? VersionType { get; set; }

    /// <summary>The change that must be the newest one.</summary>
    public long? IfSequenceNumber { get; set; }

    /// <summary>Its term.</summary>
    public long? IfPrimaryTerm { get; set; }

    /// <summary>Whether the name must be an alias.</summary>
    public bool? RequireAlias { get; set; }

    /// <summary>The line that follows, except for a deletion.</summary>
    public ReadOnlyMemory<byte> Source { get; set; }
}
