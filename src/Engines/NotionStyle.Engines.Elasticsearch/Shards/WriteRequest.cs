using Lucene.Net.Documents;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>Who gives a document its version.</summary>
internal enum VersionType
{
    /// <summary>The engine: one more than before.</summary>
    Internal,

    /// <summary>The caller; it must be higher than the one that is there.</summary>
    External,

    /// <summary>The caller; it must not be lower than the one that is there.</summary>
    ExternalGte,
}

/// <summary>What a write demands of the state that it finds.</summary>
internal readonly record struct WriteConditions
{
    /// <summary>The document must not be there (<c>create</c>).</summary>
    public bool MustNotExist { get; init; }

    /// <summary>The caller's version, for the external types.</summary>
    public long? Version { get; init; }

    /// <summary>Who gives the version.</summary>
    public VersionType VersionType { get; init; }

    /// <summary>The change that must be the newest one (<c>if_seq_no</c>).</summary>
    public long? IfSequenceNumber { get; init; }

    /// <summary>Its term (<c>if_primary_term</c>).</summary>
    public long? IfPrimaryTerm { get; init; }
}

/// <summary>A document to write.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Routing">The routing given, or null.</param>
/// <param name="Source">Its bytes; the shard keeps them.</param>
/// <param name="Document">What Lucene gets; the shard adds version and order.</param>
internal readonly record struct DocumentWrite(
    string Id,
    string? Routing,
    ReadOnlyMemory<byte> Source,
    Document Document
)
{
    /// <summary>The id was made just now, so that nobody can have written it before.</summary>
    public bool IsNewId { get; init; }
}

/// <summary>What a write did.</summary>
internal enum WriteOutcome
{
    /// <summary>The document was not there and is now.</summary>
    Created,

    /// <summary>The document was there and has changed.</summary>
    Updated,

    /// <summary>The document was there and is not any more.</summary>
    Deleted,

    /// <summary>There was nothing to delete.</summary>
    NotFound,

    /// <summary>Nothing had to be changed.</summary>
    Noop,

    /// <summary>A condition did not hold; <see cref="WriteResult.Conflict"/> says which one.</summary>
    Conflict,
}

/// <summary>The answer to a write.</summary>
/// <param name="Outcome">What was done.</param>
/// <param name="State">The document's state after it.</param>
/// <param name="Position">Where the translog must be on disk before anybody is told.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, DocumentState State, long Position)
{
    /// <summary>Why a condition did not hold.</summary>
    public string? Conflict { get; init; }
}
