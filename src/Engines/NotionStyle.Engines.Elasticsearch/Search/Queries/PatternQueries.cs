using System.Text.Json;
using System.Text.RegularExpressions;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Queries for terms that look alike.</summary>
internal static class PatternQueries
{
    /// <summary>The longest pattern of <c>wildcard</c>.</summary>
    public const int MaxWildcardLength = 2000;

    /// <summary>Reads <c>prefix</c>.</summary>
    public static Query Prefix(QueryContext context, JsonElement json)
    {
        var (name, body) = FieldBody.Read("prefix", json, "value");
        var value = body.NeedText("value");
        var ignoreCase = body.Flag("case_insensitive", false);
        var boost = Common(body);
        if (Terms(context, name, "prefix") is not { } field)
            return QueryContext.None;
        return PrefixOf(context, field, value, ignoreCase, boost);
    }

    /// <summary>The query for terms that begin with a text.</summary>
    public static Query PrefixOf(QueryContext context, QueryField field, string value, bool ignoreCase, float boost)
    {
        if (field.Mapped.Kind == FieldKind.Keyword)
            value = TermQueries.Normalized(context, field, value);
        return new PatternQuery(
            field,
            ignoreCase ? "" : value,
            ignoreCase ? term => term.StartsWith(value, StringComparison.OrdinalIgnoreCase) : _ => true,
            value + "*",
            context.Clock
        )
        {
            Boost = boost,
        };
    }

    /// <summary>Reads <c>wildcard</c>.</summary>
    public static Query Wildcard(QueryContext context, JsonElement json)
    {
        var (name, body) = FieldBody.Read("wildcard", json, "value");
        var value = body.Text("value") ?? body.NeedText("wildcard");
        var ignoreCase = body.Flag("case_insensitive", false);
        var boost = Common(body);
        return Terms(context, name, "wildcard") is { } field
            ? WildcardOf(context, field, value, ignoreCase, boost)
            : QueryContext.None;
    }

    /// <summary>The query for terms that a pattern with stars covers.</summary>
    public static Query WildcardOf(QueryContext context, QueryField field, string value, bool ignoreCase, float boost)
    {
        if (value.Length > MaxWildcardLength)
            throw ElasticsearchException.IllegalArgument(
                $"The length of the pattern [{value.Length}] used in the [wildcard] query has exceeded the allowed maximum of [{MaxWildcardLength}]."
            );
        if (field.Mapped.Kind == FieldKind.Keyword && field.Mapped.Normalizer is not null)
            value = NormalizePattern(context, field, value);
        // Stars in a row say no more than one, and each would be a point to try.
        while (value.Contains("**", StringComparison.Ordinal))
            value = value.Replace("**", "*", StringComparison.Ordinal);
        return new PatternQuery(
            field,
            ignoreCase ? "" : Glob.LiteralPrefix(value),
            term => Glob.IsMatch(value, term, ignoreCase),
            value,
            context.Clock
        )
        {
            Boost = boost,
        };
    }

    /// <summary>Reads <c>regexp</c>.</summary>
    public static Query Regexp(QueryContext context, JsonElement json)
    {
        var (name, body) = FieldBody.Read("regexp", json, "value");
        var value = body.NeedText("value");
        var flags = body.Text("flags") ?? "ALL";
        var ignoreCase = body.Flag("case_insensitive", false);
        body.Ignore("max_determinized_states", "flags_value");
        var boost = Common(body);
        var limit = context.Target.Mapping.Settings.MaxRegexLength;
        if (value.Length > limit)
            throw ElasticsearchException.IllegalArgument(
                $"The length of regex [{value.Length}] used in the Regexp Query request has exceeded the allowed maximum of [{limit}]. This maximum can be set by changing the [index.max_regex_length] index level setting."
            );
        var expression = LuceneRegex.Compile(value, flags, ignoreCase);
        if (Terms(context, name, "regexp") is not { } field)
            return QueryContext.None;
        return new PatternQuery(field, "", term => LuceneRegex.IsMatch(expression, term), $"/{value}/", context.Clock)
        {
            Boost = boost,
        };
    }

    /// <summary>Reads <c>fuzzy</c>.</summary>
    public static Query Fuzzy(QueryContext context, JsonElement json)
    {
        var (name, body) = FieldBody.Read("fuzzy", json, "value");
        var value = body.NeedText("value");
        var options = FuzzyOptions.Read(body, "AUTO")!;
        var boost = Common(body);
        if (context.Field(name) is not { } field)
            return QueryContext.None;
        if (field.Mapped.Kind.IsNumeric())
            throw context.Shard(
                $"Can only use fuzzy queries on keyword and text fields - not on [{name}] which is of type [{field.Mapped.Kind.Name()}]"
            );
        var query = FuzzyTermsQuery.Make(context, field.Name, TermQueries.Normalized(context, field, value), options);
        query.Boost = boost;
        return query;
    }

    private static QueryField? Terms(QueryContext context, string name, string query)
    {
        var field = context.Field(name);
        return field is not null && field.Mapped.Kind.IsNumeric()
            ? throw context.Shard(
                $"Can only use {query} queries on keyword, text and wildcard fields - not on [{name}] which is of type [{field.Mapped.Kind.Name()}]"
            )
            : field;
    }

    private static float Common(Body body)
    {
        var boost = body.Boost();
        body.Ignore("_name", "rewrite");
        body.Done();
        return boost;
    }

    // Only what lies between the stars is text.
    private static string NormalizePattern(QueryContext context, QueryField field, string pattern) =>
        string.Concat(
            Regex
                .Split(pattern, @"(\\.|[*?])", RegexOptions.NonBacktracking)
                .Select(part =>
                    part.Length == 0 || part[0] is '\\' or '*' or '?'
                        ? part
                        : TermQueries.Normalized(context, field with { Prefix = "" }, part)
                )
        );
}
