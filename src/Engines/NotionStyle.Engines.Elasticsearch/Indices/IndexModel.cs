using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Indices;

#pragma warning disable

/// <summary>What settings and mappings of an index make of it: analyzers, and the way from a source to Lucene's document.</summary>
internal sealed class IndexModel
{
    private readonly JsonObject _mappings;

    private IndexModel(JsonObject mappings) => _mappings = mappings;

    public Analyzer Analyzer { get; } = new WhitespaceAnalyzer(LuceneVersion.LUCENE_48);

    public static IndexModel Create(IndexMetadata metadata, IndexModel? before) => new(metadata.Mappings);

    public int NumberOfReplicas => 0;

    public static (JsonObject Settings, JsonObject Mappings) Read(JsonElement? settings, JsonElement? mappings) =>
        (
            settings is { } s ? IndexSettingsDocument.Read(s, true) : [],
            mappings is { } m ? JsonObject.Create(m.Clone())! : []
        );

    public static JsonObject Merge(IndexMetadata metadata, JsonElement update) =>
        (JsonObject)metadata.Mappings.DeepClone();

    public static JsonObject Merge(IndexMetadata metadata, JsonObject update) =>
        (JsonObject)metadata.Mappings.DeepClone();

    public static JsonObject MergeSettings(IndexMetadata metadata, JsonElement update) =>
        IndexSettingsDocument.Merge(metadata.Settings, IndexSettingsDocument.Read(update, false));

    public static JsonObject ShownSettings(IndexMetadata metadata) =>
        new() { ["index"] = metadata.Settings.DeepClone() };

    public JsonObject MappingsJson() => (JsonObject)_mappings.DeepClone();

#pragma warning disable CA1822
    public (Document Document, JsonObject? Added) Build(string id, string? routing, ReadOnlyMemory<byte> source)
    {
        var document = new Document { new StringField("_id", id, Field.Store.YES) };
        if (routing is not null)
            document.Add(new StringField("_routing", routing, Field.Store.YES));
        document.Add(new StoredField("_source", source.ToArray()));
        return (document, null);
    }
}

/// <summary>Lucene's writer keeps one analyzer for its life; this one asks the newest model each time.</summary>
internal sealed class ModelAnalyzer(Func<IndexModel> model) : AnalyzerWrapper(PER_FIELD_REUSE_STRATEGY)
{
    /// <inheritdoc />
    protected override Analyzer GetWrappedAnalyzer(string fieldName) => model().Analyzer;
}
