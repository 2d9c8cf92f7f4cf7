using Lucene.Net.Index;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Sees every match once: counts it, hands it to the aggregations, and to Lucene's collector of the best if the post filter lets it through. It asks the clock on the way.
/// </summary>
internal sealed class HitCollector(
    SearchClock clock,
    ICollector? top,
    IAggregationSink? aggregations,
    Weight? postFilter,
    SearchRequest request
) : ICollector
{
    private Scorer? scorer;
    private Scorer? filter;
    private int seen;

    /// <summary>How many matches the post filter let through.</summary>
    public int Total { get; private set; }

    /// <summary>Whether the search ended at <c>terminate_after</c>.</summary>
    public bool Terminated { get; private set; }

    /// <inheritdoc/>
    public bool AcceptsDocsOutOfOrder => false;

    /// <inheritdoc/>
    public void SetScorer(Scorer scorer)
    {
        this.scorer = scorer;
        top?.SetScorer(scorer);
    }

    /// <inheritdoc/>
    public void SetNextReader(AtomicReaderContext context)
    {
        clock.Check();
        filter = postFilter?.GetScorer(context, context.AtomicReader.LiveDocs);
        top?.SetNextReader(context);
        aggregations?.SetSegment(context);
    }

    /// <inheritdoc/>
    public void Collect(int doc)
    {
        clock.Tick();
        if (request.MinScore is { } least && scorer!.GetScore() < least)
            return;
        if (request.TerminateAfter > 0 && ++seen > request.TerminateAfter)
        {
            Terminated = true;
            throw new CollectionTerminatedException();
        }
        aggregations?.Collect(doc);
        if (postFilter is not null && !Passes(doc))
            return;
        Total++;
        top?.Collect(doc);
    }

    private bool Passes(int doc)
    {
        if (filter is null)
            return false;
        var at = filter.DocID;
        if (at < doc)
            at = filter.Advance(doc);
        return at == doc;
    }
}

/// <summary>What aggregates matches.</summary>
internal interface IAggregationSink
{
    /// <summary>The documents that follow are of this segment.</summary>
    void SetSegment(AtomicReaderContext context);

    /// <summary>A match.</summary>
    /// <exception cref="ElasticsearchException">There are too many buckets.</exception>
    void Collect(int doc);
}
