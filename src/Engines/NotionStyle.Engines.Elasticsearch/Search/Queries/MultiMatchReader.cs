using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>multi_match</c>: one text on several fields.</summary>
internal static class MultiMatchReader
{
    /// <summary>Reads the query.</summary>
    public static Query Read(QueryContext context, JsonElement json)
    {
        var body = new Body("multi_match", json);
        var text =
            body.Take("query") ?? throw ElasticsearchException.Parsing("No text specified for multi_match query");
        if (text.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            throw ElasticsearchException.Parsing($"[multi_match] unknown token [{Body.Kind(text)}] after [query]");
        var names = body.Texts("fields");
        var type = body.Text("type") ?? "best_fields";
        var tie = body.Take("tie_breaker") is { } given ? given.ToTie() : (float?)null;
        var kind = type switch
        {
            "best_fields" or "most_fields" or "cross_fields" => MatchKind.Words,
            "phrase" => MatchKind.Phrase,
            "phrase_prefix" => MatchKind.PhrasePrefix,
            "bool_prefix" => MatchKind.BoolPrefix,
            _ => throw new ElasticsearchException(
                400,
                "parse_exception",
                $"failed to parse [multi_match] query type [{type}]. unknown type."
            ),
        };
        var options = MatchOptions.Read(context, body, kind);
        var boost = body.Boost();
        body.Done();
        if (type == "cross_fields" && options.Fuzzy is not null)
            throw ElasticsearchException.IllegalArgument("Fuzziness not allowed for type [cross_fields]");
        var fields = FieldNames.Resolve(context, names);
        var query =
            type == "cross_fields"
                ? Cross(context, fields, text, options, tie ?? 0)
                : Each(context, fields, text, options, tie ?? (type is "most_fields" or "bool_prefix" ? 1 : 0));
        query.Boost *= boost;
        return query;
    }

    /// <summary>The text on each field by itself, of which the best one counts and a share of the others.</summary>
    public static Query Each(
        QueryContext context,
        IReadOnlyList<(QueryField Field, float Boost)> fields,
        JsonElement text,
        MatchOptions options,
        float tie
    )
    {
        var queries = new List<Query>();
        foreach (var (field, boost) in fields)
        {
            context.Count();
            // What is no value of one field may be one of another.
            if (MatchBuilder.Build(context, field, text, options) is not { } query)
                continue;
            query.Boost *= boost;
            queries.Add(query);
        }
        return queries.Count switch
        {
            0 => fields.Count == 0 ? QueryContext.None : MatchReader.Empty(options),
            1 => queries[0],
            _ => CompoundQueries.Best(queries, tie),
        };
    }

    /// <summary>
    /// The fields as one: each word must be in some field, and counts as frequent as in the field that has it most often. Fields whose analyzers differ form groups of their own.
    /// </summary>
    private static Query Cross(
        QueryContext context,
        IReadOnlyList<(QueryField Field, float Boost)> fields,
        JsonElement text,
        MatchOptions options,
        float tie
    )
    {
        var groups = new List<Query>();
        foreach (
            var group in fields.GroupBy(field =>
                options.Analyzer ?? context.Target.Mapping.SearchAnalyzer(field.Field.Mapped)
            )
        )
        {
            var members = group.ToList();
            if (group.Key is null)
            {
                var each = Each(context, members, text, options with { Lenient = true }, tie);
                groups.Add(each);
                continue;
            }
            var positions = MatchBuilder.Positions(
                context,
                members[0].Field,
                TermQueries.Text("multi_match", text),
                options
            );
            if (positions is not { Count: > 0 })
                continue;
            context.Count(positions.Count * members.Count);
            var words = positions.Select(position => Blend(context, members, position.Terms, tie)).ToList();
            groups.Add(MatchBuilder.Combine(words, options.And, options.MinimumShouldMatch));
        }
        return groups.Count switch
        {
            0 => fields.Count == 0 ? QueryContext.None : MatchReader.Empty(options),
            1 => groups[0],
            _ => CompoundQueries.Best(groups, tie),
        };
    }

    private static Query Blend(
        QueryContext context,
        List<(QueryField Field, float Boost)> fields,
        IReadOnlyList<string> terms,
        float tie
    )
    {
        var reader = context.Target.Searcher.IndexReader;
        var all = (
            from field in fields
            from term in terms
            select (Term: new Term(field.Field.Name, term), field.Boost)
        ).ToList();
        var frequency = all.Max(one => reader.DocFreq(one.Term));
        return CompoundQueries.Best(
            [.. all.Select(one => new TermQuery(one.Term, frequency) { Boost = one.Boost })],
            tie
        );
    }

    private static float ToTie(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var tie) && tie is >= 0 and <= 1
            ? tie
            : throw ElasticsearchException.IllegalArgument(
                $"[multi_match] [tie_breaker] must be between 0 and 1, but was [{value.GetRawText()}]"
            );
}
