using System.Text;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Tests.Mappings;

public sealed class MappingTests
{
    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    private static IndexMapping Mapping(string mappings, string settings = "{}")
    {
        var parsed = IndexSettings.Parse(Json(settings));
        return IndexMapping.Parse(Json(mappings), parsed, new AnalysisRegistry(parsed));
    }

    private static ParsedDocument Build(IndexMapping mapping, string source, string? routing = null) =>
        DocumentBuilder.Build(mapping, new DocumentSource("1", Encoding.UTF8.GetBytes(source), routing, 1, 0));

    [Fact]
    public void A_mapping_is_shown_as_it_was_written()
    {
        const string written =
            """{"dynamic":"strict","properties":{"a":{"type":"text","analyzer":"english","fields":{"raw":{"type":"keyword","ignore_above":10}}},"o":{"properties":{"b":{"type":"long"}}}},"_routing":{"required":true}}""";
        Assert.Equal(written, Mapping(written).ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("""["a",null]""")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("""{"a":"b"}""")]
    public void A_copy_to_that_names_no_field_is_refused(string copyTo)
    {
        var error = Assert.Throws<ElasticsearchException>(() =>
            Mapping(
                """{"properties":{"b":{"type":"text","copy_to":VALUE}}}""".Replace(
                    "VALUE",
                    copyTo,
                    StringComparison.Ordinal
                )
            )
        );
        Assert.Equal(400, error.Status);
        Assert.Contains(
            $"[copy_to] of [b] must be the name of a field or a list of names, but was [{copyTo}]",
            error.Reason
        );
    }

    [Fact]
    public void An_update_adds_fields_and_keeps_the_others()
    {
        var merged = Mapping("""{"properties":{"a":{"type":"long"}}}""")
            .Merge(Json("""{"properties":{"b":{"type":"keyword"},"o.c":{"type":"date"}}}"""));
        Assert.Equal(["a", "b", "o.c"], merged.Leaves.Keys.Order());
    }

    [Theory]
    [InlineData(
        """{"properties":{"a":{"type":"keyword"}}}""",
        "mapper [a] cannot be changed from type [text] to [keyword]"
    )]
    [InlineData(
        """{"properties":{"a":{"type":"text","analyzer":"english"}}}""",
        "Cannot update parameter [analyzer] from [default] to [english]"
    )]
    [InlineData(
        """{"properties":{"a":{"properties":{"x":{"type":"long"}}}}}""",
        "can't merge a non-nested mapping [a] with an object mapping"
    )]
    [InlineData(
        """{"properties":{"o":{"type":"long"}}}""",
        "can't merge a non object mapping [o] with an object mapping"
    )]
    [InlineData("""{"properties":{"b":{"type":"foo"}}}""", "No handler for type [foo] declared on field [b]")]
    [InlineData("""{"properties":{"b":{"type":"nested"}}}""", "No handler for type [nested]")]
    [InlineData(
        """{"properties":{"b":{"type":"text","foo":1}}}""",
        "unknown parameter [foo] on mapper [b] of type [text]"
    )]
    [InlineData("""{"properties":{"b":{"type":"text","analyzer":"foo"}}}""", "analyzer [foo] has not been configured")]
    [InlineData("""{"foo":1}""", "unsupported parameters:  [foo : 1]")]
    public void An_update_that_cannot_be_is_refused(string update, string reason)
    {
        var mapping = Mapping("""{"properties":{"a":{"type":"text"},"o":{"properties":{"n":{"type":"long"}}}}}""");
        var refused = Assert.Throws<ElasticsearchException>(() => mapping.Merge(Json(update)));
        Assert.Equal(400, refused.Status);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void New_fields_are_mapped_by_their_value()
    {
        var mapping = Mapping("{}");
        var grown = Build(
            mapping,
            """{"t":"x","n":1,"r":1.5,"b":true,"d":"2024-01-02","o":{"p":[null,"y"]},"e":[],"z":null}"""
        ).Mapping;
        Assert.Equal(
            """{"properties":{"b":{"type":"boolean"},"d":{"type":"date"},"n":{"type":"long"},"o":{"properties":{"p":{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}}}},"r":{"type":"float"},"t":{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}}}}""",
            grown.ToJson().ToJsonString()
        );
        Assert.Same(grown, Build(grown, """{"t":"again","o":{"p":"z"}}""").Mapping);
    }

    [Theory]
    [InlineData("""{"dynamic":false}""", """{"x":{"y":1}}""", "{\"dynamic\":false}")]
    [InlineData(
        """{"properties":{"o":{"dynamic":"false","properties":{}}}}""",
        """{"o":{"y":1}}""",
        """{"properties":{"o":{"type":"object","dynamic":"false"}}}"""
    )]
    [InlineData(
        """{"properties":{"o":{"type":"object","enabled":false}}}""",
        """{"o":5}""",
        """{"properties":{"o":{"type":"object","enabled":false}}}"""
    )]
    public void Fields_that_nobody_wants_stay_in_the_source(string mappings, string source, string shown) =>
        Assert.Equal(shown, Build(Mapping(mappings), source).Mapping.ToJson().ToJsonString());

    [Theory]
    [InlineData(
        """{"n":"abc"}""",
        "failed to parse field [n] of type [byte] in document with id '1'. Preview of field's value: 'abc'"
    )]
    [InlineData("""{"n":300}""", "Value [300] is out of range for a byte")]
    [InlineData(
        """{"d":"yesterday"}""",
        "failed to parse date field [yesterday] with format [strict_date_optional_time||epoch_millis]"
    )]
    [InlineData("""{"b":"yes"}""", "as only [true] or [false] are allowed")]
    [InlineData("""{"n":{"x":1}}""", "failed to parse field [n]")]
    [InlineData("""{"o":5}""", "object mapping for [o] tried to parse field [o] as object, but found a concrete value")]
    [InlineData(
        """{"s":{"new":1}}""",
        "mapping set to strict, dynamic introduction of [new] within [s] is not allowed"
    )]
    [InlineData("""{"_id":"x"}""", "Field [_id] is a metadata field")]
    [InlineData("""{"a":""", "failed to parse")]
    [InlineData("""[1]""", "failed to parse")]
    [InlineData("""{"a":1,"a":2}""", "failed to parse")]
    [InlineData("""{"":1}""", "field name cannot be an empty string")]
    [InlineData("""{"k":"\ud800"}""", "failed to parse")]
    public void A_document_that_does_not_fit_is_refused(string source, string reason)
    {
        var mapping = Mapping(
            """{"properties":{"n":{"type":"byte"},"d":{"type":"date"},"b":{"type":"boolean"},"k":{"type":"keyword"},"o":{"properties":{"x":{"type":"long"}}},"s":{"dynamic":"strict","properties":{"y":{"type":"long"}}}}}"""
        );
        var refused = Assert.Throws<ElasticsearchException>(() => Build(mapping, source));
        Assert.Equal(400, refused.Status);
        Assert.Contains(reason, refused.Reason + refused.CausedBy?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_may_leave_out_what_is_malformed_if_its_mapping_says_so()
    {
        var mapping = Mapping(
            """{"properties":{"n":{"type":"long","ignore_malformed":true},"k":{"type":"keyword","ignore_above":3}}}"""
        );
        Assert.Empty(Build(mapping, """{"n":"abc","k":"long"}""").Fields);
    }

    [Fact]
    public void A_document_of_too_many_fields_is_refused()
    {
        var source = "{" + string.Join(',', Enumerable.Range(0, 1001).Select(number => $"\"f{number}\":1")) + "}";
        var refused = Assert.Throws<ElasticsearchException>(() => Build(Mapping("{}"), source));
        Assert.Contains(
            "Limit of total fields [1000] has been exceeded",
            refused.CausedBy!.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_document_of_too_deep_objects_is_refused()
    {
        var source = string.Concat(Enumerable.Repeat("{\"a\":", 30)) + "1" + new string('}', 30);
        var refused = Assert.Throws<ElasticsearchException>(() => Build(Mapping("{}"), source));
        Assert.Contains(
            "Limit of mapping depth [20]",
            refused.CausedBy?.Reason ?? refused.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_keyword_longer_than_a_term_can_be_is_refused()
    {
        var refused = Assert.Throws<ElasticsearchException>(() =>
            Build(Mapping("""{"properties":{"k":{"type":"keyword"}}}"""), $$"""{"k":"{{new string('x', 40_000)}}"}""")
        );
        Assert.Contains("immense term in field=\"k\"", refused.CausedBy!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_and_routings_follow_their_rules()
    {
        var mapping = Mapping("""{"_routing":{"required":true}}""");
        Assert.Equal(
            "routing_missing_exception",
            Assert.Throws<ElasticsearchException>(() => Build(mapping, "{}")).Type
        );
        Build(mapping, "{}", routing: "r");
        Assert.Throws<ElasticsearchException>(() => DocumentBuilder.CheckId(new string('x', 513)));
    }
}
