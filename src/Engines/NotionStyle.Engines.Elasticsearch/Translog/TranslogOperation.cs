namespace NotionStyle.Engines.Elasticsearch.Translog;

/// <summary>What one frame of the translog says was done.</summary>
internal enum TranslogOperationKind : byte
{
    /// <summary>A document was written.</summary>
    Index = 1,

    /// <summary>A document was deleted.</summary>
    Delete = 2,

    /// <summary>All bytes of this file before a given offset were on disk when this was written; no change of a document.</summary>
    SyncedMark = 3,
}

/// <summary>One change as it is written ahead, with the order and version that it was given.</summary>
internal readonly record struct TranslogOperation
{
    /// <summary>What was done.</summary>
    public required TranslogOperationKind Kind { get; init; }

    /// <summary>The document's id.</summary>
    public required string Id { get; init; }

    /// <summary>The routing that the caller gave, or null.</summary>
    public string? Routing { get; init; }

    /// <summary>The version that it made.</summary>
    public required long Version { get; init; }

    /// <summary>The place in the order of all changes of the index.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>The term in which it was done.</summary>
    public required long PrimaryTerm { get; init; }

    /// <summary>The document as it came, for <see cref="TranslogOperationKind.Index"/>.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }
}
