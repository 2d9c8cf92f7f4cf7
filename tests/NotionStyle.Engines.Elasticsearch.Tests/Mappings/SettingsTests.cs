using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Tests.Mappings;

public sealed class SettingsTests
{
    private static IndexSettings Parse(string json) => IndexSettings.Parse(JsonDocument.Parse(json).RootElement);

    private static string Tokens(string analyzer, string text, string settings = "{}") =>
        string.Join(
            ' ',
            Analysis
                .Tokens.Analyze(new AnalysisRegistry(Parse(settings)).Get(analyzer), "f", text)
                .Select(token => token.Text)
        );

    [Theory]
    [InlineData("""{"refresh_interval":"30s"}""")]
    [InlineData("""{"index":{"refresh_interval":"30s"}}""")]
    [InlineData("""{"index.refresh_interval":"30s"}""")]
    public void Settings_may_be_nested_or_flat(string json)
    {
        var settings = Parse(json);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.RefreshInterval);
        Assert.Equal("""{"index":{"refresh_interval":"30s"}}""", settings.ToJson().ToJsonString());
    }

    [Fact]
    public void Settings_have_their_defaults_and_units()
    {
        Assert.Equal(TranslogDurability.Request, IndexSettings.Default.Durability);
        Assert.Equal(10_000, IndexSettings.Default.MaxResultWindow);
        var settings = Parse(
            """{"refresh_interval":-1,"translog":{"durability":"async","flush_threshold_size":"1mb"},"number_of_shards":3}"""
        );
        Assert.Null(settings.RefreshInterval);
        Assert.Equal(TranslogDurability.Async, settings.Durability);
        Assert.Equal(1 << 20, settings.FlushThresholdBytes);
        Assert.Equal(3, settings.NumberOfShards);
    }

    [Theory]
    [InlineData("""{"foo":1}""", "unknown setting [index.foo]")]
    [InlineData(
        """{"refresh_interval":"soon"}""",
        "failed to parse setting [index.refresh_interval] with value [soon]"
    )]
    [InlineData("""{"max_result_window":0}""", "must be >= 1")]
    [InlineData("""{"translog.durability":"never"}""", "index.translog.durability")]
    public void A_setting_that_cannot_be_is_refused(string json, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<ElasticsearchException>(() => Parse(json)).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_update_changes_what_an_open_index_can_change()
    {
        var settings = Parse("""{"refresh_interval":"30s","number_of_shards":2}""");
        var changed = settings.With(
            JsonDocument.Parse("""{"index":{"refresh_interval":null,"number_of_replicas":0}}""").RootElement,
            "things"
        );
        Assert.Equal(TimeSpan.FromSeconds(1), changed.RefreshInterval);
        Assert.Equal(0, changed.NumberOfReplicas);
        Assert.Throws<ElasticsearchException>(() =>
            settings.With(JsonDocument.Parse("""{"number_of_shards":3}""").RootElement, "things")
        );
    }

    [Theory]
    [InlineData("standard", "The Quick-Brown foxes' 2 tails", "the quick brown foxes 2 tails")]
    [InlineData("english", "The Quick foxes' running", "quick fox run")]
    [InlineData("simple", "It's 2 Late", "it s late")]
    [InlineData("whitespace", "It's 2 Late", "It's 2 Late")]
    [InlineData("keyword", "It's 2 Late", "It's 2 Late")]
    [InlineData("stop", "the cat is here", "cat here")]
    public void Analyzers_cut_texts_as_elasticsearch_does(string analyzer, string text, string tokens) =>
        Assert.Equal(tokens, Tokens(analyzer, text));

    [Theory]
    [InlineData("""["lowercase","asciifolding"]""", "{}", "Crème BRÛLÉE", "creme brulee")]
    [InlineData(
        """["lowercase","grams"]""",
        """{"grams":{"type":"edge_ngram","min_gram":2,"max_gram":4}}""",
        "Search",
        "se sea sear"
    )]
    [InlineData("""["grams"]""", """{"grams":{"type":"ngram","min_gram":2,"max_gram":3}}""", "abc", "ab abc bc")]
    [InlineData("""["two"]""", """{"two":{"type":"shingle","output_unigrams":false}}""", "a b c", "a b b c")]
    [InlineData(
        """["syn"]""",
        """{"syn":{"type":"synonym","synonyms":["car, auto","tv => television"]}}""",
        "car tv",
        "car auto television"
    )]
    [InlineData(
        """["stem"]""",
        """{"stem":{"type":"stemmer","language":"porter2"}}""",
        "generously running",
        "generous run"
    )]
    [InlineData("""["snow"]""", """{"snow":{"type":"snowball","language":"German"}}""", "Häuser", "Haus")]
    [InlineData(
        """["poss","unique"]""",
        """{"poss":{"type":"stemmer","language":"possessive_english"}}""",
        "dog's dog",
        "dog"
    )]
    [InlineData("""["short"]""", """{"short":{"type":"length","max":3}}""", "one three six", "one six")]
    [InlineData("""["cut"]""", """{"cut":{"type":"truncate","length":3}}""", "one three", "one thr")]
    [InlineData("""["word_delimiter_graph","lowercase"]""", "{}", "WiFi-2000x", "wi fi 2000 x")]
    [InlineData("""["st"]""", """{"st":{"type":"stop","stopwords":["foo","bar"]}}""", "foo the bar baz", "the baz")]
    public void Filters_of_tokens_do_their_work(string filters, string definitions, string text, string tokens) =>
        Assert.Equal(
            tokens,
            Tokens(
                "mine",
                text,
                $$$"""{"analysis":{"filter":{{{definitions}}},"analyzer":{"mine":{"tokenizer":"whitespace","filter":{{{filters}}}} } } }"""
            )
        );

    [Theory]
    [InlineData("""{"analyzer":{"x":{"tokenizer":"nope"}}}""", "failed to find tokenizer [nope]")]
    [InlineData("""{"analyzer":{"x":{"tokenizer":"standard","filter":["nope"]}}}""", "failed to find filter [nope]")]
    [InlineData("""{"analyzer":{"x":{"type":"nope"}}}""", "Unknown analyzer type [nope]")]
    [InlineData("""{"tokenizer":{"x":{"type":"ngram","min_gram":1,"max_gram":9}}}""", "index.max_ngram_diff")]
    [InlineData("""{"normalizer":{"x":{"filter":["stop"]}}}""", "may not use filter [stop]")]
    public void An_analysis_that_cannot_be_is_refused(string analysis, string reason) =>
        Assert.Contains(
            reason,
            Assert
                .Throws<ElasticsearchException>(() => new AnalysisRegistry(Parse($$"""{"analysis":{{analysis}}}""")))
                .Reason,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z")]
    [InlineData("2024-02", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z")]
    [InlineData("2024-02-03T04", "2024-02-03T04:00:00.000Z", "2024-02-03T04:59:59.999Z")]
    [InlineData("2024-02-03T04:05:06.789123Z", "2024-02-03T04:05:06.789Z", "2024-02-03T04:05:06.789Z")]
    [InlineData("2024-02-03T04:05:06+02:00", "2024-02-03T02:05:06.000Z", "2024-02-03T02:05:06.999Z")]
    [InlineData("0", "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z")]
    public void Dates_mean_their_first_or_last_millisecond(string text, string first, string last)
    {
        Assert.True(DateFormats.TryParse(text, DateFormats.Usual, out var low));
        Assert.True(DateFormats.TryParse(text, DateFormats.Usual, out var high, roundUp: true));
        Assert.Equal(first, DateFormats.Print(low, DateFormats.Usual));
        Assert.Equal(last, DateFormats.Print(high, DateFormats.Usual));
    }

    [Theory]
    [InlineData("2024-13-01")]
    [InlineData("2024-02-30")]
    [InlineData("24-01-01")]
    [InlineData("2024-01-01T25:00")]
    [InlineData("")]
    public void What_is_no_date_is_none(string text) =>
        Assert.False(DateFormats.TryParse(text, "strict_date_optional_time", out _));
}
