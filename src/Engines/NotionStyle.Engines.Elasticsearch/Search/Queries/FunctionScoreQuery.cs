using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How scores are put together.</summary>
internal enum FunctionMode
{
    /// <summary>Their product.</summary>
    Multiply,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean, weighted by the functions' weights.</summary>
    Avg,

    /// <summary>The first one.</summary>
    First,

    /// <summary>The highest.</summary>
    Max,

    /// <summary>The lowest.</summary>
    Min,

    /// <summary>The functions' alone.</summary>
    Replace,
}

/// <summary>Gives a document's number in one segment.</summary>
internal interface IScoreSource
{
    /// <summary>The numbers of a segment's documents.</summary>
    Func<int, double> Open(AtomicReaderContext segment);
}

/// <summary>One function: a number for the documents that its filter matches.</summary>
/// <param name="Filter">Which documents; null for all.</param>
/// <param name="Weight">The factor.</param>
/// <param name="Source">The number; null for the factor alone.</param>
internal sealed record ScoreFunction(Query? Filter, float Weight, IScoreSource? Source);

/// <summary>How functions meet each other and the query's score.</summary>
/// <param name="ScoreMode">The functions among each other.</param>
/// <param name="BoostMode">The functions and the query's score.</param>
/// <param name="MaxBoost">The most that the functions may come to.</param>
/// <param name="MinScore">Documents below do not match.</param>
internal sealed record FunctionScoreOptions(
    FunctionMode ScoreMode,
    FunctionMode BoostMode,
    float MaxBoost = float.MaxValue,
    float? MinScore = null
);

/// <summary>A query whose scores functions change.</summary>
internal sealed class FunctionScoreQuery(
    Query inner,
    IReadOnlyList<ScoreFunction> functions,
    FunctionScoreOptions options
) : Query
{
    /// <summary>The query whose documents match.</summary>
    public Query Inner => inner;

    /// <inheritdoc/>
    public override Query Rewrite(IndexReader reader)
    {
        var rewritten = inner.Rewrite(reader);
        return ReferenceEquals(rewritten, inner)
            ? this
            : new FunctionScoreQuery(rewritten, functions, options) { Boost = Boost };
    }

    /// <inheritdoc/>
    public override Weight CreateWeight(IndexSearcher searcher) =>
        new FunctionWeight(
            this,
            inner.CreateWeight(searcher),
            [.. functions.Select(one => one.Filter is { } filter ? searcher.CreateNormalizedWeight(filter) : null)]
        );

    /// <inheritdoc/>
    public override void ExtractTerms(ISet<Term> terms) => inner.ExtractTerms(terms);

    /// <inheritdoc/>
    public override string ToString(string field) => $"function score ({inner.ToString(field)})";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private sealed class FunctionWeight(FunctionScoreQuery query, Weight innerWeight, Weight?[] filters) : Weight
    {
        private float boost = query.Boost;

        public FunctionScoreQuery Owner => query;

        public float Boost => boost;

        public override Query Query => query;

        public override float GetValueForNormalization() => innerWeight.GetValueForNormalization();

        // The boost belongs to the whole, not to the query inside, whose score the functions see.
        public override void Normalize(float norm, float topLevelBoost)
        {
            innerWeight.Normalize(norm, 1);
            boost = query.Boost * topLevelBoost;
        }

        public override Scorer? GetScorer(AtomicReaderContext context, IBits acceptDocs) =>
            innerWeight.GetScorer(context, acceptDocs) is { } scorer
                ? new FunctionScorer(
                    this,
                    scorer,
                    [.. query.Functions.Select((one, index) => new Running(one, filters[index], context))]
                )
                : null;

        public override Explanation Explain(AtomicReaderContext context, int doc)
        {
            var scorer = GetScorer(context, context.AtomicReader.LiveDocs);
            if (scorer is null || scorer.Advance(doc) != doc)
                return new ComplexExplanation(false, 0, "no match");
            var result = new ComplexExplanation(true, scorer.GetScore(), "function score, computed from:");
            result.AddDetail(innerWeight.Explain(context, doc));
            return result;
        }
    }

    private IReadOnlyList<ScoreFunction> Functions => functions;

    private FunctionScoreOptions Options => options;

    private sealed class Running
    {
        private readonly Func<int, double>? source;
        private readonly Scorer? filter;
        private readonly bool filtered;

        public Running(ScoreFunction function, Weight? filterWeight, AtomicReaderContext context)
        {
            Weight = function.Weight;
            source = function.Source?.Open(context);
            filtered = filterWeight is not null;
            filter = filterWeight?.GetScorer(context, context.AtomicReader.LiveDocs);
        }

        public float Weight { get; }

        // Documents come in ascending order, so the filter only ever moves forward.
        public double? Value(int doc)
        {
            if (filtered)
            {
                if (filter is null)
                    return null;
                var at = filter.DocID;
                if (at < doc)
                    at = filter.Advance(doc);
                if (at != doc)
                    return null;
            }
            return Weight * (source?.Invoke(doc) ?? 1);
        }
    }

    private sealed class FunctionScorer(FunctionWeight weight, Scorer inner, Running[] running) : Scorer(weight)
    {
        private readonly FunctionScoreOptions options = weight.Owner.Options;
        private float score;

        public override int Freq => inner.Freq;

        public override int DocID => inner.DocID;

        public override float GetScore() => score;

        public override int NextDoc() => Settle(inner.NextDoc());

        public override int Advance(int target) => Settle(inner.Advance(target));

        public override long GetCost() => inner.GetCost();

        private int Settle(int doc)
        {
            while (doc != NO_MORE_DOCS)
            {
                score = weight.Boost * Compute(doc);
                if (options.MinScore is not { } least || score >= least)
                    break;
                doc = inner.NextDoc();
            }
            return doc;
        }

        private float Compute(int doc)
        {
            var functions = Functions(doc);
            var plain = inner.GetScore();
            if (functions is not { } factor)
                return plain;
            factor = Math.Min(factor, options.MaxBoost);
            var result = options.BoostMode switch
            {
                FunctionMode.Multiply => plain * factor,
                FunctionMode.Sum => plain + factor,
                FunctionMode.Avg => (plain + factor) / 2,
                FunctionMode.Max => Math.Max(plain, factor),
                FunctionMode.Min => Math.Min(plain, factor),
                _ => factor,
            };
            // A score that is no number would order nothing.
            return double.IsNaN(result) || result < 0 ? 0 : (float)Math.Min(result, float.MaxValue);
        }

        private double? Functions(int doc)
        {
            double? result = null;
            var weights = 0.0;
            foreach (var one in running)
            {
                if (one.Value(doc) is not { } value)
                    continue;
                weights += one.Weight;
                result = result is not { } before
                    ? value
                    : options.ScoreMode switch
                    {
                        FunctionMode.Multiply => before * value,
                        FunctionMode.Sum or FunctionMode.Avg => before + value,
                        FunctionMode.Max => Math.Max(before, value),
                        FunctionMode.Min => Math.Min(before, value),
                        _ => before,
                    };
                if (options.ScoreMode == FunctionMode.First)
                    break;
            }
            return options.ScoreMode == FunctionMode.Avg && weights != 0 ? result / weights : result;
        }
    }
}
