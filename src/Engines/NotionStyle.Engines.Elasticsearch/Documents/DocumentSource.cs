using Lucene.Net.Documents;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>A document as it was sent, with what the shard decided about it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">Its JSON in UTF-8.</param>
/// <param name="Routing">Its routing, if it names one.</param>
/// <param name="Version">Its version.</param>
/// <param name="SeqNo">The number of the operation.</param>
/// <param name="PrimaryTerm">The term of the primary.</param>
internal sealed record DocumentSource(
    string Id,
    ReadOnlyMemory<byte> Source,
    string? Routing,
    long Version,
    long SeqNo,
    long PrimaryTerm = 1
);

/// <summary>A document ready for the index writer.</summary>
/// <param name="Document">What Lucene indexes.</param>
/// <param name="Mapping">The mapping with the fields that the document brought; the same object if it brought none.</param>
/// <param name="Fields">The indexed fields, for tests and counts.</param>
internal sealed record ParsedDocument(Document Document, IndexMapping Mapping, IReadOnlyCollection<string> Fields);
