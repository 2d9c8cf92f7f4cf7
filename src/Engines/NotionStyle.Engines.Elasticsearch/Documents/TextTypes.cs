using System.Collections.Concurrent;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>How Lucene indexes the text fields of a mapping. There are as many as options can be combined: sixteen at most.</summary>
internal static class TextTypes
{
    /// <summary>Numbers are indexed at every sixteenth bit, so four terms each: few enough to write quickly, and ranges still meet few terms.</summary>
    public const int PrecisionStep = 16;

    private static readonly ConcurrentDictionary<(string Options, bool Norms, bool Store), FieldType> Known = new();

    /// <summary>The type for a field.</summary>
    public static FieldType Get(MappedField field) =>
        Known.GetOrAdd(
            (field.IndexOptions, field.Norms, field.Store),
            static key =>
            {
                var type = new FieldType
                {
                    IsIndexed = true,
                    IsTokenized = true,
                    IsStored = key.Store,
                    OmitNorms = !key.Norms,
                    IndexOptions = key.Options switch
                    {
                        "docs" => IndexOptions.DOCS_ONLY,
                        "freqs" => IndexOptions.DOCS_AND_FREQS,
                        "offsets" => IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS,
                        _ => IndexOptions.DOCS_AND_FREQS_AND_POSITIONS,
                    },
                };
                type.Freeze();
                return type;
            }
        );
}
