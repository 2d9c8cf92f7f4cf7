namespace NotionStyle.Benchmarks.Relevance;

/// <summary>How good rankings are, as means over questions.</summary>
/// <param name="Ndcg10">Discounted gain of the first ten against the best possible: gains are divided by log2(place + 1).</param>
/// <param name="Recall100">The part of all answers among the first hundred.</param>
/// <param name="Mrr10">One divided by the place of the first answer, 0 when there is none among the first ten.</param>
internal readonly record struct Quality(double Ndcg10, double Recall100, double Mrr10)
{
    private const int Shallow = 10;
    private const int Deep = 100;

    /// <summary>Asks all questions that have an answer and takes the means.</summary>
    /// <param name="collection">The questions.</param>
    /// <param name="rank">Keys of documents for a text, best first; the first hundred count.</param>
    public static async Task<Quality> MeasureAsync(
        RelevanceCollection collection,
        Func<string, Task<IReadOnlyList<string>>> rank
    )
    {
        var (ndcg, recall, mrr) = (0.0, 0.0, 0.0);
        var questions = collection.Questions.Where(q => q.Gains.Count > 0).ToArray();
        foreach (var question in questions)
        {
            var ranking = await rank(question.Text);
            ndcg += Ndcg(ranking, question.Gains);
            recall += (double)ranking.Take(Deep).Count(question.Gains.ContainsKey) / question.Gains.Count;
            var first = ranking.Take(Shallow).ToList().FindIndex(question.Gains.ContainsKey);
            mrr += first < 0 ? 0 : 1.0 / (first + 1);
        }

        return new Quality(ndcg / questions.Length, recall / questions.Length, mrr / questions.Length);
    }

    /// <inheritdoc />
    public override string ToString() => $"nDCG@10 {Ndcg10:F3}, recall@100 {Recall100:F3}, MRR@10 {Mrr10:F3}";

    private static double Ndcg(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, double> gains)
    {
        var got = ranking.Take(Shallow).Select((key, i) => gains.GetValueOrDefault(key) / Math.Log2(i + 2)).Sum();
        var best = gains.Values.OrderDescending().Take(Shallow).Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
        return got / best;
    }
}
