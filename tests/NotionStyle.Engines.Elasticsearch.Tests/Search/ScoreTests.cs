using NotionStyle.Engines.Elasticsearch.Search;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

public sealed class ScoreTests
{
    /// <summary>A few lines of BM25 as books write it, over texts of single spaces.</summary>
    private static double Bm25(string[] texts, int document, string[] words, double k1 = 1.2, double b = 0.75)
    {
        var split = texts.Where(text => text.Length > 0).Select(text => text.Split(' ')).ToArray();
        var average = split.Average(text => text.Length);
        var own = texts[document].Split(' ');
        return words.Sum(word =>
        {
            var n = split.Count(text => text.Contains(word));
            var f = own.Count(one => one == word);
            return Math.Log(1 + ((split.Length - n + 0.5) / (n + 0.5)))
                * f
                * (k1 + 1)
                / (f + (k1 * (1 - b + (b * own.Length / average))));
        });
    }

    [Theory]
    [InlineData("{}", 1.2, 0.75)]
    [InlineData("""{"similarity":{"default":{"type":"BM25","k1":0.9,"b":0.4}}}""", 0.9, 0.4)]
    public void Scores_are_those_of_plain_bm25(string settings, double k1, double b)
    {
        var random = new Random(7);
        var texts = Enumerable
            .Range(0, 60)
            .Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 39)).Select(_ => "w" + random.Next(12))))
            .ToArray();
        using var index = new TestIndex("""{"properties":{"t":{"type":"text"}}}""", settings);
        for (var document = 0; document < texts.Length; document++)
        {
            index.Add(document.ToString(), $$"""{"t":"{{texts[document]}}"}""");
            if (document % 20 == 19)
                index.Cut();
        }
        index.Add("without", """{"other":1}""");
        var hits = index.Search("""{"size":100,"query":{"match":{"t":"w1 w5 w11"}}}""")["hits"]!["hits"]!.AsArray();
        Assert.NotEmpty(hits);
        foreach (var hit in hits)
        {
            var expected = Bm25(texts, int.Parse((string)hit!["_id"]!), ["w1", "w5", "w11"], k1, b);
            Assert.Equal(expected, (double)hit["_score"]!, 0.0005);
        }
    }

    [Fact]
    public void A_length_is_exact_up_to_forty_and_close_beyond()
    {
        for (var length = 0; length < 40; length++)
            Assert.Equal(length, ExactLengths.Decode(ExactLengths.Encode(length)));
        foreach (var length in new[] { 100, 1000, 12_345, 1_000_000, int.MaxValue })
        {
            var decoded = ExactLengths.Decode(ExactLengths.Encode(length));
            Assert.InRange(decoded, length * 0.88, length);
        }
    }

    [Fact]
    public void Filters_count_nothing_and_boosts_multiply()
    {
        using var index = new TestIndex("""{"properties":{"t":{"type":"text"},"k":{"type":"keyword"}}}""");
        index.Add("1", """{"t":"a b","k":"x"}""").Add("2", """{"t":"b","k":"x"}""");
        double Score(string query) =>
            (double)index.Search($$"""{"query":{{query}}}""")["hits"]!["hits"]![0]!["_score"]!;
        var plain = Score("""{"match":{"t":"a"}}""");
        Assert.Equal(plain, Score("""{"bool":{"must":{"match":{"t":"a"}},"filter":{"term":{"k":"x"}}}}"""), 1e-6);
        Assert.Equal(plain * 3, Score("""{"match":{"t":{"query":"a","boost":3}}}"""), 1e-5);
        Assert.Equal(plain * 6, Score("""{"bool":{"must":{"match":{"t":{"query":"a","boost":3}}},"boost":2}}"""), 1e-5);
        Assert.Equal(0, Score("""{"bool":{"filter":{"term":{"k":"x"}}}}"""));
        Assert.Equal(2, Score("""{"constant_score":{"filter":{"term":{"k":"x"}},"boost":2}}"""));
        Assert.Equal(1, Score("""{"prefix":{"t":"a"}}"""));
        Assert.Equal(
            plain + 5,
            Score("""{"function_score":{"query":{"match":{"t":"a"}},"weight":5,"boost_mode":"sum"}}"""),
            1e-5
        );
        Assert.Equal(2 * plain, Score("""{"function_score":{"query":{"match":{"t":"a"}},"weight":2}}"""), 1e-5);
    }

    [Fact]
    public void A_word_as_it_was_meant_scores_above_a_rare_misspelling()
    {
        using var index = new TestIndex("""{"properties":{"t":{"type":"text"}}}""");
        for (var number = 0; number < 20; number++)
            index.Add("right" + number, """{"t":"elephant"}""");
        index.Add("wrong", """{"t":"elephnat"}""");
        var found = index.Find("""{"match":{"t":{"query":"elephant","fuzziness":"AUTO"}}}""");
        Assert.Equal(21, found.Length);
        Assert.Equal("wrong", found[^1]);
    }

    [Fact]
    public void An_explanation_shows_the_score()
    {
        using var index = new TestIndex("""{"properties":{"t":{"type":"text"}}}""");
        index.Add("1", """{"t":"a b"}""");
        var hit = index.Search("""{"query":{"match":{"t":"a"}},"explain":true}""")["hits"]!["hits"]![0]!;
        Assert.Equal((double)hit["_score"]!, (double)hit["_explanation"]!["value"]!, 1e-5);
    }
}
