namespace NotionStyle.Engines.Elasticsearch.Tests.Search;

public sealed class HighlightTests : IDisposable
{
    private readonly TestIndex index = new(
        """
        {"properties":{
          "t":{"type":"text","fields":{"english":{"type":"text","analyzer":"english"}}},
          "k":{"type":"keyword"}}}
        """
    );

    public HighlightTests() =>
        index.Add("1", """{"t":"The quick fox. A slow fox <b>runs</b>, and quick foxes jump.","k":"whole","n":1}""");

    public void Dispose() => index.Dispose();

    private string Shown(string query, string field = "t", string options = "{\"number_of_fragments\":0}")
    {
        var answer = index.Search($$"""{"query":{{query}},"highlight":{"fields":{"{{field}}":{{options}}{{"}}"}}}""");
        return string.Join(
            '|',
            answer["hits"]!["hits"]![0]!["highlight"]?[field]?.AsArray().Select(part => (string)part!) ?? []
        );
    }

    [Theory]
    [InlineData(
        """{"match":{"t":"fox"}}""",
        "The quick <em>fox</em>. A slow <em>fox</em> <b>runs</b>, and quick foxes jump."
    )]
    [InlineData(
        """{"match_phrase":{"t":"quick fox"}}""",
        "The <em>quick</em> <em>fox</em>. A slow fox <b>runs</b>, and quick foxes jump."
    )]
    [InlineData(
        """{"match_phrase_prefix":{"t":"quick foxe"}}""",
        "The quick fox. A slow fox <b>runs</b>, and <em>quick</em> <em>foxes</em> jump."
    )]
    [InlineData(
        """{"match":{"t":{"query":"slw","fuzziness":1}}}""",
        "The quick fox. A <em>slow</em> fox <b>runs</b>, and quick foxes jump."
    )]
    [InlineData("""{"prefix":{"t":"ju"}}""", "The quick fox. A slow fox <b>runs</b>, and quick foxes <em>jump</em>.")]
    [InlineData(
        """{"bool":{"filter":{"wildcard":{"t":"r*s"}},"must_not":{"match":{"t":"missing"}}}}""",
        "The quick fox. A slow fox <b><em>runs</em></b>, and quick foxes jump."
    )]
    [InlineData(
        """{"multi_match":{"query":"jump","fields":["t","k"]}}""",
        "The quick fox. A slow fox <b>runs</b>, and quick foxes <em>jump</em>."
    )]
    [InlineData("""{"match_all":{}}""", "")]
    public void Matches_are_shown_within_the_whole_text(string query, string shown) =>
        Assert.Equal(shown, Shown(query));

    [Fact]
    public void A_subfield_shows_its_own_matches() =>
        Assert.Equal(
            "The quick <em>fox</em>. A slow <em>fox</em> <b>runs</b>, and quick <em>foxes</em> jump.",
            Shown("""{"match":{"t.english":"foxes"}}""", "t.english")
        );

    [Fact]
    public void Fragments_are_sentences() =>
        Assert.Equal(
            "The quick <em>fox</em>.|A slow <em>fox</em> <b>runs</b>,",
            Shown("""{"match":{"t":"fox"}}""", options: """{"fragment_size":20}""")
        );

    [Fact]
    public void Tags_encoders_and_other_fields_follow_their_options()
    {
        Assert.Equal(
            "The quick [fox]. A slow [fox] &lt;b&gt;runs&lt;/b&gt;, and quick foxes jump.",
            Shown(
                """{"match":{"t":"fox"}}""",
                options: """{"number_of_fragments":0,"pre_tags":["["],"post_tags":["]"],"encoder":"html"}"""
            )
        );
        Assert.Equal("", Shown("""{"match":{"t.english":"slow"}}"""));
        Assert.Contains(
            "<em>slow</em>",
            Shown("""{"match":{"t.english":"slow"}}""", options: """{"require_field_match":false}"""),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<em>foxes</em>",
            Shown("""{"match":{"t.english":"fox"}}""", options: """{"matched_fields":["t","t.english"]}"""),
            StringComparison.Ordinal
        );
        Assert.Equal("The quick", Shown("""{"match_all":{}}""", options: """{"no_match_size":9}"""));
        Assert.Equal("<em>whole</em>", Shown("""{"term":{"k":"whole"}}""", "k"));
    }
}
