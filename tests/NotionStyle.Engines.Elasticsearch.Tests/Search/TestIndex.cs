using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;
using NotionStyle.Engines.Elasticsearch.Search;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

/// <summary>An index in memory, without server and translog.</summary>
internal sealed class TestIndex : IDisposable
{
    private readonly RAMDirectory directory = new();
    private readonly IndexWriter writer;
    private DirectoryReader? reader;
    private long seqNo;

    public TestIndex(string mappings = "{}", string settings = "{}")
    {
        var parsed = IndexSettings.Parse(Json(settings));
        Mapping = IndexMapping.Parse(Json(mappings), parsed, new AnalysisRegistry(parsed));
        writer = new IndexWriter(
            directory,
            new IndexWriterConfig(LuceneVersion.LUCENE_48, new MappingAnalyzer(() => Mapping))
            {
                Similarity = new MappingSimilarity(parsed),
            }
        );
    }

    public IndexMapping Mapping { get; private set; }

    public TestIndex Add(string id, string source, string? routing = null)
    {
        var parsed = DocumentBuilder.Build(
            Mapping,
            new DocumentSource(id, Encoding.UTF8.GetBytes(source), routing, 1, seqNo++)
        );
        Mapping = parsed.Mapping;
        writer.UpdateDocument(new Term(MetaFields.Id, id), parsed.Document);
        return this;
    }

    /// <summary>Begins a new segment, so that searches go over several.</summary>
    public TestIndex Cut()
    {
        writer.Flush(false, true);
        return this;
    }

    public SearchTarget Target()
    {
        reader?.Dispose();
        reader = DirectoryReader.Open(writer, applyAllDeletes: true);
        return new SearchTarget(
            "things",
            Mapping,
            new IndexSearcher(reader) { Similarity = new MappingSimilarity(Mapping.Settings) }
        );
    }

    public JsonNode Search(string body, params (string Key, string Value)[] parameters) =>
        Search(Json(body), parameters);

    public JsonNode Search(JsonElement body, params (string Key, string Value)[] parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var output = new Utf8JsonWriter(buffer);
        SearchExecutor.Execute(
            Target(),
            body,
            parameters.ToDictionary(pair => pair.Key, pair => pair.Value),
            output,
            TestContext.Current.CancellationToken
        );
        return JsonNode.Parse(buffer.WrittenSpan)!;
    }

    /// <summary>The ids that a query finds, in their order.</summary>
    public string[] Find(string query) => Ids(Search($$"""{"query":{{query}},"size":1000}"""));

    /// <summary>The ids that a query finds, sorted.</summary>
    public string Found(string query) => string.Join(' ', Find(query).OrderBy(id => id, StringComparer.Ordinal));

    public long Count(string body) =>
        CountExecutor.Count(
            Target(),
            Json(body),
            new Dictionary<string, string>(),
            TestContext.Current.CancellationToken
        );

    public ElasticsearchException Refused(string body) => Assert.Throws<ElasticsearchException>(() => Search(body));

    public static string[] Ids(JsonNode response) =>
        [.. response["hits"]!["hits"]!.AsArray().Select(hit => (string)hit!["_id"]!)];

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    public void Dispose()
    {
        reader?.Dispose();
        writer.Dispose();
        directory.Dispose();
    }
}
