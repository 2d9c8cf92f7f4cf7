using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

public sealed class QueryTests : IDisposable
{
    private readonly TestIndex index = new(
        """
        {"properties":{
          "title":{"type":"text","fields":{"raw":{"type":"keyword"},"english":{"type":"text","analyzer":"english"}}},
          "text":{"type":"text"},
          "kind":{"type":"keyword"},
          "size":{"type":"integer"},
          "price":{"type":"double"},
          "done":{"type":"boolean"},
          "day":{"type":"date"},
          "tags":{"type":"keyword"},
          "any":{"type":"flattened"}}}
        """
    );

    public QueryTests()
    {
        index
            .Add(
                "1",
                """{"title":"The quick brown fox","text":"jumps over the lazy dog","kind":"a","size":1,"price":1.5,"done":true,"day":"2024-01-15","tags":["red","blue"],"any":{"color":"green","deep":{"x":1}}}"""
            )
            .Add(
                "2",
                """{"title":"Quick foxes","text":"a dog and a fox","kind":"b","size":2,"price":2.5,"done":false,"day":"2024-02-15T10:00:00Z","tags":["red"]}"""
            )
            .Cut()
            .Add(
                "3",
                """{"title":"Brown bears","text":"live in brown forests and eat quick fish","kind":"a","size":[3,30],"price":-1,"day":"2024-03-01"}"""
            )
            .Add("4", """{"title":"Nothing here","kind":"c","size":4,"price":1e3,"day":1711929600000}""");
    }

    public void Dispose() => index.Dispose();

    [Theory]
    [InlineData(""" "ab" """, "ab")]
    [InlineData(""" "a\u0062" """, "ab")]
    [InlineData(""" "a\"b\\" """, "a\"b\\")]
    [InlineData(""" "\u00e4\ud83d\ude00" """, "ä😀")]
    [InlineData(""" "ä😀€" """, "ä😀€")]
    [InlineData(""" "" """, "")]
    [InlineData(" 12 ", "12")]
    [InlineData(" true ", "true")]
    public void A_keyword_is_found_however_its_JSON_was_written(string written, string meant)
    {
        using var index = new TestIndex("""{"properties":{"k":{"type":"keyword"}}}""");
        index.Add("1", $"{{\"k\":{written}}}").Add("2", """{"k":"other"}""");
        Assert.Equal("1", index.Found($"{{\"term\":{{\"k\":{System.Text.Json.JsonSerializer.Serialize(meant)}}}}}"));
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("abcd", false)]
    [InlineData("äöü", true)]
    [InlineData("äöüß", false)]
    public void The_longest_keyword_is_counted_in_characters(string value, bool isFound)
    {
        using var index = new TestIndex("""{"properties":{"k":{"type":"keyword","ignore_above":3}}}""");
        index.Add("1", $"{{\"k\":\"{value}\"}}");
        Assert.Equal(isFound ? "1" : "", index.Found($"{{\"term\":{{\"k\":\"{value}\"}}}}"));
    }

    [Theory]
    [InlineData("127", true)]
    [InlineData("-128", true)]
    [InlineData("-0", true)]
    [InlineData("1.9e1", true)]
    [InlineData("128", false)]
    [InlineData("9223372036854775808", false)]
    public void A_whole_number_is_taken_within_the_span_of_its_kind(string value, bool isTaken)
    {
        using var index = new TestIndex("""{"properties":{"n":{"type":"byte"}}}""");
        if (isTaken)
            Assert.Equal("1", index.Add("1", $"{{\"n\":{value}}}").Found($"{{\"term\":{{\"n\":{value}}}}}"));
        else
            Assert.Contains(
                $"[{value}] is out of range for a byte",
                Assert.Throws<ElasticsearchException>(() => index.Add("1", $"{{\"n\":{value}}}")).CausedBy!.Reason,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("""{"match_all":{}}""", "1 2 3 4")]
    [InlineData("""{"match_none":{}}""", "")]
    [InlineData("""{"match":{"title":"quick"}}""", "1 2")]
    [InlineData("""{"match":{"title":{"query":"quick brown","operator":"and"}}}""", "1")]
    [InlineData("""{"match":{"title":{"query":"quick brown bears","minimum_should_match":"66%"}}}""", "1 2 3")]
    [InlineData("""{"match":{"title":{"query":"quick brown bears","minimum_should_match":2}}}""", "1 3")]
    [InlineData("""{"match":{"title":{"query":"quikc","fuzziness":"AUTO"}}}""", "1 2")]
    [InlineData("""{"match":{"title":{"query":"quikc","fuzziness":"AUTO","prefix_length":4}}}""", "")]
    [InlineData("""{"match":{"title":{"query":"...","zero_terms_query":"all"}}}""", "1 2 3 4")]
    [InlineData("""{"match":{"title":"..."}}""", "")]
    [InlineData("""{"match":{"title.english":"fox"}}""", "1 2")]
    [InlineData("""{"match":{"size":30}}""", "3")]
    [InlineData("""{"match":{"unknown":"x"}}""", "")]
    [InlineData("""{"match_phrase":{"title":"quick brown"}}""", "1")]
    [InlineData("""{"match_phrase":{"title":"brown quick"}}""", "")]
    [InlineData("""{"match_phrase":{"title":{"query":"fox quick","slop":4}}}""", "1")]
    [InlineData("""{"match_phrase_prefix":{"title":"quick fo"}}""", "2")]
    [InlineData("""{"match_phrase_prefix":{"title":"bro"}}""", "1 3")]
    [InlineData("""{"match_bool_prefix":{"title":"nothing bro"}}""", "1 3 4")]
    [InlineData("""{"multi_match":{"query":"dog","fields":["title","text"]}}""", "1 2")]
    [InlineData(
        """{"multi_match":{"query":"quick dog","fields":["title^3","text"],"type":"cross_fields","operator":"and"}}""",
        "1 2"
    )]
    [InlineData("""{"multi_match":{"query":"quick dog","fields":["ti*","text"],"operator":"and"}}""", "")]
    [InlineData("""{"multi_match":{"query":"lazy dog","fields":["t*t"],"type":"phrase"}}""", "1")]
    [InlineData("""{"multi_match":{"query":"lazy d","fields":["text","title"],"type":"phrase_prefix"}}""", "1")]
    [InlineData("""{"multi_match":{"query":"brown fi","fields":["text"],"type":"bool_prefix"}}""", "3")]
    [InlineData("""{"term":{"kind":"a"}}""", "1 3")]
    [InlineData("""{"term":{"title.raw":{"value":"quick foxes","case_insensitive":true}}}""", "2")]
    [InlineData("""{"term":{"title":"Quick"}}""", "")]
    [InlineData("""{"term":{"done":true}}""", "1")]
    [InlineData("""{"term":{"size":3}}""", "3")]
    [InlineData("""{"term":{"size":3.5}}""", "")]
    [InlineData("""{"term":{"day":"2024-02-15"}}""", "2")]
    [InlineData("""{"term":{"any":"green"}}""", "1")]
    [InlineData("""{"term":{"any.color":"green"}}""", "1")]
    [InlineData("""{"term":{"any.deep.x":"1"}}""", "1")]
    [InlineData("""{"terms":{"kind":["a","c","zz"]}}""", "1 3 4")]
    [InlineData("""{"terms":{"size":[1,30]}}""", "1 3")]
    [InlineData("""{"terms":{"_id":["1","4"]}}""", "1 4")]
    [InlineData("""{"ids":{"values":["2","3","9"]}}""", "2 3")]
    [InlineData("""{"range":{"size":{"gt":1,"lte":3}}}""", "2 3")]
    [InlineData("""{"range":{"size":{"gt":1.5,"lt":2.5}}}""", "2")]
    [InlineData("""{"range":{"size":{"gte":1e300}}}""", "")]
    [InlineData("""{"range":{"size":{"lte":1e300}}}""", "1 2 3 4")]
    [InlineData("""{"range":{"price":{"lt":0}}}""", "3")]
    [InlineData("""{"range":{"price":{"gte":1.5,"lt":1000}}}""", "1 2")]
    [InlineData("""{"range":{"kind":{"gte":"b"}}}""", "2 4")]
    [InlineData("""{"range":{"day":{"gte":"2024-02"}}}""", "2 3 4")]
    [InlineData("""{"range":{"day":{"gt":"2024-02"}}}""", "3 4")]
    [InlineData("""{"range":{"day":{"lte":"2024-02"}}}""", "1 2")]
    [InlineData("""{"range":{"day":{"lt":"2024-02||+1M/M"}}}""", "1 2")]
    [InlineData("""{"range":{"day":{"lt":"now-1d/d"}}}""", "1 2 3 4")]
    [InlineData("""{"range":{"day":{"gte":"2024-02-15T11:00:00","time_zone":"+01:00"}}}""", "2 3 4")]
    [InlineData("""{"range":{"day":{"gte":"01/03/2024","format":"dd/MM/yyyy"}}}""", "3 4")]
    [InlineData("""{"exists":{"field":"tags"}}""", "1 2")]
    [InlineData("""{"exists":{"field":"any"}}""", "1")]
    [InlineData("""{"exists":{"field":"text"}}""", "1 2 3")]
    [InlineData("""{"prefix":{"title.raw":"Qui"}}""", "2")]
    [InlineData("""{"prefix":{"title":{"value":"QUI","case_insensitive":true}}}""", "1 2")]
    [InlineData("""{"wildcard":{"title.raw":"*ck*o?"}}""", "1")]
    [InlineData("""{"regexp":{"title":"qu[a-i]ck|bear."}}""", "1 2 3")]
    [InlineData("""{"fuzzy":{"title":{"value":"baers"}}}""", "3")]
    [InlineData("""{"bool":{"must":[{"match":{"title":"quick"}}],"filter":{"term":{"kind":"b"}}}}""", "2")]
    [InlineData("""{"bool":{"must_not":{"term":{"kind":"a"}}}}""", "2 4")]
    [InlineData(
        """{"bool":{"should":[{"term":{"kind":"a"}},{"term":{"kind":"b"}}],"must":{"term":{"tags":"red"}}}}""",
        "1 2"
    )]
    [InlineData(
        """{"bool":{"should":[{"term":{"kind":"a"}},{"term":{"kind":"b"}},{"term":{"tags":"red"}}],"minimum_should_match":2}}""",
        "1 2"
    )]
    [InlineData("""{"bool":{"should":[{"term":{"kind":"a"}}],"minimum_should_match":3}}""", "")]
    [InlineData("""{"bool":{}}""", "1 2 3 4")]
    [InlineData("""{"constant_score":{"filter":{"term":{"kind":"a"}}}}""", "1 3")]
    [InlineData("""{"dis_max":{"queries":[{"term":{"kind":"b"}},{"term":{"kind":"c"}}]}}""", "2 4")]
    [InlineData(
        """{"boosting":{"positive":{"match":{"title":"quick"}},"negative":{"term":{"kind":"a"}},"negative_boost":0.2}}""",
        "1 2"
    )]
    [InlineData(
        """{"function_score":{"query":{"match":{"title":"quick"}},"field_value_factor":{"field":"size","modifier":"sqrt"}}}""",
        "1 2"
    )]
    [InlineData(
        """{"function_score":{"functions":[{"filter":{"term":{"kind":"a"}},"weight":3},{"gauss":{"day":{"origin":"2024-03-01","scale":"10d"}}}],"min_score":1.5}}""",
        "3"
    )]
    [InlineData("""{"simple_query_string":{"query":"quick + brown","fields":["title"]}}""", "1")]
    [InlineData("""{"simple_query_string":{"query":"bears | foxes","fields":["title"]}}""", "2 3")]
    [InlineData("""{"simple_query_string":{"query":"brown + -quick","fields":["title"]}}""", "3")]
    [InlineData("""{"simple_query_string":{"query":"\"quick brown\" bea*"}}""", "1 3")]
    [InlineData("""{"simple_query_string":{"query":"((( ~ \" ","fields":["title"]}}""", "")]
    [InlineData("""{"simple_query_string":{"query":"bears) foxes","fields":["title"]}}""", "2 3")]
    [InlineData("""{"query_string":{"query":"title:(quick AND NOT foxes) OR kind:c"}}""", "1 4")]
    [InlineData("""{"query_string":{"query":"size:[2 TO 4}"}}""", "2 3")]
    [InlineData("""{"query_string":{"query":"+price:>=2 -kind:c"}}""", "2")]
    [InlineData("""{"query_string":{"query":"quikc~ bears^2","default_field":"title"}}""", "1 2 3")]
    [InlineData("""{"query_string":{"query":"title:/b.*s/ \"lazy dog\"~1 noth*"}}""", "1 3 4")]
    [InlineData("""{"query_string":{"query":"_exists_:any"}}""", "1")]
    [InlineData("""{"query_string":{"query":"*:*"}}""", "1 2 3 4")]
    public void A_query_finds_what_it_says(string query, string found) => Assert.Equal(found, index.Found(query));

    [Theory]
    [InlineData("""{"query":{"match":{"title":{"query":"x","foo":1}}}}""", "foo")]
    [InlineData("""{"query":{"foo":{}}}""", "unknown query [foo]")]
    [InlineData("""{"query":{"bool":{"foo":[]}}}""", "[bool] unknown field [foo]")]
    [InlineData("""{"query":{"nested":{}}}""", "query [nested] is not supported")]
    [InlineData("""{"query":{"query_string":{"query":"(a"}}}""", "Failed to parse query [(a]")]
    [InlineData("""{"foo":1}""", "unknown key [foo]")]
    [InlineData("""{"from":9999,"size":10}""", "Result window is too large")]
    [InlineData("""{"query":{"term":{"size":"abc"}}}""", "For input string: \"abc\"")]
    [InlineData("""{"query":{"range":{"day":{"gte":"abc"}}}}""", "failed to parse date field [abc]")]
    [InlineData("""{"query":{"regexp":{"title":"("}}}""", "regexp")]
    [InlineData("""{"query":{"fuzzy":{"title":{"value":"a","fuzziness":9}}}}""", "fuzziness")]
    [InlineData("""{"query":{"match":{"title":{"query":"a","boost":-1}}}}""", "negative [boost]")]
    [InlineData("""{"sort":[{"nope":"asc"}]}""", "No mapping found for [nope]")]
    [InlineData("""{"sort":["title"]}""", "Text fields are not optimised")]
    [InlineData("""{"search_after":[1,2],"sort":["size"]}""", "search_after has 2 value(s) but sort has 1")]
    [InlineData("""{"suggest":{"a":{}}}""", "[suggest]")]
    [InlineData("""{"query":{"match_phrase":{"kind":"a b"}},"size":-1}""", "cannot be negative")]
    [InlineData("""{"query":{"match":{"title":"\ud800"}}}""", "surrogate")]
    public void What_cannot_be_read_is_refused_by_name(string body, string reason)
    {
        var refused = index.Refused(body);
        Assert.Equal(400, refused.Status);
        Assert.Contains(reason, refused.Reason + refused.CausedBy?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_of_ten_thousand_words_is_refused()
    {
        var words = string.Join(' ', Enumerable.Range(0, 10_000).Select(number => "w" + number));
        Assert.Contains(
            "maxClauseCount is set to 4096",
            index.Refused($$$$"""{"query":{"match":{"title":"{{{{words}}}}"}}}""").Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Ten_thousand_values_of_a_terms_query_are_answered()
    {
        var values = string.Join(',', Enumerable.Range(0, 10_000).Select(number => $"\"w{number}\""));
        Assert.Equal("1 3", index.Found($$$"""{"terms":{"kind":[{{{values}}},"a"]}}"""));
    }

    [Fact]
    public void Queries_nest_thirty_deep_and_no_deeper()
    {
        static string Nested(int depth) =>
            depth == 0 ? """{"match_all":{}}""" : $$$$"""{"bool":{"must":{{{{Nested(depth - 1)}}}}}}""";
        Assert.Equal("1 2 3 4", index.Found(Nested(29)));
        Assert.Contains(
            "max_nested_depth",
            index.Refused($$$$"""{"query":{{{{Nested(30)}}}}}""").Reason,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"wildcard":{"kind":"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"}}""")]
    [InlineData("""{"wildcard":{"kind":"*a????????????????????????????????????????b"}}""")]
    [InlineData("""{"regexp":{"kind":"(a|aa)+(a|aa)+(a|aa)+b"}}""")]
    [InlineData("""{"regexp":{"kind":"(.*a){20}b"}}""")]
    [InlineData("""{"regexp":{"kind":"[ab]*a[ab]{15}b"}}""")]
    [InlineData("""{"regexp":{"kind":"((a{1,50}){1,50}){1,50}"}}""")]
    [InlineData(
        """{"fuzzy":{"kind":{"value":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","fuzziness":2,"max_expansions":1000}}}"""
    )]
    public void A_pattern_made_to_be_slow_gets_an_answer_or_a_refusal(string query)
    {
        for (var number = 0; number < 300; number++)
            index.Add("long" + number, $$"""{"kind":"{{new string('a', 200 + number)}}"}""");
        try
        {
            index.Find(query);
        }
        catch (Errors.ElasticsearchException refused)
        {
            Assert.Equal(400, refused.Status);
        }
    }
}
