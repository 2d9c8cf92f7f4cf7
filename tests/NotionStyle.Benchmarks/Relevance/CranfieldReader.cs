using System.Globalization;

namespace NotionStyle.Benchmarks.Relevance;

/// <summary>
/// Cranfield 1400: 1,400 abstracts on aerodynamics and 225 questions with graded judgements. A question is known to the judgements by its place in the file and not by
/// the number that stands beside it.
/// </summary>
internal static class CranfieldReader
{
    /// <summary>Reads <c>cran.all.1400</c>, <c>cran.qry</c> and <c>cranqrel</c>. A judgement of 1 (best) to 4 becomes a gain of 4 to 1; -1 is none.</summary>
    public static RelevanceCollection Read(string folder)
    {
        var pages = Records(Path.Combine(folder, "cran.all.1400"))
            .Select(r => new SourcePage(r.Number, r.Fields['T'], $"# {r.Fields['T']}\n\n{r.Fields['W']}\n"))
            .ToArray();
        var gains = File.ReadLines(Path.Combine(folder, "cranqrel"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 3)
            .ToLookup(parts => int.Parse(parts[0], CultureInfo.InvariantCulture));
        var questions = Records(Path.Combine(folder, "cran.qry"))
            .Select((r, i) => new Question(r.Fields['W'], Gains(gains[i + 1])))
            .ToArray();
        return new RelevanceCollection("Cranfield", pages, questions);
    }

    private static Dictionary<string, double> Gains(IEnumerable<string[]> judgements) =>
        judgements
            .Select(parts => (Key: parts[1], Gain: Gain(int.Parse(parts[2], CultureInfo.InvariantCulture))))
            .Where(j => j.Gain > 0)
            .GroupBy(j => j.Key)
            .ToDictionary(g => g.Key, g => g.Max(j => j.Gain));

    private static double Gain(int judgement) => judgement is >= 1 and <= 4 ? 5 - judgement : 0;

    private static IEnumerable<(string Number, Dictionary<char, string> Fields)> Records(string file)
    {
        string? number = null;
        var fields = new Dictionary<char, string>();
        var field = ' ';
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith(".I ", StringComparison.Ordinal))
            {
                if (number is not null)
                    yield return (number, fields);
                // The judgements write numbers without leading zeros.
                number = line[3..].Trim().TrimStart('0');
                fields = new Dictionary<char, string> { ['T'] = "", ['W'] = "" };
            }
            else if (line is ['.', var name])
            {
                field = name;
            }
            else
            {
                fields[field] = $"{fields.GetValueOrDefault(field)} {line.Trim()}".Trim();
            }
        }

        if (number is not null)
            yield return (number, fields);
    }
}
