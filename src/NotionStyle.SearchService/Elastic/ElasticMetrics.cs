using System.Diagnostics.Metrics;

namespace NotionStyle.SearchService.Elastic;

/// <summary>What is counted of the requests to Elasticsearch; how long they take is told by the HTTP client's own instruments.</summary>
internal sealed class ElasticMetrics
{
    private readonly Counter<long> _retries;

    public ElasticMetrics(IMeterFactory meters) =>
        _retries = meters
            .Create("NotionStyle.SearchService")
            .CreateCounter<long>(
                "notionstyle.search.elasticsearch.failures",
                "{attempt}",
                "Attempts at Elasticsearch that failed, by whether another one followed."
            );

    /// <summary>Counts an attempt that failed.</summary>
    public void Retried(bool again) =>
        _retries.Add(1, new KeyValuePair<string, object?>("notionstyle.search.retried", again));
}
