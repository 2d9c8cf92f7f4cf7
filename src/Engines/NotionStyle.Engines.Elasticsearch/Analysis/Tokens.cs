using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>A token with its place in the text.</summary>
/// <param name="Text">The token.</param>
/// <param name="Position">Its position, counted from zero.</param>
/// <param name="Start">Its first character in the text.</param>
/// <param name="End">The character behind its last.</param>
/// <param name="Length">How many positions it spans, as synonyms of several words do.</param>
internal readonly record struct Token(string Text, int Position, int Start, int End, int Length = 1);

/// <summary>Puts texts through analyzers.</summary>
internal static class Tokens
{
    /// <summary>The tokens of a text, at most so many.</summary>
    public static List<Token> Analyze(Analyzer analyzer, string field, string text, int max = int.MaxValue)
    {
        var tokens = new List<Token>();
        using var stream = analyzer.GetTokenStream(field, text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        var increment = stream.AddAttribute<IPositionIncrementAttribute>();
        var length = stream.AddAttribute<IPositionLengthAttribute>();
        var offset = stream.AddAttribute<IOffsetAttribute>();
        var position = -1;
        stream.Reset();
        while (tokens.Count < max && stream.IncrementToken())
        {
            position += increment.PositionIncrement;
            tokens.Add(
                new Token(
                    term.ToString()!,
                    Math.Max(0, position),
                    offset.StartOffset,
                    offset.EndOffset,
                    length.PositionLength
                )
            );
        }
        if (tokens.Count < max)
            stream.End();
        return tokens;
    }

    /// <summary>The one token that a normalizer makes of a text.</summary>
    public static string Normalize(Analyzer normalizer, string field, string text) =>
        Analyze(normalizer, field, text) is [var only, ..] ? only.Text : "";
}
