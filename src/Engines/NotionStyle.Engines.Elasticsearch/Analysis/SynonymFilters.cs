using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Synonym;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>Synonyms written in the settings, in Solr's form: <c>a, b</c> or <c>a, b => c</c>. There are no files of synonyms.</summary>
internal static class SynonymFilters
{
    private const int MaxRules = 10_000;

    /// <summary>Makes the filter, or refuses rules that cannot be read.</summary>
    public static Func<TokenStream, TokenStream> Make(ComponentSettings settings)
    {
        if (settings.Text("synonyms_path") is not null || settings.Text("synonyms_set") is not null)
            throw ElasticsearchException.Unsupported(
                $"a file or set of synonyms in filter [{settings.Name}]",
                "write the rules in [synonyms]"
            );
        var rules =
            settings.Lines("synonyms")
            ?? throw ElasticsearchException.IllegalArgument(
                $"synonym requires either `synonyms` or `synonyms_path` to be configured in filter [{settings.Name}]"
            );
        if (rules.Count > MaxRules)
            throw ElasticsearchException.IllegalArgument(
                $"filter [{settings.Name}] has [{rules.Count}] rules; at most [{MaxRules}] are allowed"
            );
        var map = Parse(settings.Name, rules, settings.Flag("expand", true));
        return map.Fst is null ? stream => stream : stream => new SynonymFilter(stream, map, ignoreCase: true);
    }

    private static SynonymMap Parse(string name, IReadOnlyList<string> rules, bool expand)
    {
        // The words of a rule are cut at white space and put into lower case, as most chains have done before.
        using var analyzer = new ChainAnalyzer(
            [],
            reader => new WhitespaceTokenizer(LuceneVersion.LUCENE_48, reader),
            [stream => new LowerCaseFilter(LuceneVersion.LUCENE_48, stream)]
        );
        var parser = new SolrSynonymParser(true, expand, analyzer);
        try
        {
            using var reader = new StringReader(string.Join('\n', rules));
            parser.Parse(reader);
            return parser.Build();
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException)
        {
            throw ElasticsearchException.IllegalArgument(
                $"failed to build synonyms of filter [{name}]: {error.Message}"
            );
        }
    }
}
