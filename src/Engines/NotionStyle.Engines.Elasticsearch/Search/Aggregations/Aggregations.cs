using System.Text.Json;
using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>The aggregations of a search. All of them share one count of buckets, so that no nesting of them fills the memory.</summary>
internal sealed class Aggregations(IReadOnlyList<Aggregator> tops, BucketBudget budget) : IAggregationSink
{
    private readonly AggregationStates states = new(tops, budget);

    /// <inheritdoc/>
    public void SetSegment(AtomicReaderContext context)
    {
        foreach (var one in tops)
            one.SetSegment(context);
    }

    /// <inheritdoc/>
    public void Collect(int doc) => states.Collect(doc);

    /// <summary>Writes <c>aggregations</c>.</summary>
    public void Write(Utf8JsonWriter output, bool typedKeys)
    {
        output.WriteStartObject("aggregations");
        states.Write(output, typedKeys);
        output.WriteEndObject();
    }
}

/// <summary>How many buckets a search has left.</summary>
internal sealed class BucketBudget
{
    /// <summary>Elasticsearch's <c>search.max_buckets</c>.</summary>
    public const int MaxBuckets = 65_536;

    /// <summary>How many values all counts of different ones may keep, at some fifty bytes each.</summary>
    public const int MaxKept = 4_000_000;

    private int used;
    private int kept;

    /// <summary>Keeps one value more, or refuses the search.</summary>
    public void Keep()
    {
        if (++kept > MaxKept)
            throw new ElasticsearchException(
                429,
                "circuit_breaking_exception",
                $"[request] Data too large: the [cardinality] aggregations would keep more than [{MaxKept}] values; use fewer buckets around them"
            );
    }

    /// <summary>Uses one up, or refuses the search.</summary>
    public void Use()
    {
        if (++used > MaxBuckets)
            throw new ElasticsearchException(
                400,
                "too_many_buckets_exception",
                $"Trying to create too many buckets. Must be less than or equal to: [{MaxBuckets}] but was [{used}]. This limit can be set by changing the [search.max_buckets] cluster level setting."
            );
    }
}

/// <summary>One aggregation as the request defines it. What it found lies in states, of which each bucket above has one.</summary>
/// <param name="name">Its name in the request.</param>
/// <param name="children">The aggregations within its buckets.</param>
internal abstract class Aggregator(string name, IReadOnlyList<Aggregator> children)
{
    /// <summary>Its name in the request.</summary>
    public string Name => name;

    /// <summary>The aggregations within its buckets.</summary>
    public IReadOnlyList<Aggregator> Children => children;

    /// <summary>Its kind, as names with types begin.</summary>
    public abstract string Kind { get; }

    /// <summary>The documents that follow are of this segment.</summary>
    public virtual void SetSegment(AtomicReaderContext context)
    {
        foreach (var child in children)
            child.SetSegment(context);
    }

    /// <summary>An empty state.</summary>
    public abstract AggregationState NewState(BucketBudget budget);
}

/// <summary>What one aggregation found within one bucket.</summary>
internal abstract class AggregationState
{
    /// <summary>A document.</summary>
    public abstract void Collect(int doc);

    /// <summary>Writes what was found, without the braces around it.</summary>
    public abstract void Write(Utf8JsonWriter output, bool typedKeys);

    /// <summary>A number of it that buckets above are ordered by.</summary>
    /// <param name="metric">Which of several; null for the only one.</param>
    public virtual double Value(string? metric) => double.NaN;
}

/// <summary>The states of several aggregations of one bucket.</summary>
internal sealed class AggregationStates
{
    private readonly IReadOnlyList<Aggregator> aggregators;
    private readonly AggregationState[] states;

    /// <summary>Makes them empty.</summary>
    public AggregationStates(IReadOnlyList<Aggregator> aggregators, BucketBudget budget)
    {
        this.aggregators = aggregators;
        states = aggregators.Count == 0 ? [] : [.. aggregators.Select(one => one.NewState(budget))];
    }

    /// <summary>A document.</summary>
    public void Collect(int doc)
    {
        foreach (var state in states)
            state.Collect(doc);
    }

    /// <summary>Writes each under its name.</summary>
    public void Write(Utf8JsonWriter output, bool typedKeys)
    {
        for (var index = 0; index < states.Length; index++)
        {
            var one = aggregators[index];
            output.WriteStartObject(typedKeys ? $"{one.Kind}#{one.Name}" : one.Name);
            states[index].Write(output, typedKeys);
            output.WriteEndObject();
        }
    }

    /// <summary>The number that buckets are ordered by: <c>name</c> or <c>name.metric</c>.</summary>
    public double Value(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? path : path[..dot];
        for (var index = 0; index < states.Length; index++)
        {
            if (aggregators[index].Name == name)
                return states[index].Value(dot < 0 ? null : path[(dot + 1)..]);
        }
        return double.NaN;
    }
}

/// <summary>Documents that belong together, and what is known of them.</summary>
internal sealed class Bucket(IReadOnlyList<Aggregator> children, BucketBudget budget)
{
    private readonly AggregationStates states = new(children, budget);

    /// <summary>How many documents there are.</summary>
    public long Count { get; private set; }

    /// <summary>A document.</summary>
    public void Collect(int doc)
    {
        Count++;
        states.Collect(doc);
    }

    /// <summary>Writes the count and the aggregations within.</summary>
    public void Write(Utf8JsonWriter output, bool typedKeys)
    {
        output.WriteNumber("doc_count", Count);
        states.Write(output, typedKeys);
    }

    /// <summary>A number of an aggregation within.</summary>
    public double Value(string path) => path == "_count" ? Count : states.Value(path);
}
