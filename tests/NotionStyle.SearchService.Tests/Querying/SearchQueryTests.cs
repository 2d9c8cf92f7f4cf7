using NotionStyle.SearchService.Querying;

namespace NotionStyle.SearchService.Tests.Querying;

/// <summary>How a text is read as a query.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("red apple", "red,apple")]
    [InlineData("\"red apple\" pie", "red apple,pie")]
    [InlineData("apple or pear", "apple|pear")]
    [InlineData("a1 b1 OR c1 d1", "a1,b1|c1,d1")]
    [InlineData("apple -red", "apple,-red")]
    [InlineData("apple -\"red one\"", "apple,-red one")]
    [InlineData("apple - red", "apple,-red")]
    [InlineData("--- ---red", "-red")]
    [InlineData("-- - red", "-red")]
    [InlineData("well-known", "well-known")]
    [InlineData("or apple", "apple")]
    [InlineData("apple or", "apple")]
    [InlineData("apple or the", "apple")]
    [InlineData("the of and", "")]
    [InlineData("or or or", "")]
    [InlineData("don't", "")]
    [InlineData("& | ! ( ) <-> :* \\ ' ''", "")]
    [InlineData("\"", "")]
    [InlineData("\"\"", "")]
    [InlineData("\"red", "red")]
    [InlineData("red|apple&(pie)", "red,apple,pie")]
    [InlineData("-or", "")]
    [InlineData("\uD83D\uDE00", "")]
    public void A_text_is_read_as_stage_1_reads_it(string text, string expected)
    {
        var query = SearchQuery.Parse(text);

        var written = string.Join(
            '|',
            query.Choices.Select(c => string.Join(',', c.Select(a => (a.IsExcluded ? "-" : "") + a.Text)))
        );
        Assert.Equal(expected, written);
    }
}
