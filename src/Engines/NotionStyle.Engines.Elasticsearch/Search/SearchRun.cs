using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>One search: from the request to its hits and aggregations.</summary>
internal sealed class SearchRun(SearchTarget target, SearchRequest request, SearchClock clock)
{
    private readonly QueryContext context = new(target, clock);

    /// <summary>The index.</summary>
    public SearchTarget Target => target;

    /// <summary>The request.</summary>
    public SearchRequest Request => request;

    /// <summary>The time.</summary>
    public SearchClock Clock => clock;

    /// <summary>What queries within hits need.</summary>
    public QueryContext Context => context;

    /// <summary>The query.</summary>
    public Query Query { get; private set; } = QueryContext.None;

    /// <summary>The keys of the order; none for the score.</summary>
    public IReadOnlyList<SortSpec> Sort { get; private set; } = [];

    /// <summary>The hits of the page.</summary>
    public IReadOnlyList<ScoreDoc> Hits { get; private set; } = [];

    /// <summary>How many documents match.</summary>
    public int Total { get; private set; }

    /// <summary>Whether the search ended at <c>terminate_after</c>.</summary>
    public bool Terminated { get; private set; }

    /// <summary>The best score; no number if none was computed.</summary>
    public float MaxScore { get; private set; } = float.NaN;

    /// <summary>The aggregations.</summary>
    public Aggregations? Aggregations { get; private set; }

    /// <summary>What is highlighted; null for nothing.</summary>
    public HighlightRequest? Highlight { get; private set; }

    /// <summary>Runs it.</summary>
    public void Execute()
    {
        var window = target.Mapping.Settings.MaxResultWindow;
        if ((long)request.From + request.Size > window)
            throw ElasticsearchException.IllegalArgument(
                $"Result window is too large, from + size must be less than or equal to: [{window}] but was [{(long)request.From + request.Size}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting."
            );
        Query = request.Query is { } json ? QueryParser.Parse(context, json) : new MatchAllDocsQuery();
        Sort = SortReader.Read(context, request.Sort);
        var postFilter = request.PostFilter is { } post ? QueryParser.Parse(context, post) : null;
        Aggregations = request.Aggregations is { } aggregations ? AggregationReader.Read(context, aggregations) : null;
        Highlight = request.Highlight is { } highlight ? HighlightReader.Read(context, highlight) : null;
        var count = Math.Min(request.From + request.Size, Math.Max(1, target.Searcher.IndexReader.MaxDoc));
        var top = request.Size == 0 ? null : Top(count);
        var collector = default(HitCollector);
        try
        {
            collector = new HitCollector(
                clock,
                top,
                Aggregations,
                postFilter is null ? null : target.Searcher.CreateNormalizedWeight(postFilter),
                request
            );
            target.Searcher.Search(Query, collector);
        }
        catch (TimeExceededException)
        {
            // What was found until then is the answer, and the answer says so.
        }
        clock.Collected();
        Total = collector?.Total ?? 0;
        Terminated = collector?.Terminated ?? false;
        if (top is null)
            return;
        var found = ((ITopDocsCollector)top).GetTopDocs();
        MaxScore = found.ScoreDocs.Length == 0 ? float.NaN : found.MaxScore;
        Hits = found.ScoreDocs.Length <= request.From ? [] : found.ScoreDocs[request.From..];
    }

    private ICollector Top(int count)
    {
        var after = request.SearchAfter;
        if (after is not null && after.Count != Math.Max(1, Sort.Count))
            throw ElasticsearchException.IllegalArgument(
                $"search_after has {after.Count} value(s) but sort has {Math.Max(1, Sort.Count)}."
            );
        if (Sort.Count == 0 && after is null)
            return TopScoreDocCollector.Create(count, docsScoredInOrder: true);
        var keys = Sort.Count > 0 ? Sort : [new SortSpec(SortField.FIELD_SCORE, null)];
        var order = new Sort([.. keys.Select(key => key.Field)]);
        var scores = request.TrackScores || Sort.Count == 0 || keys.Any(key => key.IsScore);
        var last = after is null
            ? null
            // The page before ended with this document, and all those with equal keys are behind.
            : new FieldDoc(int.MaxValue, float.NaN, [.. keys.Select((key, index) => key.Read(after[index])!)]);
        return TopFieldCollector.Create(order, count, last, fillFields: true, scores, scores, docsScoredInOrder: true);
    }
}
