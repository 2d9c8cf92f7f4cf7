using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>One test of documents that come in ascending order.</summary>
internal sealed class DocumentTest(Weight weight)
{
    private Scorer? scorer;

    /// <summary>The documents that follow are of this segment.</summary>
    public void SetSegment(AtomicReaderContext context) =>
        scorer = weight.GetScorer(context, context.AtomicReader.LiveDocs);

    /// <summary>Whether a document matches. The same one may be asked for again.</summary>
    public bool IsMatch(int doc)
    {
        if (scorer is null)
            return false;
        var at = scorer.DocID;
        if (at < doc)
            at = scorer.Advance(doc);
        return at == doc;
    }
}

/// <summary>Buckets of documents by tests: <c>filter</c>, <c>filters</c>, <c>missing</c>, <c>range</c> and <c>date_range</c>.</summary>
internal sealed class FilterAggregator(
    string name,
    string kind,
    IReadOnlyList<FilterBucket> tests,
    bool single,
    bool keyed,
    IReadOnlyList<Aggregator> children
) : Aggregator(name, children)
{
    /// <inheritdoc/>
    public override string Kind => kind;

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context)
    {
        base.SetSegment(context);
        foreach (var test in tests)
            test.SetSegment(context);
    }

    /// <inheritdoc/>
    public override AggregationState NewState(BucketBudget budget) => new State(this, budget);

    private IReadOnlyList<FilterBucket> Tests => tests;

    private bool Single => single;

    private bool Keyed => keyed;

    private sealed class State : AggregationState
    {
        private readonly FilterAggregator owner;
        private readonly Bucket[] buckets;

        public State(FilterAggregator owner, BucketBudget budget)
        {
            this.owner = owner;
            buckets = new Bucket[owner.Tests.Count];
            for (var index = 0; index < buckets.Length; index++)
            {
                budget.Use();
                buckets[index] = new Bucket(owner.Children, budget);
            }
        }

        public override void Collect(int doc)
        {
            for (var index = 0; index < buckets.Length; index++)
            {
                if (owner.Tests[index].IsMatch(doc))
                    buckets[index].Collect(doc);
            }
        }

        public override double Value(string? metric) =>
            owner.Single ? buckets[0].Value(metric ?? "_count") : double.NaN;

        public override void Write(Utf8JsonWriter output, bool typedKeys)
        {
            if (owner.Single)
            {
                buckets[0].Write(output, typedKeys);
                return;
            }
            output.WritePropertyName("buckets");
            if (owner.Keyed)
                output.WriteStartObject();
            else
                output.WriteStartArray();
            for (var index = 0; index < buckets.Length; index++)
            {
                if (owner.Keyed)
                    output.WriteStartObject(owner.Tests[index].Key);
                else
                    output.WriteStartObject();
                owner.Tests[index].WriteKey(output, withKey: !owner.Keyed);
                buckets[index].Write(output, typedKeys);
                output.WriteEndObject();
            }
            if (owner.Keyed)
                output.WriteEndObject();
            else
                output.WriteEndArray();
        }
    }
}

/// <summary>What falls into one bucket of tests.</summary>
internal abstract class FilterBucket
{
    /// <summary>The bucket's name.</summary>
    public abstract string Key { get; }

    /// <summary>The documents that follow are of this segment.</summary>
    public abstract void SetSegment(AtomicReaderContext context);

    /// <summary>Whether a document falls into it.</summary>
    public abstract bool IsMatch(int doc);

    /// <summary>Writes what the bucket says of itself before its count.</summary>
    public virtual void WriteKey(Utf8JsonWriter output, bool withKey) { }
}

/// <summary>What a query matches.</summary>
internal sealed class QueryBucket(string key, DocumentTest test) : FilterBucket
{
    /// <inheritdoc/>
    public override string Key => key;

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context) => test.SetSegment(context);

    /// <inheritdoc/>
    public override bool IsMatch(int doc) => test.IsMatch(doc);
}

/// <summary>What the tests of other buckets leave over.</summary>
internal sealed class OtherBucket(string key, IReadOnlyList<FilterBucket> others) : FilterBucket
{
    /// <inheritdoc/>
    public override string Key => key;

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context) { }

    /// <inheritdoc/>
    public override bool IsMatch(int doc) => !others.Any(other => other.IsMatch(doc));
}

/// <summary>What has no value of a field.</summary>
internal sealed class MissingBucket(FieldReader reader) : FilterBucket
{
    /// <inheritdoc/>
    public override string Key => "missing";

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context) => reader.SetSegment(context);

    /// <inheritdoc/>
    public override bool IsMatch(int doc) => !reader.Has(doc);
}

/// <summary>What has a value from one number up to, and without, another.</summary>
internal sealed class RangeBucket(
    string key,
    FieldReader reader,
    (double Value, string Text)? from,
    (double Value, string Text)? to,
    bool dates
) : FilterBucket
{
    /// <inheritdoc/>
    public override string Key => key;

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context) => reader.SetSegment(context);

    /// <inheritdoc/>
    public override bool IsMatch(int doc)
    {
        foreach (var encoded in reader.Numbers(doc))
        {
            var value = reader.Decode(encoded);
            if ((from is not { } low || value >= low.Value) && (to is not { } high || value < high.Value))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override void WriteKey(Utf8JsonWriter output, bool withKey)
    {
        if (withKey)
            output.WriteString("key", key);
        Write(output, "from", from);
        Write(output, "to", to);
    }

    private void Write(Utf8JsonWriter output, string name, (double Value, string Text)? bound)
    {
        if (bound is not { } given)
            return;
        output.WriteNumber(name, given.Value);
        if (dates)
            output.WriteString(name + "_as_string", given.Text);
    }
}
