using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Tests.Shards;

/// <summary>What the shard's reader finds by id, against a look at every document of every segment, while documents are written, changed, deleted and merged.</summary>
public sealed class VersionLookUpTests : IDisposable
{
    private readonly RAMDirectory _directory = new();
    private readonly IndexWriter _writer;
    private ShardReader _reader;
    private long _changes;

    public VersionLookUpTests()
    {
        _writer = new IndexWriter(
            _directory,
            new IndexWriterConfig(LuceneVersion.LUCENE_48, new KeywordAnalyzer())
            {
                // Merges when the test says so, and not by itself.
                MergePolicy = new LogDocMergePolicy { MergeFactor = 1_000 },
            }
        );
        _reader = new ShardReader(DirectoryReader.Open(_writer, applyAllDeletes: true), MetaFields.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Ids_of_every_shape_are_found_as_a_look_at_all_documents_finds_them(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var make = Ids.Makers[seed - 1];
        List<string> known = [];
        var segments = 0;
        for (var step = 0; step < 600; step++)
        {
            var id = known.Count == 0 || random.Next(2) == 0 ? make(random) : known[random.Next(known.Count)];
            known.Add(id);
            if (random.Next(5) == 0)
                _writer.DeleteDocuments(new Term(MetaFields.Id, id));
            else
                Write(id);
            if (random.Next(12) > 0)
                continue;
            if (random.Next(8) == 0)
                _writer.ForceMerge(1);
            Reopen();
            segments = Math.Max(segments, _reader.Reader.Leaves.Count);
            Check(seed, known.Append(make(random)).Append(id + "x"));
        }

        Assert.True(segments > 4, $"only {segments} segments");
    }

    [Fact]
    public void The_newest_of_an_id_that_lies_in_every_segment_is_found_and_nothing_once_it_is_deleted()
    {
        for (var round = 0; round < 5; round++)
        {
            Write("b");
            Write("other" + round);
            Reopen();
        }

        Assert.Equal(5, _reader.Reader.Leaves.Count);
        Assert.Equal(9, _reader.Find("b")!.Value.State.Version);
        _writer.DeleteDocuments(new Term(MetaFields.Id, "b"));
        Reopen();
        Assert.Null(_reader.Find("b"));
        Assert.NotNull(_reader.Find("other4"));
        _writer.ForceMerge(1);
        Reopen();
        Assert.Single(_reader.Reader.Leaves);
        Assert.Null(_reader.Find("b"));
        Assert.NotNull(_reader.Find("other0"));
    }

    [Fact]
    public void The_look_at_all_documents_sees_a_planted_fault()
    {
        Write("a");
        Reopen();
        var stale = Everything();
        Write("a");
        Reopen();
        Assert.NotEqual(stale["a"], Found("a"));
        Assert.Equal(Everything()["a"], Found("a"));
    }

    public void Dispose()
    {
        _reader.Release();
        _writer.Dispose();
        _directory.Dispose();
    }

    private void Write(string id)
    {
        Document document = [new StringField(MetaFields.Id, id, Field.Store.YES)];
        var change = ++_changes;
        MetadataFields.Set(document, new DocumentState(change, change, 1, IsDeleted: false));
        _writer.UpdateDocument(new Term(MetaFields.Id, id), document);
    }

    private void Reopen()
    {
        if (DirectoryReader.OpenIfChanged(_reader.Reader, _writer, applyAllDeletes: true) is not { } opened)
            return;
        _reader.Release();
        _reader = new ShardReader(opened, MetaFields.Id);
    }

    private void Check(int seed, IEnumerable<string> ids)
    {
        var expected = Everything();
        foreach (var id in ids.Distinct())
        {
            (long, int)? wanted = expected.TryGetValue(id, out var there) ? there : null;
            Assert.True(wanted == Found(id), $"seed {seed}, change {_changes}: [{id}] is {Found(id)}, not {wanted}");
        }
    }

    private (long Version, int DocumentId)? Found(string id) =>
        _reader.Find(id) is { } found ? (found.State.Version, found.DocumentId) : null;

    private Dictionary<string, (long Version, int DocumentId)> Everything()
    {
        var all = new Dictionary<string, (long, int)>();
        foreach (var leaf in _reader.Reader.Leaves)
        {
            var segment = leaf.AtomicReader;
            var versions = segment.GetNumericDocValues(MetaFields.Version);
            for (var document = 0; document < segment.MaxDoc; document++)
                if (segment.LiveDocs?.Get(document) != false)
                    all.Add(
                        segment.Document(document).Get(MetaFields.Id),
                        (versions.Get(document), leaf.DocBase + document)
                    );
        }

        return all;
    }
}
