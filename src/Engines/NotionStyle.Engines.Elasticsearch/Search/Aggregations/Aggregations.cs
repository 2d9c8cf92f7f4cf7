using System.Text.Json;
using Lucene.Net.Index;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>The aggregations of a search.</summary>
internal sealed class Aggregations : IAggregationSink
{
    /// <inheritdoc/>
    public void SetSegment(AtomicReaderContext context) { }

    /// <inheritdoc/>
    public void Collect(int doc) { }

    /// <summary>Writes <c>aggregations</c>.</summary>
    public void Write(Utf8JsonWriter output, bool typedKeys) =>
        output.WriteNumber(GetHashCode().ToString(), typedKeys ? 1 : 0);
}
