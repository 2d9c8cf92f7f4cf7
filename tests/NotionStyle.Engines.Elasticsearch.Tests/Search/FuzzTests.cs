using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

/// <summary>Broken requests get an answer or a refusal with a status of 400 and above, and nothing else.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Bodies =
    [
        """{"query":{"bool":{"must":[{"match":{"t":{"query":"a b","operator":"and","fuzziness":"AUTO","minimum_should_match":"75%","boost":2}}}],"filter":[{"range":{"n":{"gte":1,"lt":"5"}}},{"terms":{"k":["a","b"]}}],"must_not":{"exists":{"field":"x"}},"should":[{"prefix":{"k":"a"}},{"wildcard":{"k":{"value":"a*?"}}},{"regexp":{"t":"a.*|[b-d]+"}}],"minimum_should_match":"2<50%"}},"from":0,"size":3,"sort":[{"n":{"order":"desc","missing":"_last"}},"_score","k"],"track_total_hits":10,"_source":{"includes":["t*"],"excludes":["n"]}}""",
        """{"query":{"multi_match":{"query":"a b","fields":["t^2","k"],"type":"cross_fields","tie_breaker":0.3}},"highlight":{"pre_tags":["<b>"],"fields":{"t":{"fragment_size":10,"number_of_fragments":2,"highlight_query":{"match_phrase":{"t":{"query":"a b","slop":2}}}},"*":{}}},"search_after":[1.5,"x"],"sort":["_score",{"k":"asc"}],"min_score":0.1}""",
        """{"size":0,"aggs":{"a":{"terms":{"field":"k","size":5,"order":{"m":"desc"},"include":"a.*"},"aggs":{"m":{"avg":{"field":"n","missing":3}}}},"h":{"date_histogram":{"field":"d","calendar_interval":"month","time_zone":"+01:00","extended_bounds":{"min":"2024-01-01","max":"2024-05-01"}}},"r":{"range":{"field":"n","ranges":[{"from":1,"to":5}]}},"f":{"filters":{"filters":{"x":{"term":{"k":"a"}}}}},"c":{"cardinality":{"field":"k"}},"i":{"histogram":{"field":"n","interval":2,"offset":1}}}}""",
        """{"query":{"function_score":{"query":{"dis_max":{"queries":[{"fuzzy":{"t":{"value":"abc","fuzziness":2,"prefix_length":1}}},{"match_phrase_prefix":{"t":{"query":"a b","max_expansions":5}}}],"tie_breaker":0.2}},"functions":[{"filter":{"term":{"k":"a"}},"weight":2},{"gauss":{"d":{"origin":"now","scale":"10d","offset":"1d","decay":0.5}}},{"field_value_factor":{"field":"n","factor":1.2,"modifier":"log1p","missing":1}},{"random_score":{"seed":1}}],"score_mode":"sum","boost_mode":"multiply","max_boost":10}},"fields":["t",{"field":"d","format":"yyyy"}],"explain":true,"version":true,"timeout":"5s"}""",
        """{"query":{"boosting":{"positive":{"match_bool_prefix":{"t":"a b"}},"negative":{"ids":{"values":["1"]}},"negative_boost":0.5}},"post_filter":{"range":{"d":{"gte":"2024-01||-1d/M","lte":"now/d","format":"strict_date_optional_time||yyyy-MM","time_zone":"Europe/Vienna"}}},"docvalue_fields":["n"],"stored_fields":["_source"],"track_scores":true}""",
        """{"query":{"simple_query_string":{"query":"\"a b\"~2 +c -(d | e*) f~1","fields":["t","k"],"default_operator":"and"}}}""",
        """{"query":{"query_string":{"query":"t:(a AND NOT b) OR k:[a TO c} +n:>3 \"x y\"~3 z~1 w*^2 /a.b/","default_field":"t"}}}""",
    ];

    private static readonly string[] Odd =
    [
        "null",
        "true",
        "-1",
        "0",
        "1e308",
        "-1e400",
        "99999999999999999999",
        "0.5",
        "\"\"",
        "\"*\"",
        "\"a\"",
        "\"now-9999999y/d\"",
        "\"9999-12-31||+1d\"",
        "\"\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"((((\"",
        "\"a:b:c\"",
        "\"AUTO:9,1\"",
        "\"2147483648\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[{}]",
        "{\"a\":{}}",
        "{\"value\":null}",
        "[1,\"a\",true]",
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void A_broken_request_is_answered_or_refused(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var index = new TestIndex(
            """{"properties":{"t":{"type":"text"},"k":{"type":"keyword"},"n":{"type":"integer"},"d":{"type":"date"},"x":{"type":"flattened"}}}"""
        );
        index
            .Add("1", """{"t":"a b c","k":"a","n":[1,2],"d":"2024-02-03","x":{"y":"z"}}""")
            .Cut()
            .Add("2", """{"t":"abd b","k":["b","c"],"n":4}""")
            .Add("3", "{}");
        var answered = 0;
        for (var run = 0; run < 2500; run++)
        {
            var body = JsonNode.Parse(Bodies[random.Next(Bodies.Length)])!;
            for (var change = random.Next(4); change > 0; change--)
                Mutate(body, random);
            var text = body.ToJsonString();
            try
            {
                index.Search(text);
                answered++;
            }
            catch (ElasticsearchException refused)
            {
                Assert.True(refused.Status is >= 400 and < 500 && refused.Reason.Length > 0, text);
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}, run {run}: {error}\n{text}");
            }
        }
        Assert.True(answered > 300, $"only {answered} requests were answered");
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void A_broken_document_or_mapping_is_taken_or_refused(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const string mappings =
            """{"dynamic":"true","_routing":{"required":false},"properties":{"t":{"type":"text","analyzer":"english","fields":{"raw":{"type":"keyword","ignore_above":10}}},"n":{"type":"short"},"d":{"type":"date","format":"yyyy-MM-dd"},"o":{"properties":{"b":{"type":"boolean","null_value":true}}},"f":{"type":"flattened"},"c":{"type":"double","copy_to":["t"]}}}""";
        const string document =
            """{"t":["a b","c"],"n":5,"d":"2024-02-03","o":{"b":true,"new":{"deep":[1,2,{"x":"2024-01-01"}]}},"f":{"a":{"b":[1,"2"]}},"c":1.5,"dotted.name":"x"}""";
        for (var run = 0; run < 2500; run++)
        {
            var (mapping, source) = (JsonNode.Parse(mappings)!, JsonNode.Parse(document)!);
            for (var change = random.Next(3); change > 0; change--)
                Mutate(random.Next(2) == 0 ? mapping : source, random);
            try
            {
                using var index = new TestIndex(mapping.ToJsonString());
                index.Add("1", source.ToJsonString());
                Assert.Equal(1, index.Count("{}"));
            }
            catch (ElasticsearchException refused)
            {
                Assert.True(refused.Status is >= 400 and < 500 && refused.Reason.Length > 0, mapping.ToJsonString());
            }
            catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"seed {seed}, run {run}: {error}\n{mapping.ToJsonString()}\n{source.ToJsonString()}");
            }
        }
    }

    private static void Mutate(JsonNode root, Random random)
    {
        var all = new List<JsonNode>();
        Collect(root, all);
        var at = all[random.Next(all.Count)];
        var odd = JsonNode.Parse(Odd[random.Next(Odd.Length)]);
        switch (at)
        {
            case JsonObject { Count: > 0 } owner:
                var key = owner.ElementAt(random.Next(owner.Count)).Key;
                switch (random.Next(4))
                {
                    case 0:
                        owner.Remove(key);
                        break;
                    case 1:
                        var moved = owner[key]?.DeepClone();
                        owner.Remove(key);
                        owner["foo"] = moved;
                        break;
                    default:
                        owner[key] = odd;
                        break;
                }
                break;
            case JsonArray list:
                list.Add(odd);
                break;
            case JsonObject empty:
                empty["foo"] = odd;
                break;
            case JsonValue value when value.Parent is JsonArray list:
                list[list.IndexOf(value)] = odd;
                break;
            case JsonValue value when value.Parent is JsonObject owner && value.GetValueKind() == JsonValueKind.String:
                owner[value.GetPropertyName()] = Scramble((string)value!, random);
                break;
        }
    }

    private static string Scramble(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            const string Letters = "*?~()[]{}\"\\/+-|&<>^:.,@# \0aTOANDé";
            var at = random.Next(result.Length + 1);
            if (random.Next(2) == 0 || at == result.Length)
                result.Insert(at, Letters[random.Next(Letters.Length)]);
            else
                result.Remove(at, 1);
        }
        return result.ToString();
    }

    private static void Collect(JsonNode? node, List<JsonNode> into)
    {
        if (node is null)
            return;
        into.Add(node);
        if (node is JsonObject owner)
        {
            foreach (var (_, child) in owner)
                Collect(child, into);
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list)
                Collect(child, into);
        }
    }
}
