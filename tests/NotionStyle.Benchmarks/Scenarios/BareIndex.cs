using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.CharFilters;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.NGram;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// Lucene's writer as a program uses it that has its documents in memory: no request, no translog, no look at an older version. What it indexes, keeps and stores is what the search
/// service's mapping asks for.
/// </summary>
internal sealed class BareIndex : IDisposable
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    private static readonly FieldType Number = Frozen(numeric: true);
    private static readonly FieldType Parts = Frozen(numeric: false);

    private readonly MMapDirectory _directory;
    private readonly IndexWriter _writer;

    public BareIndex(string path, double bufferMegabytes)
    {
        _directory = new MMapDirectory(path);
        _writer = new IndexWriter(
            _directory,
            new IndexWriterConfig(Version, Analyzers()) { RAMBufferSizeMB = bufferMegabytes }
        );
    }

    public void Add(IndexBatch batch)
    {
        batch.Renew();
        foreach (var item in batch.Items)
            _writer.AddDocument(DocumentOf(item, batch.Bytes));
    }

    public void Commit() => _writer.Commit();

    public void Dispose()
    {
        _writer.Dispose();
        _directory.Dispose();
    }

    private static Document DocumentOf(IndexDocument item, byte[] bytes)
    {
        Document document =
        [
            new StringField("_id", item.Id, Field.Store.YES),
            new StringField("_routing", item.Routing, Field.Store.YES),
            new NumericDocValuesField("_version", 1),
            new StoredField("_source", bytes, item.SourceAt.Begin, item.SourceAt.Length),
        ];
        Keyword(document, "id", item.Id);
        foreach (var (name, values) in item.Keywords)
        foreach (var value in values)
            Keyword(document, name, value);
        foreach (var (name, value) in item.Numbers)
        {
            document.Add(new Int64Field(name, value, Number));
            document.Add(new NumericDocValuesField(name, value));
        }

        foreach (var (name, text) in item.Texts)
            if (name == "title_folded")
                document.Add(new Field(name, text, Parts));
            else
            {
                document.Add(new TextField(name, text, Field.Store.NO));
                document.Add(new TextField($"{name}.plain", text, Field.Store.NO));
            }

        return document;
    }

    private static void Keyword(Document document, string name, string value)
    {
        if (name is not ("structure" or "digest"))
            document.Add(new StringField(name, value, Field.Store.NO));
        document.Add(new SortedSetDocValuesField(name, new BytesRef(value)));
    }

    private static FieldType Frozen(bool numeric)
    {
        var type = new FieldType
        {
            IsIndexed = true,
            IsTokenized = true,
            OmitNorms = true,
            IndexOptions = IndexOptions.DOCS_ONLY,
        };
        if (numeric)
        {
            type.NumericType = NumericType.INT64;
            // The engine's: four terms a number.
            type.NumericPrecisionStep = 16;
        }

        type.Freeze();
        return type;
    }

    private static PerFieldAnalyzerWrapper Analyzers()
    {
        using var settings = JsonDocument.Parse(File.ReadAllBytes(SearchIndexing.Settings));
        var words = settings
            .RootElement.GetProperty("analysis")
            .GetProperty("filter")
            .GetProperty("english_stop_words")
            .GetProperty("stopwords")
            .EnumerateArray()
            .Select(word => word.GetString()!)
            .ToArray();
        var stops = new CharArraySet(Version, words, ignoreCase: false);
        var builder = new NormalizeCharMap.Builder();
        foreach (var separator in (string[])["_", "'", "\u2019"])
            builder.Add(separator, " ");
        var map = builder.Build();
        var english = Analyzer.NewAnonymous(
            (_, reader) =>
            {
                var source = new StandardTokenizer(Version, reader);
                return new TokenStreamComponents(
                    source,
                    new SnowballFilter(
                        new StopFilter(Version, new LowerCaseFilter(Version, source), stops),
                        new EnglishStemmer()
                    )
                );
            },
            (_, reader) => new MappingCharFilter(map, reader)
        );
        var plain = Analyzer.NewAnonymous(
            (_, reader) =>
            {
                var source = new StandardTokenizer(Version, reader);
                return new TokenStreamComponents(source, new LowerCaseFilter(Version, source));
            },
            (_, reader) => new MappingCharFilter(map, reader)
        );
        var parts = Analyzer.NewAnonymous(
            (_, reader) => new TokenStreamComponents(new NGramTokenizer(Version, reader, 1, 3))
        );
        return new PerFieldAnalyzerWrapper(
            new KeywordAnalyzer(),
            new Dictionary<string, Analyzer>
            {
                ["text"] = english,
                ["title"] = english,
                ["text.plain"] = plain,
                ["title.plain"] = plain,
                ["title_folded"] = parts,
            }
        );
    }
}
