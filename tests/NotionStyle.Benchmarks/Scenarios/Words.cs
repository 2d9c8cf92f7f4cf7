using System.Text;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>A vocabulary whose n-th word is as frequent as 1/n.</summary>
internal sealed class Words
{
    private const int VocabularySize = 20_000;

    private readonly Random _random;
    private readonly string[] _vocabulary;
    private readonly double[] _sums;

    public Words(Random random)
    {
        _random = random;
        _vocabulary = [.. Enumerable.Range(0, VocabularySize).Select(Word)];
        _sums = new double[VocabularySize];
        var sum = 0.0;
        for (var i = 0; i < VocabularySize; i++)
            _sums[i] = sum += 1.0 / (i + 1);
    }

    public string Sentence(int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            var place = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
            text.Append(i == 0 ? "" : " ").Append(_vocabulary[place < 0 ? ~place : place]);
        }

        return text.ToString();
    }

    /// <summary>Syllables, so that stems and prefixes are those of words: "taleri", "monasu".</summary>
    private static string Word(int number)
    {
        const string Consonants = "bcdfghklmnprstvz";
        const string Vowels = "aeiou";
        var text = new StringBuilder();
        for (var rest = number + 80; rest > 0; rest /= Consonants.Length * Vowels.Length)
        {
            var syllable = rest % (Consonants.Length * Vowels.Length);
            text.Append(Consonants[syllable / Vowels.Length]).Append(Vowels[syllable % Vowels.Length]);
        }

        return text.ToString();
    }
}
