using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// BM25 as Elasticsearch 8 computes it: lengths as in <see cref="ExactLengths"/>, averages and document counts of those documents only that have the field, no factor for matched clauses
/// and no query norm. Index writers and searchers both need it.
/// </summary>
/// <param name="settings">The index's k1 and b.</param>
internal sealed class MappingSimilarity(IndexSettings settings) : Similarity
{
    private readonly float k1 = settings.K1;
    private readonly float b = settings.B;

    /// <inheritdoc/>
    public override long ComputeNorm(FieldInvertState state) =>
        ExactLengths.Encode(Math.Max(0, state.Length - state.NumOverlap));

    /// <inheritdoc/>
    public override SimWeight ComputeWeight(
        float queryBoost,
        CollectionStatistics collectionStats,
        params TermStatistics[] termStats
    )
    {
        var documents = collectionStats.DocCount == -1 ? collectionStats.MaxDoc : collectionStats.DocCount;
        var idf = 0.0;
        foreach (var term in termStats)
            idf += Idf(term.DocFreq, documents);
        var average =
            collectionStats.SumTotalTermFreq <= 0 || documents == 0
                ? 1f
                : (float)(collectionStats.SumTotalTermFreq / (double)documents);
        return new Weight(collectionStats.Field, (float)idf, queryBoost, average);
    }

    /// <inheritdoc/>
    public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context)
    {
        var own = (Weight)weight;
        return new Scorer(this, own, context.AtomicReader.GetNormValues(own.Field));
    }

    /// <summary>How rare a term is. A frequency above the count (as joined fields may claim) counts as the whole.</summary>
    public static float Idf(long frequency, long documents)
    {
        documents = Math.Max(documents, frequency);
        return (float)Math.Log(1 + ((documents - frequency + 0.5) / (frequency + 0.5)));
    }

    private sealed class Weight(string fieldName, float idf, float queryBoost, float average) : SimWeight
    {
        private float boost = queryBoost;

        public string Field => fieldName;

        public float Idf => idf;

        public float Average => average;

        public float Boost => boost;

        public float Value => idf * boost;

        public override float GetValueForNormalization() => Value * Value;

        // Lucene calls this once for each weight, with the boosts of the queries around it.
        public override void Normalize(float queryNorm, float topLevelBoost) => boost *= topLevelBoost;
    }

    private sealed class Scorer(MappingSimilarity similarity, Weight weight, NumericDocValues? norms) : SimScorer
    {
        private readonly float value = weight.Value * (similarity.k1 + 1);

        public override float Score(int doc, float freq) => value * freq / (freq + Norm(doc));

        public override float ComputeSlopFactor(int distance) => 1f / (distance + 1);

        public override float ComputePayloadFactor(int doc, int start, int end, BytesRef payload) => 1;

        public override Explanation Explain(int doc, Explanation freq)
        {
            var score = Score(doc, freq.Value);
            var result = new Explanation(score, $"score(freq={freq.Value}), computed as boost * idf * tf from:");
            result.AddDetail(new Explanation(weight.Boost * (similarity.k1 + 1), "boost"));
            result.AddDetail(new Explanation(weight.Idf, "idf, computed as log(1 + (N - n + 0.5) / (n + 0.5))"));
            var tf = new Explanation(
                freq.Value / (freq.Value + Norm(doc)),
                "tf, computed as freq / (freq + k1 * (1 - b + b * dl / avgdl)) from:"
            );
            tf.AddDetail(freq);
            tf.AddDetail(new Explanation(similarity.k1, "k1, term saturation parameter"));
            tf.AddDetail(new Explanation(similarity.b, "b, length normalization parameter"));
            if (norms is not null)
                tf.AddDetail(new Explanation(ExactLengths.Length(norms.Get(doc)), "dl, length of field"));
            tf.AddDetail(new Explanation(weight.Average, "avgdl, average length of field"));
            result.AddDetail(tf);
            return result;
        }

        private float Norm(int doc) =>
            norms is null
                ? similarity.k1
                : similarity.k1
                    * (1 - similarity.b + (similarity.b * ExactLengths.Length(norms.Get(doc)) / weight.Average));
    }
}
