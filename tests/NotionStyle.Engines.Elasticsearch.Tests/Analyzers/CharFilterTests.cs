using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.CharFilters;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Tests.Analyzers;

public sealed class CharFilterTests
{
    [Theory]
    [InlineData("""["_ => \\u0020","' => \\u0020"]""", "it's snake_case", "it s snake case")]
    [InlineData("""["a => \\\\","b => \\n","c => \\t"]""", "xaybzcw", "x\\y\nz\tw")]
    [InlineData("""["\\u0041 => b"]""", "A", "b")]
    [InlineData("""["ph => f","& => \\u0020and\\u0020"]""", "ph&ph", "f and f")]
    [InlineData("""["\\x => y"]""", "xx", "yy")]
    public void Escapes_of_a_mapping_rule_stand_for_their_characters(string rules, string text, string expected) =>
        Assert.Equal(expected, Filtered(rules, text));

    [Theory]
    [InlineData("""["a => \\u00"]""", "Invalid escaped char in [\\u00]")]
    [InlineData("""["a => \\u00zz"]""", "Invalid escaped char in [\\u00zz]")]
    [InlineData("""["a => b\\"]""", "Invalid escaped char in [b\\]")]
    [InlineData("""["a"]""", "Invalid Mapping Rule : [a]")]
    [InlineData("""["a => b","a => c"]""", "Invalid Mapping Rule : [a => c]")]
    public void A_mapping_rule_that_cannot_be_read_is_refused(string rules, string reason)
    {
        var error = Assert.Throws<ElasticsearchException>(() => Filtered(rules, "a"));
        Assert.Equal(400, error.Status);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rules_of_single_characters_read_every_text_as_Lucenes_filter_does(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const string characters = "abc_'\u2019\uD83D\uDE00 ";
        for (var run = 0; run < 300; run++)
        {
            var rules = characters
                .Where(_ => random.Next(2) == 0)
                .Select(from => (from.ToString(), characters[random.Next(characters.Length)].ToString()))
                .ToList();
            if (rules.Count == 0)
                continue;
            var builder = new NormalizeCharMap.Builder();
            foreach (var (from, to) in rules)
                builder.Add(from, to);
            var text = string.Concat(
                Enumerable.Range(0, random.Next(2_000)).Select(_ => characters[random.Next(characters.Length)])
            );
            var ours = CharacterMap.Make(rules)!(new StringReader(text));
            var theirs = new MappingCharFilter(builder.Build(), new StringReader(text));
            Assert.Equal(All(theirs, new Random(run)), All(ours, new Random(run)));
            var at = random.Next(text.Length + 1);
            Assert.Equal(theirs.CorrectOffset(at), ((CharFilter)ours).CorrectOffset(at));
        }
    }

    [Fact]
    public void Rules_that_are_longer_than_a_character_are_left_to_Lucene()
    {
        Assert.Null(CharacterMap.Make([("ph", "f")]));
        Assert.Null(CharacterMap.Make([("a", "")]));
        Assert.NotNull(CharacterMap.Make([("a", "b")]));
    }

    private static string Filtered(string rules, string text)
    {
        var json = """
            {"analysis":{"char_filter":{"c":{"type":"mapping","mappings":RULES}},"analyzer":{"a":{"type":"custom","char_filter":["c"],"tokenizer":"keyword"}}}}
            """.Replace("RULES", rules, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        var registry = new AnalysisRegistry(IndexSettings.Parse(document.RootElement));
        return Assert.Single(Tokens.Analyze(registry.Get("a"), "f", text)).Text;
    }

    private static string All(TextReader reader, Random random)
    {
        var read = new System.Text.StringBuilder();
        var buffer = new char[700];
        while (true)
        {
            if (random.Next(3) == 0)
            {
                var single = reader.Read();
                if (single < 0)
                    return read.ToString();
                read.Append((char)single);
                continue;
            }

            var offset = random.Next(10);
            var count = reader.Read(buffer, offset, random.Next(1, buffer.Length - offset));
            if (count <= 0)
                return read.ToString();
            read.Append(buffer, offset, count);
        }
    }
}
