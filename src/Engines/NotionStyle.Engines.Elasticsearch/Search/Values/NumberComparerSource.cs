using Lucene.Net.Index;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>A number of the index as Lucene's sorting carries it about.</summary>
/// <param name="Encoded">The number.</param>
internal sealed record NumberKey(long Encoded) : IComparable<NumberKey>
{
    /// <inheritdoc/>
    public int CompareTo(NumberKey? other) => other is null ? 1 : Encoded.CompareTo(other.Encoded);
}

/// <summary>Sorts by numbers as the index encodes them.</summary>
/// <param name="pick">Which of a document's numbers, that are in order, counts; null for the least.</param>
/// <param name="missing">What stands for none.</param>
internal sealed class NumberComparerSource(Func<List<long>, long>? pick, long missing) : FieldComparerSource
{
    /// <inheritdoc/>
    public override FieldComparer NewComparer(string fieldname, int numHits, int sortPos, bool reversed) =>
        new Comparer(fieldname, numHits, pick, missing);

    private sealed class Comparer(string field, int size, Func<List<long>, long>? pick, long missing)
        : FieldComparer<NumberKey>
    {
        private readonly long[] slots = new long[size];
        private readonly List<long> several = [];
        private NumericValues? values;
        private long bottom;
        private long top;

        public override NumberKey this[int slot] => new(slots[slot]);

        public override int Compare(int slot1, int slot2) => slots[slot1].CompareTo(slots[slot2]);

        public override void SetBottom(int slot) => bottom = slots[slot];

        public override void SetTopValue(NumberKey value) => top = value.Encoded;

        public override int CompareBottom(int doc) => bottom.CompareTo(Value(doc));

        public override int CompareTop(int doc) => top.CompareTo(Value(doc));

        public override void Copy(int slot, int doc) => slots[slot] = Value(doc);

        public override FieldComparer SetNextReader(AtomicReaderContext context)
        {
            values = new NumericValues(context.AtomicReader, field);
            return this;
        }

        public override int CompareValues(NumberKey? first, NumberKey? second) =>
            (first?.Encoded ?? missing).CompareTo(second?.Encoded ?? missing);

        private long Value(int doc)
        {
            if (!values!.Has(doc))
                return missing;
            if (pick is null)
                return values.Least(doc);
            values.Read(doc, several);
            return pick(several);
        }
    }
}
