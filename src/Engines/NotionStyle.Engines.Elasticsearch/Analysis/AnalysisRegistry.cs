using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>The analyzers and normalizers of one index: those that come with the engine and those that its settings define.</summary>
internal sealed class AnalysisRegistry
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;
    private const int MaxComponents = 1000;
    private readonly Dictionary<string, Analyzer> analyzers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Analyzer> normalizers = new(StringComparer.Ordinal);
    private readonly IndexSettings settings;

    /// <summary>Builds everything that the settings define, so that a mistake in them refuses the index and not a later document.</summary>
    public AnalysisRegistry(IndexSettings settings)
    {
        this.settings = settings;
        foreach (var builtIn in new[] { "standard", "simple", "whitespace", "keyword", "stop", "english" })
            analyzers[builtIn] = BuiltIn(builtIn, new ComponentSettings(settings, "analyzer", ""))!;
        normalizers["lowercase"] = new ChainAnalyzer(
            [],
            reader => new KeywordTokenizer(reader),
            [stream => new LowerCaseFilter(Version, stream)]
        );
        foreach (var name in Names("analyzer"))
            analyzers[name] = Define(new ComponentSettings(settings, "analyzer", name));
        foreach (var name in Names("normalizer"))
            normalizers[name] = DefineNormalizer(new ComponentSettings(settings, "normalizer", name));
        foreach (var name in Names("filter"))
            Filter(name);
        foreach (var name in Names("tokenizer"))
            Tokenizer(name);
        if (analyzers.GetValueOrDefault("default_search") is { } search)
            DefaultSearch = search;
    }

    /// <summary>The analyzer of fields that name none.</summary>
    public Analyzer Default => analyzers.GetValueOrDefault("default") ?? analyzers["standard"];

    /// <summary>The analyzer of queries on fields that name none, if the settings define one of their own.</summary>
    public Analyzer? DefaultSearch { get; }

    /// <summary>Whether there is an analyzer of that name.</summary>
    public bool Has(string name) => name == "default" || analyzers.ContainsKey(name);

    /// <summary>Whether there is a normalizer of that name.</summary>
    public bool HasNormalizer(string name) => normalizers.ContainsKey(name);

    /// <summary>The analyzer of that name.</summary>
    public Analyzer Get(string name) =>
        name == "default" ? Default
        : analyzers.TryGetValue(name, out var analyzer) ? analyzer
        : throw ElasticsearchException.IllegalArgument($"failed to find analyzer [{name}]");

    /// <summary>The normalizer of that name.</summary>
    public Analyzer Normalizer(string name) =>
        normalizers.TryGetValue(name, out var normalizer)
            ? normalizer
            : throw ElasticsearchException.IllegalArgument($"failed to find normalizer [{name}]");

    private HashSet<string> Names(string group)
    {
        var prefix = $"index.analysis.{group}.";
        var names = settings
            .Flat.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..].Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        return names.Count <= MaxComponents
            ? names
            : throw ElasticsearchException.IllegalArgument(
                $"the settings define [{names.Count}] components of [{group}]; at most [{MaxComponents}] are allowed"
            );
    }

    private static ChainAnalyzer? BuiltIn(string type, ComponentSettings own)
    {
        CharArraySet Words(bool english) =>
            own.List("stopwords") is { } words ? TokenFilters.StopWords(words, ignoreCase: false)
            : english ? StopAnalyzer.ENGLISH_STOP_WORDS_SET
            : CharArraySet.Empty;
        switch (type)
        {
            case "standard":
                var standardWords = Words(english: false);
                var length = own.Integer("max_token_length", 255, 1, 1_048_576);
                return new ChainAnalyzer(
                    [],
                    reader => new StandardTokenizer(Version, reader) { MaxTokenLength = length },
                    [
                        stream => new LowerCaseFilter(Version, stream),
                        stream => new StopFilter(Version, stream, standardWords),
                    ]
                );
            case "simple":
                return new ChainAnalyzer([], reader => new LowerCaseTokenizer(Version, reader), []);
            case "whitespace":
                return new ChainAnalyzer([], reader => new WhitespaceTokenizer(Version, reader), []);
            case "keyword":
                return new ChainAnalyzer([], reader => new KeywordTokenizer(reader), []);
            case "stop":
                var stopWords = Words(english: true);
                return new ChainAnalyzer(
                    [],
                    reader => new LowerCaseTokenizer(Version, reader),
                    [stream => new StopFilter(Version, stream, stopWords)]
                );
            case "english":
                var englishWords = Words(english: true);
                return new ChainAnalyzer(
                    [],
                    reader => new StandardTokenizer(Version, reader),
                    [
                        stream => new EnglishPossessiveFilter(Version, stream),
                        stream => new LowerCaseFilter(Version, stream),
                        stream => new StopFilter(Version, stream, englishWords),
                        stream => new PorterStemFilter(stream),
                    ]
                );
            default:
                return null;
        }
    }

    private ChainAnalyzer Define(ComponentSettings own)
    {
        var type = own.Text("type") ?? (own.Text("tokenizer") is null ? null : "custom");
        if (type is not "custom")
            return type is not null && BuiltIn(type, own) is { } builtIn
                ? builtIn
                : throw ElasticsearchException.IllegalArgument($"Unknown analyzer type [{type}] for [{own.Name}]");
        var tokenizer =
            own.Text("tokenizer")
            ?? throw ElasticsearchException.IllegalArgument(
                $"analyzer [{own.Name}] must be configured with a tokenizer"
            );
        return new ChainAnalyzer(
            [.. (own.List("char_filter") ?? []).Select(CharFilter)],
            Tokenizer(tokenizer),
            [.. (own.List("filter") ?? []).Select(Filter)],
            own.Integer("position_increment_gap", ChainAnalyzer.UsualPositionGap, 0)
        );
    }

    private ChainAnalyzer DefineNormalizer(ComponentSettings own)
    {
        var type = own.Text("type") ?? "custom";
        if (type == "lowercase")
            return (ChainAnalyzer)normalizers["lowercase"];
        if (type != "custom")
            throw ElasticsearchException.IllegalArgument($"Unknown normalizer type [{type}] for [{own.Name}]");
        var filters = own.List("filter") ?? [];
        foreach (var name in filters)
        {
            var filterType = settings.Text($"analysis.filter.{name}.type") ?? name;
            if (filterType is not ("lowercase" or "uppercase" or "asciifolding" or "trim" or "reverse"))
                throw ElasticsearchException.IllegalArgument(
                    $"Custom normalizer [{own.Name}] may not use filter [{name}]"
                );
        }
        return new ChainAnalyzer(
            [.. (own.List("char_filter") ?? []).Select(CharFilter)],
            reader => new KeywordTokenizer(reader),
            [.. filters.Select(Filter)]
        );
    }

    private Func<TextReader, Tokenizer> Tokenizer(string name)
    {
        var type = settings.Text($"analysis.tokenizer.{name}.type") ?? name;
        return Tokenizers.Make(type, new ComponentSettings(settings, "tokenizer", name))
            ?? throw ElasticsearchException.IllegalArgument($"failed to find tokenizer [{name}] of type [{type}]");
    }

    private Func<TokenStream, TokenStream> Filter(string name)
    {
        var type = settings.Text($"analysis.filter.{name}.type") ?? name;
        return TokenFilters.Make(type, new ComponentSettings(settings, "filter", name))
            ?? throw ElasticsearchException.IllegalArgument($"failed to find filter [{name}] of type [{type}]");
    }

    private Func<TextReader, TextReader> CharFilter(string name)
    {
        var type = settings.Text($"analysis.char_filter.{name}.type") ?? name;
        return CharFilters.Make(type, new ComponentSettings(settings, "char_filter", name))
            ?? throw ElasticsearchException.IllegalArgument($"failed to find char_filter [{name}] of type [{type}]");
    }
}
