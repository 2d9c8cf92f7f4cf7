namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>What is known of the newest state of a document.</summary>
/// <param name="Version">Its version.</param>
/// <param name="SequenceNumber">The change that made it.</param>
/// <param name="PrimaryTerm">The term of that change.</param>
/// <param name="IsDeleted">Whether that change was its deletion.</param>
internal readonly record struct DocumentState(long Version, long SequenceNumber, long PrimaryTerm, bool IsDeleted);

/// <summary>A document as it was read.</summary>
/// <param name="State">Its version and order.</param>
/// <param name="Routing">The routing that it was written with, or null.</param>
/// <param name="Source">What was written.</param>
internal sealed record StoredDocument(DocumentState State, string? Routing, ReadOnlyMemory<byte> Source);
