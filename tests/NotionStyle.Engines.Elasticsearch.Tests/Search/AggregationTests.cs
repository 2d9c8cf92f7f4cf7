using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

public sealed class AggregationTests : IDisposable
{
    private readonly TestIndex index = new(
        """{"properties":{"k":{"type":"keyword"},"n":{"type":"integer"},"p":{"type":"double"},"day":{"type":"date"},"t":{"type":"text"},"f":{"type":"boolean"}}}"""
    );

    public AggregationTests()
    {
        index
            .Add("1", """{"k":["a","b"],"n":1,"p":0.5,"day":"2024-01-31T23:30:00Z","f":true}""")
            .Add("2", """{"k":"a","n":[5,5,7],"p":1.5,"day":"2024-02-10","f":false}""")
            .Cut()
            .Add("3", """{"k":"c","n":12,"day":"2024-04-01"}""")
            .Add("4", "{}");
    }

    public void Dispose() => index.Dispose();

    private string Answer(string aggregation) =>
        index.Search($$"""{"size":0,"aggs":{"x":{{aggregation}}{{"}}"}}""")["aggregations"]!["x"]!.ToJsonString();

    [Theory]
    [InlineData(
        """{"terms":{"field":"k"}}""",
        """{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[{"key":"a","doc_count":2},{"key":"b","doc_count":1},{"key":"c","doc_count":1}]}"""
    )]
    [InlineData(
        """{"terms":{"field":"k","size":1,"order":{"_key":"desc"}}}""",
        """{"doc_count_error_upper_bound":0,"sum_other_doc_count":3,"buckets":[{"key":"c","doc_count":1}]}"""
    )]
    [InlineData(
        """{"terms":{"field":"k","min_doc_count":2,"missing":"z"}}""",
        """{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[{"key":"a","doc_count":2}]}"""
    )]
    [InlineData(
        """{"terms":{"field":"k","order":{"m":"desc"},"include":"[ab]"},"aggs":{"m":{"max":{"field":"n"}},"same":{"value_count":{"field":"k"}}}}""",
        """{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[{"key":"a","doc_count":2,"m":{"value":7},"same":{"value":3}},{"key":"b","doc_count":1,"m":{"value":1},"same":{"value":2}}]}"""
    )]
    [InlineData(
        """{"terms":{"field":"n"}}""",
        """{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[{"key":1,"doc_count":1},{"key":5,"doc_count":1},{"key":7,"doc_count":1},{"key":12,"doc_count":1}]}"""
    )]
    [InlineData(
        """{"terms":{"field":"f"}}""",
        """{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[{"key":0,"key_as_string":"false","doc_count":1},{"key":1,"key_as_string":"true","doc_count":1}]}"""
    )]
    [InlineData("""{"sum":{"field":"n"}}""", """{"value":30}""")]
    [InlineData("""{"avg":{"field":"p"}}""", """{"value":1}""")]
    [InlineData("""{"min":{"field":"gone"}}""", """{"value":null}""")]
    [InlineData(
        """{"max":{"field":"day"}}""",
        """{"value":1711929600000,"value_as_string":"2024-04-01T00:00:00.000Z"}"""
    )]
    [InlineData("""{"value_count":{"field":"n"}}""", """{"value":5}""")]
    [InlineData("""{"cardinality":{"field":"k"}}""", """{"value":3}""")]
    [InlineData("""{"stats":{"field":"p"}}""", """{"count":2,"min":0.5,"max":1.5,"avg":1,"sum":2}""")]
    [InlineData("""{"missing":{"field":"p"}}""", """{"doc_count":2}""")]
    [InlineData(
        """{"filter":{"term":{"k":"a"}},"aggs":{"s":{"sum":{"field":"p"}}}}""",
        """{"doc_count":2,"s":{"value":2}}"""
    )]
    [InlineData(
        """{"filters":{"filters":{"one":{"term":{"k":"a"}},"two":{"term":{"k":"c"}}},"other_bucket":true}}""",
        """{"buckets":{"one":{"doc_count":2},"two":{"doc_count":1},"_other_":{"doc_count":1}}}"""
    )]
    [InlineData(
        """{"range":{"field":"n","ranges":[{"to":5},{"from":5,"to":10},{"from":10,"key":"big"}]}}""",
        """{"buckets":[{"key":"*-5.0","to":5,"doc_count":1},{"key":"5.0-10.0","from":5,"to":10,"doc_count":1},{"key":"big","from":10,"doc_count":1}]}"""
    )]
    [InlineData(
        """{"histogram":{"field":"n","interval":5}}""",
        """{"buckets":[{"key":0,"doc_count":1},{"key":5,"doc_count":1},{"key":10,"doc_count":1}]}"""
    )]
    [InlineData(
        """{"date_histogram":{"field":"day","calendar_interval":"month","format":"yyyy-MM"}}""",
        """{"buckets":[{"key_as_string":"2024-01","key":1704067200000,"doc_count":1},{"key_as_string":"2024-02","key":1706745600000,"doc_count":1},{"key_as_string":"2024-03","key":1709251200000,"doc_count":0},{"key_as_string":"2024-04","key":1711929600000,"doc_count":1}]}"""
    )]
    [InlineData(
        """{"date_histogram":{"field":"day","calendar_interval":"month","format":"yyyy-MM","time_zone":"+01:00","min_doc_count":1}}""",
        """{"buckets":[{"key_as_string":"2024-02","key":1706742000000,"doc_count":2},{"key_as_string":"2024-04","key":1711926000000,"doc_count":1}]}"""
    )]
    [InlineData(
        """{"date_histogram":{"field":"day","fixed_interval":"30d","min_doc_count":1,"format":"yyyy-MM-dd"}}""",
        """{"buckets":[{"key_as_string":"2024-01-18","key":1705536000000,"doc_count":2},{"key_as_string":"2024-03-18","key":1710720000000,"doc_count":1}]}"""
    )]
    public void An_aggregation_counts_what_it_says(string aggregation, string answer) =>
        Assert.Equal(answer, Answer(aggregation));

    [Theory]
    [InlineData("""{"terms":{"field":"t"}}""", "Text fields are not optimised")]
    [InlineData("""{"sum":{"field":"k"}}""", "is not supported for aggregation [sum]")]
    [InlineData("""{"percentiles":{"field":"n"}}""", "[percentiles]")]
    [InlineData("""{"terms":{"field":"k","order":{"gone":"asc"}}}""", "Invalid aggregation order path [gone]")]
    [InlineData("""{"terms":{"field":"k","foo":1}}""", "unknown field [foo]")]
    [InlineData(
        """{"date_histogram":{"field":"day","interval":"day"}}""",
        "[interval] on [date_histogram] has been removed"
    )]
    [InlineData("""{"histogram":{"field":"n","interval":0.0001}}""", "too many buckets")]
    [InlineData("""{"sum":{"field":"n"},"aggs":{"y":{"sum":{"field":"n"}}}}""", "cannot accept sub-aggregations")]
    public void An_aggregation_that_cannot_be_is_refused(string aggregation, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<ElasticsearchException>(() => Answer(aggregation)).Reason,
            StringComparison.Ordinal
        );
}
