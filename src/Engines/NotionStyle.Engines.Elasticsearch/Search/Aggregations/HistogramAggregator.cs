using System.Text.Json;
using Lucene.Net.Index;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How numbers fall into the buckets of a histogram.</summary>
internal interface IHistogramGrid
{
    /// <summary>The key of the bucket that a value falls into.</summary>
    double Floor(double value);

    /// <summary>The key behind this one.</summary>
    double Next(double key);

    /// <summary>Writes a key.</summary>
    void WriteKey(Utf8JsonWriter output, double key);
}

/// <summary>A bucket for each step of a number or of time.</summary>
internal sealed class HistogramAggregator(
    string name,
    string kind,
    FieldReader reader,
    IHistogramGrid grid,
    int minDocCount,
    (double Min, double Max)? bounds,
    IReadOnlyList<BucketOrder> order,
    IReadOnlyList<Aggregator> children
) : Aggregator(name, children)
{
    /// <inheritdoc/>
    public override string Kind => kind;

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context)
    {
        base.SetSegment(context);
        reader.SetSegment(context);
    }

    /// <inheritdoc/>
    public override AggregationState NewState(BucketBudget budget) => new State(this, budget);

    private sealed class State(HistogramAggregator owner, BucketBudget budget) : AggregationState
    {
        private readonly SortedDictionary<double, Bucket> buckets = [];

        public override void Collect(int doc)
        {
            var last = double.NaN;
            foreach (var encoded in owner.Reader.Numbers(doc))
            {
                var key = owner.Grid.Floor(owner.Reader.Decode(encoded));
                if (key == last)
                    continue;
                last = key;
                Of(key).Collect(doc);
            }
        }

        public override void Write(Utf8JsonWriter output, bool typedKeys)
        {
            if (owner.MinDocCount == 0)
                Fill();
            output.WriteStartArray("buckets");
            IEnumerable<KeyValuePair<double, Bucket>> shown = buckets.Where(pair =>
                pair.Value.Count >= owner.MinDocCount
            );
            if (owner.Order is [var order, ..])
            {
                double By(KeyValuePair<double, Bucket> pair) =>
                    order.Path == "_key" ? pair.Key : pair.Value.Value(order.Path);
                shown = order.Ascending ? shown.OrderBy(By) : shown.OrderByDescending(By);
            }
            foreach (var (key, bucket) in shown)
            {
                output.WriteStartObject();
                owner.Grid.WriteKey(output, key);
                bucket.Write(output, typedKeys);
                output.WriteEndObject();
            }
            output.WriteEndArray();
        }

        // Empty buckets between the first and the last one are shown too, and count towards the limit.
        private void Fill()
        {
            var (first, last) = (double.PositiveInfinity, double.NegativeInfinity);
            if (buckets.Count > 0)
                (first, last) = (buckets.First().Key, buckets.Last().Key);
            if (owner.Bounds is { } bounds)
                (first, last) = (
                    Math.Min(first, owner.Grid.Floor(bounds.Min)),
                    Math.Max(last, owner.Grid.Floor(bounds.Max))
                );
            for (var key = first; key <= last; )
            {
                Of(key);
                var next = owner.Grid.Next(key);
                if (next <= key)
                    break;
                key = next;
            }
        }

        private Bucket Of(double key)
        {
            if (buckets.TryGetValue(key, out var bucket))
                return bucket;
            budget.Use();
            return buckets[key] = new Bucket(owner.Children, budget);
        }
    }

    private FieldReader Reader => reader;

    private IHistogramGrid Grid => grid;

    private int MinDocCount => minDocCount;

    private (double Min, double Max)? Bounds => bounds;

    private IReadOnlyList<BucketOrder> Order => order;
}
