using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.NGram;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>Makes tokenizers by their type.</summary>
internal static class Tokenizers
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    /// <summary>The tokenizer of that type, or null if there is none.</summary>
    public static Func<TextReader, Tokenizer>? Make(string type, ComponentSettings settings) =>
        type switch
        {
            "standard" => Standard(settings.Integer("max_token_length", 255, 1, 1_048_576)),
            "whitespace" => reader => new WhitespaceTokenizer(Version, reader),
            "keyword" => reader => new KeywordTokenizer(reader),
            "letter" => reader => new LetterTokenizer(Version, reader),
            "lowercase" => reader => new LowerCaseTokenizer(Version, reader),
            "uax_url_email" => reader => new UAX29URLEmailTokenizer(Version, reader),
            "ngram" or "nGram" => Grams(settings, edge: false),
            "edge_ngram" or "edgeNGram" => Grams(settings, edge: true),
            _ => null,
        };

    private static Func<TextReader, Tokenizer> Standard(int maxLength) =>
        reader => new StandardTokenizer(Version, reader) { MaxTokenLength = maxLength };

    private static Func<TextReader, Tokenizer> Grams(ComponentSettings settings, bool edge)
    {
        var (min, max) = settings.Grams("max_ngram_diff", 1, 2, limited: !edge);
        var kinds = settings.List("token_chars") ?? [];
        foreach (var kind in kinds)
        {
            if (kind is not ("letter" or "digit" or "whitespace" or "punctuation" or "symbol"))
                throw ElasticsearchException.IllegalArgument(
                    $"Unknown token type: '{kind}' in [token_chars] of tokenizer [{settings.Name}], must be one of [letter, digit, whitespace, punctuation, symbol]"
                );
        }
        bool IsToken(int codePoint) => kinds.Count == 0 || kinds.Any(kind => Is(kind, codePoint));
        return edge
            ? reader => new EdgeTokenizer(reader, min, max, IsToken)
            : reader => new GramTokenizer(reader, min, max, IsToken);
    }

    private static bool Is(string kind, int codePoint)
    {
        var text = codePoint is >= 0xD800 and <= 0xDFFF ? "\uFFFD" : char.ConvertFromUtf32(codePoint);
        return kind switch
        {
            "letter" => char.IsLetter(text, 0),
            "digit" => char.IsDigit(text, 0),
            "whitespace" => char.IsWhiteSpace(text, 0),
            "punctuation" => char.IsPunctuation(text, 0),
            _ => char.IsSymbol(text, 0),
        };
    }

    private sealed class GramTokenizer(TextReader reader, int min, int max, Func<int, bool> isToken)
        : NGramTokenizer(Version, reader, min, max)
    {
        protected override bool IsTokenChar(int chr) => isToken(chr);
    }

    private sealed class EdgeTokenizer(TextReader reader, int min, int max, Func<int, bool> isToken)
        : EdgeNGramTokenizer(Version, reader, min, max)
    {
        protected override bool IsTokenChar(int chr) => isToken(chr);
    }
}
