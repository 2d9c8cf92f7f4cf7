using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Telemetry;

public sealed class AttributeFilterTests
{
    public static TheoryData<AttributeFilter> Filters =>
        [
            new AttributeFilter("http.route", FilterOperator.Equals, "/v1/pages/{id}"),
            new AttributeFilter("a:b%c", FilterOperator.Contains, "x:y:z"),
            new AttributeFilter("k", FilterOperator.Exists, ""),
            new AttributeFilter("k", FilterOperator.NotEquals, "off"),
            new AttributeFilter("k", FilterOperator.LessThan, "off:5"),
            new AttributeFilter("k", FilterOperator.NotContains, ":v"),
            new AttributeFilter("k", FilterOperator.GreaterThan, "5", IsEnabled: false),
            new AttributeFilter("k", FilterOperator.Equals, ":off:", IsEnabled: false),
        ];

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_filter_comes_back_from_its_text(AttributeFilter filter)
    {
        Assert.True(AttributeFilter.TryParse(filter.ToString(), out var back));
        Assert.Equal(filter, back);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("key")]
    [InlineData(":eq:1")]
    [InlineData("key:like:1")]
    public void What_is_no_filter_is_refused(string? text) => Assert.False(AttributeFilter.TryParse(text, out _));
}
