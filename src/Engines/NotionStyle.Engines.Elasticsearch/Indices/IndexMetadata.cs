using System.Collections.Immutable;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>What an alias says of one index.</summary>
/// <param name="IsWriteIndex">Whether writes through the alias go to this index; null when the alias does not say.</param>
internal sealed record AliasMetadata(bool? IsWriteIndex);

/// <summary>What is kept of an index besides its documents. Nothing here is changed; a change is another value.</summary>
internal sealed record IndexMetadata
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>An id that no other index ever has, which names its folder.</summary>
    public required string Uuid { get; init; }

    /// <summary>When it was made, in milliseconds since 1970.</summary>
    public required long CreationDate { get; init; }

    /// <summary>The mapping with all that was added by documents, and the settings below it.</summary>
    public required IndexMapping Mapping { get; init; }

    /// <summary>The aliases.</summary>
    public ImmutableSortedDictionary<string, AliasMetadata> Aliases { get; init; } =
        ImmutableSortedDictionary.Create<string, AliasMetadata>(StringComparer.Ordinal);
}
