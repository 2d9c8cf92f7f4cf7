using System.Text.Json;
using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How buckets of terms are ordered: by a path and a direction.</summary>
/// <param name="Path"><c>_count</c>, <c>_key</c> or an aggregation within.</param>
/// <param name="Ascending">The direction.</param>
internal readonly record struct BucketOrder(string Path, bool Ascending);

/// <summary>A bucket for each value of a field.</summary>
internal sealed class TermsAggregator(
    string name,
    FieldReader reader,
    int size,
    int minDocCount,
    IReadOnlyList<BucketOrder> order,
    Func<string, bool> included,
    IReadOnlyList<Aggregator> children
) : Aggregator(name, children)
{
    /// <inheritdoc/>
    public override string Kind =>
        !reader.IsNumeric ? "sterms"
        : reader.Field is { } numeric && numeric.Kind.IsFraction() ? "dterms"
        : "lterms";

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context)
    {
        base.SetSegment(context);
        reader.SetSegment(context);
    }

    /// <inheritdoc/>
    public override AggregationState NewState(BucketBudget budget) => new State(this, budget);

    private sealed class State(TermsAggregator owner, BucketBudget budget) : AggregationState
    {
        private readonly Dictionary<string, Bucket> byTerm = new(StringComparer.Ordinal);
        private readonly Dictionary<long, Bucket> byNumber = [];

        public override void Collect(int doc)
        {
            if (owner.Reader.IsNumeric)
            {
                var last = default(long?);
                foreach (var number in owner.Reader.Numbers(doc))
                {
                    // A value that a document has twice counts once; they come in order.
                    if (
                        number == last
                        || !owner.Included(number.ToString(System.Globalization.CultureInfo.InvariantCulture))
                    )
                        continue;
                    last = number;
                    Of(byNumber, number).Collect(doc);
                }
                return;
            }
            foreach (var term in owner.Reader.Terms(doc))
            {
                if (owner.Included(term))
                    Of(byTerm, term).Collect(doc);
            }
        }

        public override void Write(Utf8JsonWriter output, bool typedKeys)
        {
            if (owner.Reader.IsNumeric)
                Write(byNumber, Comparer<long>.Default, owner.Reader.WriteKey, output, typedKeys);
            else
                Write(byTerm, StringComparer.Ordinal, (to, key) => to.WriteString("key", key), output, typedKeys);
        }

        private Bucket Of<TKey>(Dictionary<TKey, Bucket> buckets, TKey key)
            where TKey : notnull
        {
            if (buckets.TryGetValue(key, out var bucket))
                return bucket;
            budget.Use();
            return buckets[key] = new Bucket(owner.Children, budget);
        }

        private void Write<TKey>(
            Dictionary<TKey, Bucket> buckets,
            IComparer<TKey> keys,
            Action<Utf8JsonWriter, TKey> writeKey,
            Utf8JsonWriter output,
            bool typedKeys
        )
            where TKey : notnull
        {
            var sorted = buckets.Where(pair => pair.Value.Count >= owner.MinDocCount).ToList();
            sorted.Sort((one, other) => Compare(one, other, keys));
            var shown = sorted.Take(owner.Size).ToList();
            output.WriteNumber("doc_count_error_upper_bound", 0);
            output.WriteNumber("sum_other_doc_count", sorted.Skip(owner.Size).Sum(pair => pair.Value.Count));
            output.WriteStartArray("buckets");
            foreach (var (key, bucket) in shown)
            {
                output.WriteStartObject();
                writeKey(output, key);
                bucket.Write(output, typedKeys);
                output.WriteEndObject();
            }
            output.WriteEndArray();
        }

        private int Compare<TKey>(
            KeyValuePair<TKey, Bucket> one,
            KeyValuePair<TKey, Bucket> other,
            IComparer<TKey> keys
        )
        {
            foreach (var (path, ascending) in owner.Order)
            {
                var result =
                    path == "_key"
                        ? keys.Compare(one.Key, other.Key)
                        : one.Value.Value(path).CompareTo(other.Value.Value(path));
                if (result != 0)
                    return ascending ? result : -result;
            }
            return keys.Compare(one.Key, other.Key);
        }
    }

    private FieldReader Reader => reader;

    private int Size => size;

    private int MinDocCount => minDocCount;

    private IReadOnlyList<BucketOrder> Order => order;

    private bool Included(string term) => included(term);
}
