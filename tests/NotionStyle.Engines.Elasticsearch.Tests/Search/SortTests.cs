using System.Text.Json.Nodes;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

public sealed class SortTests : IDisposable
{
    private readonly TestIndex index = new(
        """{"properties":{"n":{"type":"long"},"d":{"type":"double"},"k":{"type":"keyword"},"t":{"type":"text"},"day":{"type":"date"}}}"""
    );

    public SortTests()
    {
        index
            .Add("a", """{"n":3,"d":0.5,"k":"x","t":"word","day":"2024-01-01"}""")
            .Add("b", """{"n":[1,9],"d":-2,"k":["z","m"],"t":"word word","day":"2024-01-02"}""")
            .Cut()
            .Add("c", """{"n":2,"k":"y","t":"word word word"}""")
            .Add("d", """{"d":7,"t":"other"}""");
    }

    public void Dispose() => index.Dispose();

    [Theory]
    [InlineData("""["n"]""", "b c a d")]
    [InlineData("""[{"n":"desc"}]""", "b a c d")]
    [InlineData("""[{"n":{"order":"asc","missing":"_first"}}]""", "d b c a")]
    [InlineData("""[{"n":{"order":"desc","missing":"_first"}}]""", "d b a c")]
    [InlineData("""[{"n":{"order":"asc","missing":2}},{"k":"desc"}]""", "b c d a")]
    [InlineData("""[{"n":{"order":"asc","mode":"max"}}]""", "c a b d")]
    [InlineData("""[{"d":"asc"}]""", "b a d c")]
    [InlineData("""[{"k":"asc"}]""", "b a c d")]
    [InlineData("""[{"k":"desc"}]""", "b c a d")]
    [InlineData("""[{"k":{"order":"asc","missing":"_first"}}]""", "d b a c")]
    [InlineData("""[{"k":{"order":"desc","missing":"_first"}}]""", "d b c a")]
    [InlineData("""[{"day":"desc"},{"_doc":"desc"}]""", "b a d c")]
    [InlineData("""["_doc"]""", "a b c d")]
    [InlineData("""[{"gone":{"order":"asc","unmapped_type":"long"}},{"n":"asc"}]""", "b c a d")]
    public void Hits_come_in_the_order_asked_for(string sort, string order) =>
        Assert.Equal(order, string.Join(' ', TestIndex.Ids(index.Search($$"""{"sort":{{sort}}}"""))));

    [Theory]
    [InlineData("""[{"n":"asc"},{"k":"asc"}]""")]
    [InlineData("""[{"k":"desc"},{"n":"asc"}]""")]
    [InlineData("""[{"d":"desc"},{"n":"asc"}]""")]
    [InlineData("""[{"day":{"order":"asc","format":"strict_date_optional_time"}},{"n":"desc"},{"d":"asc"}]""")]
    [InlineData("""[{"_score":"desc"},{"n":"asc"}]""")]
    [InlineData("""[{"_score":"asc"},{"_doc":"asc"}]""")]
    public void Pages_by_search_after_show_every_hit_once(string sort)
    {
        const string query = """{"bool":{"should":[{"match":{"t":"word"}},{"match_all":{}}]}}""";
        var whole = TestIndex.Ids(index.Search($$"""{"query":{{query}},"sort":{{sort}}}"""));
        var paged = new List<string>();
        JsonNode? after = null;
        while (true)
        {
            var from = after is null ? "" : $",\"search_after\":{after.ToJsonString()}";
            var page = index.Search($$"""{"query":{{query}},"size":1,"sort":{{sort}}{{from}}}""");
            if (page["hits"]!["hits"]!.AsArray() is not [{ } hit])
                break;
            paged.Add((string)hit["_id"]!);
            after = hit["sort"]!;
        }
        Assert.Equal(whole, paged);
    }

    [Fact]
    public void A_sort_shows_its_values_and_no_scores()
    {
        var hits = index.Search("""{"sort":[{"n":"asc"},{"d":"asc"},{"k":"asc"}]}""")["hits"]!;
        Assert.Null(hits["max_score"]);
        Assert.Null(hits["hits"]![0]!["_score"]);
        Assert.Equal("""[1,-2,"m"]""", hits["hits"]![0]!["sort"]!.ToJsonString());
        Assert.Equal("""[2,"Infinity","y"]""", hits["hits"]![1]!["sort"]!.ToJsonString());
        Assert.Equal("""[9223372036854775807,7,null]""", hits["hits"]![3]!["sort"]!.ToJsonString());
        Assert.NotNull(index.Search("""{"sort":["n"],"track_scores":true}""")["hits"]!["hits"]![0]!["_score"]);
    }

    [Fact]
    public void Totals_are_counted_as_far_as_asked()
    {
        JsonNode Total(string option) => index.Search($$"""{"size":0{{option}}}""")["hits"]!["total"]!;
        Assert.Equal("""{"value":4,"relation":"eq"}""", Total("").ToJsonString());
        Assert.Equal("""{"value":2,"relation":"gte"}""", Total(",\"track_total_hits\":2").ToJsonString());
        Assert.Null(index.Search("""{"track_total_hits":false}""")["hits"]!["total"]);
        Assert.Equal(4, (int)index.Search("{}", ("rest_total_hits_as_int", "true"))["hits"]!["total"]!);
    }

    [Fact]
    public void From_and_size_of_the_url_and_the_body_cut_the_page()
    {
        Assert.Equal(["c", "a"], TestIndex.Ids(index.Search("{}", ("sort", "n:asc"), ("from", "1"), ("size", "2"))));
        Assert.Empty(TestIndex.Ids(index.Search("""{"from":100}""")));
    }

    [Fact]
    public void Min_score_and_post_filter_leave_out_hits()
    {
        Assert.Equal(
            ["a", "c"],
            TestIndex.Ids(
                index.Search(
                    """{"query":{"match":{"t":"word"}},"post_filter":{"terms":{"k":["x","y"]}},"sort":["_doc"]}"""
                )
            )
        );
        Assert.Empty(TestIndex.Ids(index.Search("""{"query":{"match":{"t":"word"}},"min_score":100}""")));
    }

    [Fact]
    public void A_source_filter_shows_what_it_includes_and_does_not_exclude()
    {
        using var nested = new TestIndex();
        nested.Add("1", """{"a":{"b":1,"c":{"d":2,"e":3}},"f":[{"g":1,"h":2}],"i":null}""");
        string Shown(string filter) =>
            nested.Search($$"""{"_source":{{filter}}}""")["hits"]!["hits"]![0]!["_source"]?.ToJsonString() ?? "none";
        Assert.Equal("none", Shown("false"));
        Assert.Equal("""{"a":{"b":1}}""", Shown("\"a.b\""));
        Assert.Equal("""{"a":{"c":{"d":2,"e":3}}}""", Shown("[\"a.c\"]"));
        Assert.Equal("""{"a":{"c":{"d":2}}}""", Shown("""{"includes":["a.c.*"],"excludes":["*.e"]}"""));
        Assert.Equal("""{"f":[{"g":1}]}""", Shown("\"*.g\""));
        Assert.Equal("""{"a":{"b":1},"f":[{"g":1,"h":2}],"i":null}""", Shown("""{"excludes":["a.c"]}"""));
    }

    [Fact]
    public void Fields_come_as_lists_in_their_format()
    {
        var fields = index.Search(
            """{"query":{"ids":{"values":["b"]}},"fields":["n",{"field":"day","format":"yyyy/MM/dd"}],"_source":false,"version":true,"seq_no_primary_term":true}"""
        );
        var hit = fields["hits"]!["hits"]![0]!;
        Assert.Equal("""{"n":[1,9],"day":["2024/01/02"]}""", hit["fields"]!.ToJsonString());
        Assert.Null(hit["_source"]);
        Assert.Equal(1, (int)hit["_version"]!);
        Assert.Equal(1, (int)hit["_seq_no"]!);
    }

    [Fact]
    public void A_search_out_of_time_says_so()
    {
        var answer = index.Search("""{"timeout":"0ms","query":{"match_all":{}}}""");
        Assert.True((bool)answer["timed_out"]!);
        Assert.Empty(TestIndex.Ids(answer));
    }

    [Fact]
    public void Counting_takes_a_query_and_nothing_else()
    {
        Assert.Equal(3, index.Count("""{"query":{"exists":{"field":"n"}}}"""));
        Assert.Throws<Errors.ElasticsearchException>(() => index.Count("""{"size":1}"""));
    }
}
