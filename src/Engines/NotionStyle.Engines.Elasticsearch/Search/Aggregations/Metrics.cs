using System.Text.Json;
using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Numbers over numbers: <c>min</c>, <c>max</c>, <c>sum</c>, <c>avg</c>, <c>value_count</c> and <c>stats</c>.</summary>
internal sealed class MetricAggregator(string name, string kind, FieldReader reader) : Aggregator(name, [])
{
    /// <inheritdoc/>
    public override string Kind => kind;

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context) => reader.SetSegment(context);

    /// <inheritdoc/>
    public override AggregationState NewState(BucketBudget budget) => new State(kind, reader);

    private sealed class State(string kind, FieldReader reader) : AggregationState
    {
        private long count;
        private double sum;
        private double lost;
        private double least = double.PositiveInfinity;
        private double most = double.NegativeInfinity;

        public override void Collect(int doc)
        {
            if (!reader.IsNumeric)
            {
                count += reader.Terms(doc).Count;
                return;
            }
            foreach (var encoded in reader.Numbers(doc))
            {
                var value = reader.Decode(encoded);
                count++;
                least = Math.Min(least, value);
                most = Math.Max(most, value);
                // Kahan's sum, so that the order of segments does not show in the last digits.
                var corrected = value - lost;
                var next = sum + corrected;
                lost = next - sum - corrected;
                sum = next;
            }
        }

        public override double Value(string? metric) =>
            (metric is null or "value" ? kind : metric) switch
            {
                "min" => least,
                "max" => most,
                "sum" => sum,
                "avg" => count == 0 ? double.NaN : sum / count,
                _ => count,
            };

        public override void Write(Utf8JsonWriter output, bool typedKeys)
        {
            if (kind == "stats")
            {
                output.WriteNumber("count", count);
                foreach (var metric in new[] { "min", "max", "avg", "sum" })
                    Number(output, metric, Value(metric));
                return;
            }
            if (kind == "value_count")
            {
                output.WriteNumber("value", count);
                return;
            }
            var value = Value(null);
            Number(output, "value", value);
            if (double.IsFinite(value) && reader.Field is { Kind: FieldKind.Date } date && count > 0)
                output.WriteString("value_as_string", DateFormats.Print((long)value, date.Format));
        }

        private static void Number(Utf8JsonWriter output, string name, double value)
        {
            if (double.IsFinite(value))
                output.WriteNumber(name, value);
            else
                output.WriteNull(name);
        }
    }
}

/// <summary>How many different values there are. Exact up to a limit; from there on an estimate by the smallest hashes.</summary>
internal sealed class CardinalityAggregator(string name, FieldReader reader) : Aggregator(name, [])
{
    /// <summary>So many hashes are kept at most; their spread estimates the rest within about one percent.</summary>
    public const int MaxKept = 16_384;

    /// <inheritdoc/>
    public override string Kind => "cardinality";

    /// <inheritdoc/>
    public override void SetSegment(AtomicReaderContext context) => reader.SetSegment(context);

    /// <inheritdoc/>
    public override AggregationState NewState(BucketBudget budget) => new State(reader, budget);

    private sealed class State(FieldReader reader, BucketBudget budget) : AggregationState
    {
        private readonly SortedSet<ulong> smallest = [];
        private bool full;

        public override void Collect(int doc)
        {
            if (reader.IsNumeric)
            {
                foreach (var value in reader.Numbers(doc))
                    Add(Mix(unchecked((ulong)value)));
            }
            else
            {
                foreach (var term in reader.Terms(doc))
                {
                    var hash = 14695981039346656037UL;
                    foreach (var letter in term)
                        hash = unchecked((hash ^ letter) * 1099511628211UL);
                    Add(Mix(hash));
                }
            }
        }

        public override double Value(string? metric) =>
            full ? Math.Round((MaxKept - 1) / (smallest.Max / (double)ulong.MaxValue)) : smallest.Count;

        public override void Write(Utf8JsonWriter output, bool typedKeys) =>
            output.WriteNumber("value", (long)Value(null));

        private void Add(ulong hash)
        {
            if (full && hash >= smallest.Max)
                return;
            if (!smallest.Add(hash))
                return;
            if (smallest.Count <= MaxKept)
            {
                budget.Keep();
                return;
            }
            smallest.Remove(smallest.Max);
            full = true;
        }

        private static ulong Mix(ulong value)
        {
            value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL);
            value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EBUL);
            return value ^ (value >> 31);
        }
    }
}
