using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Documents;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>One hit with what is stored of it.</summary>
internal sealed class Hit : IDisposable
{
    private static readonly HashSet<string> Stored = new(StringComparer.Ordinal)
    {
        MetaFields.Id,
        MetaFields.Routing,
        MetaFields.Source,
    };

    private readonly IndexSearcher searcher;
    private JsonDocument? json;

    /// <summary>Loads it.</summary>
    public Hit(IndexSearcher searcher, ScoreDoc found)
    {
        this.searcher = searcher;
        Found = found;
        var document = searcher.Doc(found.Doc, Stored);
        Id = document.Get(MetaFields.Id) ?? "";
        Routing = document.Get(MetaFields.Routing);
        if (document.GetBinaryValue(MetaFields.Source) is { } bytes)
            Source = bytes.Bytes.AsMemory(bytes.Offset, bytes.Length);
    }

    /// <summary>Where it is, with its score and sort values.</summary>
    public ScoreDoc Found { get; }

    /// <summary>The document's id.</summary>
    public string Id { get; }

    /// <summary>Its routing.</summary>
    public string? Routing { get; }

    /// <summary>Its JSON, if the index keeps it.</summary>
    public ReadOnlyMemory<byte>? Source { get; }

    /// <summary>Its JSON, read; nothing if the index does not keep it.</summary>
    public JsonElement? Json => Source is { } source ? (json ??= JsonDocument.Parse(source)).RootElement : null;

    /// <summary>One of its numbers in doc values.</summary>
    public long Number(string field)
    {
        var leaves = searcher.TopReaderContext.Leaves;
        var leaf = leaves[ReaderUtil.SubIndex(Found.Doc, leaves)];
        return leaf.AtomicReader.GetNumericDocValues(field)?.Get(Found.Doc - leaf.DocBase) ?? 0;
    }

    /// <inheritdoc/>
    public void Dispose() => json?.Dispose();
}
