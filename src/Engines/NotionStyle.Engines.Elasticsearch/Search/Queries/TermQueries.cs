using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Queries;
using Lucene.Net.Search;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Queries for whole values.</summary>
internal static class TermQueries
{
    /// <summary>Reads <c>term</c>.</summary>
    public static Query Term(QueryContext context, JsonElement json)
    {
        var (name, body) = FieldBody.Read("term", json, "value");
        var value = body.Take("value") ?? throw ElasticsearchException.IllegalArgument("value cannot be null");
        var ignoreCase = body.Flag("case_insensitive", false);
        var boost = body.Boost();
        body.Ignore("_name");
        body.Done();
        if (context.Field(name) is not { } field)
            return QueryContext.None;
        var query =
            ignoreCase && !field.Mapped.Kind.IsNumeric()
                ? PatternQuery.IgnoringCase(context, field, Text("term", value))
                : Exact(context, field, value);
        query.Boost = boost;
        return query;
    }

    /// <summary>Reads <c>terms</c>.</summary>
    public static Query Terms(QueryContext context, JsonElement json)
    {
        var body = new Body("terms", json);
        var boost = body.Boost();
        body.Ignore("_name");
        if (body.Rest.Count != 1)
            throw ElasticsearchException.Parsing(
                body.Rest.Count == 0
                    ? "[terms] query requires a field name, followed by array of terms or a document lookup specification"
                    : "[terms] query does not support multiple fields"
            );
        var name = body.Rest.First();
        var value = body.Take(name);
        if (value is not { ValueKind: JsonValueKind.Array } values)
        {
            throw value is { ValueKind: JsonValueKind.Object }
                ? ElasticsearchException.Unsupported("a lookup of terms in a document", "send the terms")
                : ElasticsearchException.Parsing(
                    $"[terms] query requires an array of terms for [{name}], but found [{(value is { } other ? Body.Kind(other) : "VALUE_NULL")}]"
                );
        }
        var limit = context.Target.Mapping.Settings.MaxTermsCount;
        if (values.GetArrayLength() > limit)
            throw context.Shard(
                $"The number of terms [{values.GetArrayLength()}] used in the Terms Query request has exceeded the allowed maximum of [{limit}]. This maximum can be set by changing the [index.max_terms_count] index level setting."
            );
        if (context.Field(name) is not { } field)
            return QueryContext.None;
        var terms = new List<BytesRef>();
        foreach (var item in values.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Null)
                throw ElasticsearchException.IllegalArgument("No value specified for terms query");
            if (Bytes(context, field, item) is { } term)
                terms.Add(term);
        }
        return terms.Count == 0
            ? QueryContext.None
            : new ConstantScoreQuery(new TermsFilter(field.Name, terms)) { Boost = boost };
    }

    /// <summary>Reads <c>ids</c>.</summary>
    public static Query Ids(QueryContext context, JsonElement json)
    {
        var body = new Body("ids", json);
        var values = body.Many("values").Select(value => Text("ids", value)).ToList();
        var boost = body.Boost();
        body.Ignore("_name", "type");
        body.Done();
        return values.Count == 0
            ? QueryContext.None
            : new ConstantScoreQuery(new TermsFilter(MetaFields.Id, [.. values.Select(id => new BytesRef(id))]))
            {
                Boost = boost,
            };
    }

    /// <summary>Reads <c>exists</c>.</summary>
    public static Query Exists(QueryContext context, JsonElement json)
    {
        var body = new Body("exists", json);
        var field = body.Text("field");
        if (string.IsNullOrEmpty(field))
            throw ElasticsearchException.Parsing("[exists] must be provided with a [field]");
        var boost = body.Boost();
        body.Ignore("_name");
        body.Done();
        if (field is MetaFields.Id or MetaFields.Source or MetaFields.Version or MetaFields.SeqNo or "_index")
            return new MatchAllDocsQuery { Boost = boost };
        if (field == MetaFields.Routing)
            return new ConstantScoreQuery(new PrefixFilter(new Term(MetaFields.Routing, ""))) { Boost = boost };
        var names = field.Contains('*', StringComparison.Ordinal)
            ? context.Target.Mapping.Leaves.Keys.Where(known => Glob.IsMatch(field, known)).ToList()
            : [field];
        return names.Count == 0
            ? QueryContext.None
            : new ConstantScoreQuery(Existing(context.Target.Mapping, names)) { Boost = boost };
    }

    // Doc values tell which documents have them; fields without them, and objects, are listed by name.
    private static Filter Existing(IndexMapping mapping, List<string> names)
    {
        var filters = names
            .Where(name => mapping.Leaf(name) is { DocValues: true })
            .Select(Filter (name) => new FieldValueFilter(name))
            .ToList();
        var listed = names
            .Where(name => mapping.Leaf(name) is not { DocValues: true })
            .Select(name => new BytesRef(name))
            .ToArray();
        if (listed.Length > 0)
            filters.Add(new TermsFilter(MetaFields.FieldNames, listed));
        if (filters is [var only])
            return only;
        var any = new BooleanFilter();
        foreach (var filter in filters)
            any.Add(new FilterClause(filter, Occur.SHOULD));
        return any;
    }

    /// <summary>The query for one whole value of a field.</summary>
    public static Query Exact(QueryContext context, QueryField field, JsonElement value, bool lenient = false)
    {
        switch (field.Mapped.Kind)
        {
            case FieldKind.Date:
                return RangeQueries.WholeDate(context, field, Text("term", value), lenient);
            case var kind when kind.IsNumeric():
                return Number(context, field, value, lenient) is { } bytes
                    ? new ConstantScoreQuery(new TermQuery(new Term(field.Name, bytes)))
                    : QueryContext.None;
            default:
                return new TermQuery(new Term(field.Name, Normalized(context, field, Text("term", value))));
        }
    }

    /// <summary>A text as the field's terms write it: normalised, and below its key.</summary>
    public static string Normalized(QueryContext context, QueryField field, string text)
    {
        if (
            field.Mapped.Kind == FieldKind.Keyword
            && context.Target.Mapping.IndexAnalyzer(field.Mapped) is { } normalizer
        )
            text = Tokens.Normalize(normalizer, field.Name, text);
        return field.Prefix + text;
    }

    /// <summary>The text of a plain value.</summary>
    public static string Text(string query, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw ElasticsearchException.Parsing(
                $"[{query}] query expects a plain value but found [{Body.Kind(value)}]"
            ),
        };

    private static BytesRef? Bytes(QueryContext context, QueryField field, JsonElement value) =>
        field.Mapped.Kind.IsNumeric()
            ? Number(context, field, value, lenient: false)
            : new BytesRef(Normalized(context, field, Text("terms", value)));

    // Null: no document can hold the value, as it has a fraction or is out of range.
    private static BytesRef? Number(QueryContext context, QueryField field, JsonElement value, bool lenient)
    {
        _ = Text("term", value);
        if (
            field.Mapped.Kind is not (FieldKind.Boolean or FieldKind.Date)
            && RangeQueries.IsBeyond(field.Mapped, value)
        )
            return null;
        if (!FieldValues.TryEncode(field.Mapped, value, out var encoded, out var error))
        {
            return lenient ? null : throw context.Shard($"failed to parse value for field [{field.Name}]: {error}");
        }
        var bytes = new BytesRef(NumericUtils.BUF_SIZE_INT64);
        NumericUtils.Int64ToPrefixCodedBytes(encoded, 0, bytes);
        return bytes;
    }
}
