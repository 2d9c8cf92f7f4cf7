using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>A field that a query names.</summary>
/// <param name="Name">The Lucene field.</param>
/// <param name="Mapped">Its mapping.</param>
/// <param name="Prefix">What its terms begin with: the key within a flattened field.</param>
internal sealed record QueryField(string Name, MappedField Mapped, string Prefix = "");

/// <summary>What the parts of one query share: the index, the limits that they use up together, and the time.</summary>
internal sealed class QueryContext(SearchTarget target, SearchClock clock)
{
    /// <summary>Elasticsearch's <c>indices.query.bool.max_clause_count</c>, over the whole query.</summary>
    public const int MaxClauses = 4096;

    /// <summary>Elasticsearch's <c>indices.query.bool.max_nested_depth</c>.</summary>
    public const int MaxDepth = 30;

    private int clauses;
    private int depth;

    static QueryContext()
    {
        // Lucene's own limit is one for the process; the count here comes first.
        BooleanQuery.MaxClauseCount = MaxClauses;
    }

    /// <summary>The index.</summary>
    public SearchTarget Target => target;

    /// <summary>When to end.</summary>
    public SearchClock Clock => clock;

    /// <summary>The moment that <c>now</c> means in the whole request.</summary>
    public DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    /// <summary>Nothing matches.</summary>
    public static Query None => new BooleanQuery();

    /// <summary>Counts clauses.</summary>
    public void Count(int more = 1)
    {
        clauses += more;
        if (clauses > MaxClauses)
            throw new ElasticsearchException(
                400,
                "query_shard_exception",
                $"failed to create query: Query contains too many nested clauses; maxClauseCount is set to {MaxClauses}"
            )
            {
                Index = target.IndexName,
                CausedBy = new ElasticsearchException(
                    400,
                    "too_many_nested_clauses",
                    $"Query contains too many nested clauses; maxClauseCount is set to {MaxClauses}"
                ),
            };
    }

    /// <summary>Goes one level down.</summary>
    public void Enter()
    {
        if (++depth > MaxDepth)
            throw ElasticsearchException.IllegalArgument(
                $"The nested depth of the query exceeds the maximum nested depth for queries set in [indices.query.bool.max_nested_depth]: [{MaxDepth}]"
            );
    }

    /// <summary>Comes back up.</summary>
    public void Leave() => depth--;

    /// <summary>The field of that name; null if the mapping has none, and then nothing matches.</summary>
    public QueryField? Field(string name)
    {
        if (target.Mapping.Leaf(name) is { } leaf)
        {
            return leaf.Index
                ? new QueryField(name, leaf)
                : throw Shard($"Cannot search on field [{name}] since it is not indexed.");
        }
        if (name is MetaFields.Id or MetaFields.Routing)
            return new QueryField(name, Meta(name));
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (target.Mapping.Leaf(name[..dot]) is { Kind: FieldKind.Flattened } flattened)
                return new QueryField(name[..dot] + LuceneFields.KeyedSuffix, flattened, name[(dot + 1)..] + "\0");
        }
        return null;
    }

    /// <summary>A query that this index cannot run.</summary>
    public ElasticsearchException Shard(string reason) =>
        new(400, "query_shard_exception", "failed to create query: " + reason) { Index = target.IndexName };

    private static MappedField Meta(string name) =>
        new()
        {
            Path = name,
            Kind = FieldKind.Keyword,
            Parameters = MappedField.NoParameters,
        };
}
