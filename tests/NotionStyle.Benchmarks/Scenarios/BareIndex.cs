using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.CharFilters;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.NGram;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// Lucene's writer as a program uses it that has its documents in memory: no request, no translog, no look at an older version. What it indexes, keeps and stores is what the search
/// service's mapping asks for: as many analysed fields, terms, doc values, norms and positions, the same stored source, and as much of a buffer.
/// </summary>
internal sealed class BareIndex : IDisposable
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    private readonly MMapDirectory _directory;
    private readonly IndexWriter _writer;
    private readonly ThreadLocal<Dictionary<string, BareDocument>> _documents = new(() => []);

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
        {
            // Pages and paragraphs have other fields, and each kind the same ones throughout.
            var kind = item.Texts[0].Name;
            if (!_documents.Value!.TryGetValue(kind, out var document))
                _documents.Value.Add(kind, document = new BareDocument());
            _writer.AddDocument(document.Fill(item, batch.Bytes));
        }
    }

    public void Commit() => _writer.Commit();

    public void Dispose()
    {
        _writer.Dispose();
        _documents.Dispose();
        _directory.Dispose();
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
