using System.Text;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Tests.Shards;

public sealed class LastIdsTests
{
    private const int Compared = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_id_is_beyond_a_segment_exactly_when_its_beginning_is_behind_that_of_the_last_one(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (beyond, within) = (0, 0);
        for (var run = 0; run < 60; run++)
        {
            var make = Ids.Makers[run % Ids.Makers.Length];
            var ids = Enumerable.Range(0, random.Next(1, 80)).Select(_ => make(random)).ToHashSet();
            using var segment = new Segment(ids);
            var last = ids.Select(Encoding.UTF8.GetBytes)
                .Aggregate((a, b) => a.AsSpan().SequenceCompareTo(b) > 0 ? a : b);
            foreach (var probe in Probes(ids, Encoding.UTF8.GetString(last), make, random))
            {
                var bytes = Encoding.UTF8.GetBytes(probe);
                var expected = Begin(bytes).SequenceCompareTo(Begin(last)) > 0;
                Assert.True(
                    segment.IsBeyond(probe) == expected,
                    $"seed {seed}, run {run}: [{probe}] beyond {expected}, last [{Encoding.UTF8.GetString(last)}]"
                );
                // What it is for: nothing that is there may be called beyond.
                Assert.False(expected && ids.Contains(probe));
                _ = expected ? beyond++ : within++;
            }
        }

        Assert.True(beyond > 300 && within > 300, $"{beyond} beyond and {within} within tell too little");
    }

    [Fact]
    public void Everything_is_beyond_a_segment_without_ids()
    {
        using var segment = new Segment([]);
        Assert.True(segment.IsBeyond("a"));
    }

    [Fact]
    public void Deleting_the_last_id_leaves_what_is_known_of_its_segment()
    {
        using var segment = new Segment(["a", "m", "z"]);
        Assert.False(segment.IsBeyond("y"));
        segment.Delete("z");
        Assert.False(segment.IsBeyond("y"));
        Assert.False(segment.IsBeyond("m"));
        Assert.True(segment.IsBeyond("zz"));
    }

    [Fact]
    public void An_id_that_shares_all_compared_bytes_with_the_last_one_is_looked_for()
    {
        var last = new string('k', Compared) + "b";
        using var segment = new Segment([last]);
        Assert.False(segment.IsBeyond(last));
        Assert.False(segment.IsBeyond(new string('k', Compared) + "c"));
        Assert.True(segment.IsBeyond(new string('k', Compared - 1) + "l"));
    }

    private static ReadOnlySpan<byte> Begin(byte[] bytes) => bytes.AsSpan(0, Math.Min(bytes.Length, Compared));

    private static IEnumerable<string> Probes(
        HashSet<string> ids,
        string last,
        Func<Random, string> make,
        Random random
    )
    {
        foreach (var id in ids)
        {
            yield return id;
            yield return id + "0";
            yield return id + "\U0001F600";
            // A shorter one sorts before those that begin with it.
            if (id.Length > 1 && !char.IsSurrogate(id[^1]))
                yield return id[..^1];
        }

        // Just behind the last one, at each of its places.
        for (var i = 0; i < last.Length; i++)
            if (last[i] < '\uD000')
                yield return $"{last[..i]}{(char)(last[i] + 1)}";
        for (var i = 0; i < 20; i++)
            yield return make(random);
    }

    /// <summary>An index of one segment with these ids.</summary>
    private sealed class Segment : IDisposable
    {
        private readonly RAMDirectory _directory = new();
        private readonly IndexWriter _writer;
        private DirectoryReader _reader;

        public Segment(IEnumerable<string> ids)
        {
            _writer = new IndexWriter(
                _directory,
                new IndexWriterConfig(LuceneVersion.LUCENE_48, new KeywordAnalyzer())
            );
            // So that there is a segment at all.
            _writer.AddDocument([new StoredField("other", "x")]);
            foreach (var id in ids)
                _writer.AddDocument([new StringField("_id", id, Field.Store.NO)]);
            _reader = DirectoryReader.Open(_writer, applyAllDeletes: true);
        }

        public bool IsBeyond(string id) =>
            LastIds.IsBeyond(Assert.Single(_reader.Leaves).AtomicReader, "_id", new BytesRef(id));

        public void Delete(string id)
        {
            _writer.DeleteDocuments(new Term("_id", id));
            var before = _reader;
            _reader = DirectoryReader.OpenIfChanged(before, _writer, applyAllDeletes: true);
            before.Dispose();
        }

        public void Dispose()
        {
            _reader.Dispose();
            _writer.Dispose();
            _directory.Dispose();
        }
    }
}
