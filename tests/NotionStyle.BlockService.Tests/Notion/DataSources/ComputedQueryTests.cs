using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Formulas and rollups in queries: what is answered, filtered and sorted by.</summary>
public sealed class ComputedQueryTests(SharedService shared) : IClassFixture<SharedService>
{
    [Fact]
    public async Task A_query_answers_what_the_page_answers()
    {
        var workspace = await shared.Service.NewWorkspaceAsync();
        var (projects, project) = await workspace.NewProjectAsync();

        var page = (await workspace.GetAsync($"/v1/pages/{project}")).Ok().Json;
        var rows = (await workspace.PostAsync($"/v1/data_sources/{projects}/query", "{}")).Ok().Json;

        Assert.Equal(
            page.GetProperty("properties").ToString(),
            rows.GetProperty("results")[0].GetProperty("properties").ToString()
        );
    }

    [Fact]
    public async Task Rows_are_sorted_by_what_is_computed()
    {
        var workspace = await shared.Service.NewWorkspaceAsync();
        var (_, source) = await workspace.NewDatabaseAsync(
            """{"Name": {"title": {}}, "N": {"number": {}}, "Less": {"formula": {"expression": "10 - prop(\"N\")"}}}"""
        );
        foreach (var n in (int[])[2, 9, 4])
            await workspace.NewRowAsync(source, $$$"""{"N": {"number": {{{n}}}}}""");

        var rows = (
            await workspace.PostAsync(
                $"/v1/data_sources/{source}/query",
                """{"sorts": [{"property": "Less", "direction": "ascending"}]}"""
            )
        ).Ok();

        Assert.Equal(
            [9, 4, 2],
            rows.Json.GetProperty("results")
                .EnumerateArray()
                .Select(r => r.GetProperty("properties").GetProperty("N").GetProperty("number").GetInt32())
        );
    }

    [Theory]
    [InlineData("""{"property": "Says", "formula": {"string": {"contains": "7 HOURS"}}}""", 1)]
    [InlineData("""{"property": "Says", "formula": {"string": {"equals": "8 hours"}}}""", 0)]
    [InlineData("""{"property": "Hours", "rollup": {"number": {"greater_than": 6}}}""", 1)]
    [InlineData("""{"property": "Hours", "rollup": {"number": {"less_than": 6}}}""", 0)]
    [InlineData("""{"property": "Names", "rollup": {"any": {"rich_text": {"equals": "One"}}}}""", 1)]
    [InlineData("""{"property": "Names", "rollup": {"none": {"rich_text": {"equals": "One"}}}}""", 0)]
    public async Task Rows_are_found_by_what_is_computed(string filter, int expected)
    {
        var workspace = await shared.Service.NewWorkspaceAsync();
        var (projects, _) = await workspace.NewProjectAsync();

        var rows = (await workspace.PostAsync($"/v1/data_sources/{projects}/query", $$"""{"filter": {{filter}}}"""))
            .Ok()
            .Json;

        Assert.Equal(expected, rows.GetProperty("results").GetArrayLength());
    }
}
