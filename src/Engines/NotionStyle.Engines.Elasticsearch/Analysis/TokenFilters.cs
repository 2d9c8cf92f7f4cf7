using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.NGram;
using Lucene.Net.Analysis.Reverse;
using Lucene.Net.Analysis.Shingle;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>Makes filters of tokens by their type.</summary>
internal static class TokenFilters
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    private static readonly string[] SnowballLanguages =
    [
        "Danish",
        "Dutch",
        "Finnish",
        "French",
        "German",
        "German2",
        "Hungarian",
        "Italian",
        "Norwegian",
        "Portuguese",
        "Romanian",
        "Russian",
        "Spanish",
        "Swedish",
        "Turkish",
        "Lovins",
        "Porter",
    ];

    /// <summary>The filter of that type, or null if there is none.</summary>
    public static Func<TokenStream, TokenStream>? Make(string type, ComponentSettings settings) =>
        type switch
        {
            "lowercase" => stream => new LowerCaseFilter(Version, stream),
            "uppercase" => stream => new UpperCaseFilter(Version, stream),
            "asciifolding" => Folding(settings.Flag("preserve_original", false)),
            "stop" => Stop(settings),
            "stemmer" => Stemmer(settings.Text("language") ?? settings.Text("name") ?? "english"),
            "snowball" => Stemmer(Snowball(settings.Text("language") ?? "English")),
            "porter_stem" => stream => new PorterStemFilter(stream),
            "kstem" => stream => new KStemFilter(stream),
            "edge_ngram" or "edgeNGram" => EdgeGrams(settings),
            "ngram" or "nGram" => Grams(settings),
            "shingle" => Shingles(settings),
            "synonym" or "synonym_graph" => SynonymFilters.Make(settings),
            "unique" => stream => new UniqueFilter(stream, settings.Flag("only_on_same_position", false)),
            "remove_duplicates" => stream => new RemoveDuplicatesTokenFilter(stream),
            "length" => Length(settings.Integer("min", 0), settings.Integer("max", int.MaxValue, 0, int.MaxValue)),
            "truncate" => Truncate(settings.Integer("length", 10, 1)),
            "limit" => Limit(settings.Integer("max_token_count", 1, 1, 1_000_000)),
            "trim" => stream => new TrimFilter(Version, stream),
            "reverse" => stream => new ReverseStringFilter(Version, stream),
            "keyword_marker" => Marker(settings),
            "word_delimiter" or "word_delimiter_graph" => Words(settings),
            _ => null,
        };

    /// <summary>The words of a list, or of a language named as <c>_english_</c>.</summary>
    public static CharArraySet StopWords(IReadOnlyList<string>? words, bool ignoreCase) =>
        words switch
        {
            null or ["_english_"] => StopAnalyzer.ENGLISH_STOP_WORDS_SET,
            ["_none_"] => CharArraySet.Empty,
            _ when words.FirstOrDefault(word => word.Length > 2 && word[0] == '_' && word[^1] == '_') is { } named =>
                throw ElasticsearchException.Unsupported(
                    $"the list of stop words [{named}]",
                    "use [_english_], [_none_] or write the words out"
                ),
            _ => new CharArraySet(Version, words, ignoreCase),
        };

    private static Func<TokenStream, TokenStream> Folding(bool preserve) =>
        stream => new ASCIIFoldingFilter(stream, preserve);

    private static Func<TokenStream, TokenStream> Stop(ComponentSettings settings)
    {
        var words = StopWords(settings.List("stopwords"), settings.Flag("ignore_case", false));
        return stream => new StopFilter(Version, stream, words);
    }

    private static string Snowball(string language) => language == "English" ? "porter2" : language;

    private static Func<TokenStream, TokenStream> Stemmer(string language)
    {
        switch (language.ToLowerInvariant())
        {
            case "english" or "porter":
                return stream => new PorterStemFilter(stream);
            case "porter2":
                return stream => new SnowballFilter(stream, new EnglishStemmer());
            case "light_english" or "kstem":
                return stream => new KStemFilter(stream);
            case "minimal_english":
                return stream => new EnglishMinimalStemFilter(stream);
            case "possessive_english":
                return stream => new EnglishPossessiveFilter(Version, stream);
            default:
                var name =
                    SnowballLanguages.FirstOrDefault(known =>
                        known.Equals(language, StringComparison.OrdinalIgnoreCase)
                    )
                    ?? throw ElasticsearchException.Unsupported(
                        $"the stemmer for [{language}]",
                        $"use [english, porter2, light_english, minimal_english, possessive_english] or one of [{string.Join(", ", SnowballLanguages)}]"
                    );
                return stream => new SnowballFilter(stream, name);
        }
    }

    private static Func<TokenStream, TokenStream> EdgeGrams(ComponentSettings settings)
    {
        var (min, max) = settings.Grams("max_ngram_diff", 1, 2, limited: false);
        return stream => new EdgeNGramTokenFilter(Version, stream, min, max);
    }

    private static Func<TokenStream, TokenStream> Grams(ComponentSettings settings)
    {
        var (min, max) = settings.Grams("max_ngram_diff", 1, 2, limited: true);
        return stream => new NGramTokenFilter(Version, stream, min, max);
    }

    private static Func<TokenStream, TokenStream> Shingles(ComponentSettings settings)
    {
        var min = settings.Integer("min_shingle_size", 2, 2, 16);
        var max = settings.Integer("max_shingle_size", Math.Max(2, min), min, 16);
        var unigrams = settings.Flag("output_unigrams", true);
        var separator = settings.Text("token_separator") ?? " ";
        var filler = settings.Text("filler_token") ?? "_";
        return stream =>
        {
            var filter = new ShingleFilter(stream, min, max);
            filter.SetOutputUnigrams(unigrams);
            filter.SetTokenSeparator(separator);
            filter.SetFillerToken(filler);
            return filter;
        };
    }

    private static Func<TokenStream, TokenStream> Length(int min, int max) =>
        stream => new LengthFilter(Version, stream, min, max);

    private static Func<TokenStream, TokenStream> Truncate(int length) =>
        stream => new TruncateTokenFilter(stream, length);

    private static Func<TokenStream, TokenStream> Limit(int count) =>
        stream => new LimitTokenCountFilter(stream, count);

    private static Func<TokenStream, TokenStream> Marker(ComponentSettings settings)
    {
        var words = new CharArraySet(Version, settings.List("keywords") ?? [], settings.Flag("ignore_case", false));
        return stream => new SetKeywordMarkerFilter(stream, words);
    }

    private static Func<TokenStream, TokenStream> Words(ComponentSettings settings)
    {
        (string Key, bool Usual, WordDelimiterFlags Flag)[] known =
        [
            ("generate_word_parts", true, WordDelimiterFlags.GENERATE_WORD_PARTS),
            ("generate_number_parts", true, WordDelimiterFlags.GENERATE_NUMBER_PARTS),
            ("catenate_words", false, WordDelimiterFlags.CATENATE_WORDS),
            ("catenate_numbers", false, WordDelimiterFlags.CATENATE_NUMBERS),
            ("catenate_all", false, WordDelimiterFlags.CATENATE_ALL),
            ("preserve_original", false, WordDelimiterFlags.PRESERVE_ORIGINAL),
            ("split_on_case_change", true, WordDelimiterFlags.SPLIT_ON_CASE_CHANGE),
            ("split_on_numerics", true, WordDelimiterFlags.SPLIT_ON_NUMERICS),
            ("stem_english_possessive", true, WordDelimiterFlags.STEM_ENGLISH_POSSESSIVE),
        ];
        var flags = known
            .Where(option => settings.Flag(option.Key, option.Usual))
            .Aggregate(default(WordDelimiterFlags), (all, option) => all | option.Flag);
        var kept = settings.List("protected_words") is { } words ? new CharArraySet(Version, words, false) : null;
        return stream => new WordDelimiterFilter(Version, stream, flags, kept);
    }
}
