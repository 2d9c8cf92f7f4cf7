using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Queries made of queries.</summary>
internal static class CompoundQueries
{
    /// <summary>Reads <c>bool</c>.</summary>
    public static Query Bool(QueryContext context, JsonElement json)
    {
        var body = new Body("bool", json);
        var must = QueryParser.ParseMany(context, body.Many("must"));
        var filter = QueryParser.ParseMany(context, body.Many("filter"));
        var should = QueryParser.ParseMany(context, body.Many("should"));
        var mustNot = QueryParser.ParseMany(context, body.Many("must_not"));
        var minimum = body.Text("minimum_should_match");
        var boost = body.Boost();
        body.Ignore("_name", "adjust_pure_negative");
        body.Done();
        var query = new BooleanQuery(disableCoord: true) { Boost = boost };
        Add(query, must, Occur.MUST);
        Add(query, filter.Select(Filter), Occur.MUST);
        Add(query, should, Occur.SHOULD);
        Add(query, mustNot, Occur.MUST_NOT);
        if (must.Count + filter.Count + should.Count == 0)
        {
            // What is only excluded is excluded from everything; an empty bool matches everything.
            query.Add(mustNot.Count == 0 ? new MatchAllDocsQuery() : Filter(new MatchAllDocsQuery()), Occur.MUST);
        }
        var needed =
            minimum is not null ? MinimumShouldMatch.Count(should.Count, minimum)
            : must.Count + filter.Count == 0 && should.Count > 0 ? 1
            : 0;
        if (needed > should.Count)
            return QueryContext.None;
        if (needed > 0)
            query.MinimumNumberShouldMatch = needed;
        return query;
    }

    /// <summary>Reads <c>constant_score</c>.</summary>
    public static Query ConstantScore(QueryContext context, JsonElement json)
    {
        var body = new Body("constant_score", json);
        var filter =
            body.Take("filter") ?? throw ElasticsearchException.Parsing("[constant_score] requires a 'filter' element");
        var query = new ConstantScoreQuery(QueryParser.Parse(context, filter)) { Boost = body.Boost() };
        body.Ignore("_name");
        body.Done();
        return query;
    }

    /// <summary>Reads <c>dis_max</c>.</summary>
    public static Query DisMax(QueryContext context, JsonElement json)
    {
        var body = new Body("dis_max", json);
        var queries = QueryParser.ParseMany(context, body.Many("queries"));
        if (queries.Count == 0)
            throw ElasticsearchException.Parsing("[dis_max] requires 'queries' field with at least one clause");
        var query = Best(queries, body.Float("tie_breaker", 0));
        query.Boost = body.Boost();
        body.Ignore("_name");
        body.Done();
        return query;
    }

    /// <summary>Reads <c>boosting</c>.</summary>
    public static Query Boosting(QueryContext context, JsonElement json)
    {
        var body = new Body("boosting", json);
        var positive = QueryParser.Parse(
            context,
            body.Take("positive")
                ?? throw ElasticsearchException.Parsing("[boosting] query requires 'positive' query to be set'")
        );
        var negative = QueryParser.Parse(
            context,
            body.Take("negative")
                ?? throw ElasticsearchException.Parsing("[boosting] query requires 'negative' query to be set'")
        );
        var factor = body.Float("negative_boost", -1);
        if (factor < 0)
            throw ElasticsearchException.Parsing(
                "[boosting] query requires 'negative_boost' to be set to be a positive value'"
            );
        var boost = body.Boost();
        body.Ignore("_name");
        body.Done();
        return new FunctionScoreQuery(
            positive,
            [new ScoreFunction(negative, factor, null)],
            new FunctionScoreOptions(FunctionMode.Multiply, FunctionMode.Multiply)
        )
        {
            Boost = boost,
        };
    }

    /// <summary>A query whose matches count nothing towards the score.</summary>
    public static Query Filter(Query query) => new ConstantScoreQuery(query) { Boost = 0 };

    /// <summary>The best of several, plus a share of the others.</summary>
    public static Query Best(IReadOnlyCollection<Query> queries, float tieBreaker)
    {
        var best = new DisjunctionMaxQuery(tieBreaker);
        foreach (var query in queries)
            best.Add(query);
        return best;
    }

    private static void Add(BooleanQuery query, IEnumerable<Query> clauses, Occur occur)
    {
        foreach (var clause in clauses)
            query.Add(clause, occur);
    }
}
