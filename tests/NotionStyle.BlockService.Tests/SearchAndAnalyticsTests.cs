using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>With a service of their own: what was asked of the store is looked at.</summary>
public sealed class SearchAndAnalyticsTests
{
    [Fact]
    public async Task A_search_reaches_the_store_as_it_was_asked()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        await workspace.NewBlockAsync("page", "needle one");
        await workspace.NewBlockAsync("page", "needle two");
        var ancestor = Guid.NewGuid();
        var answer = await workspace.PostAsync(
            "/v1/search/blocks",
            $$"""{"query":"needle","limit":1,"offset":0,"types":["page"],"ancestor_id":"{{ancestor:N}}"}"""
        );
        (await ApiDescription.ReadAsync(service)).Fits("POST", "/v1/search/blocks", answer);
        Assert.Equal(1, answer.Json.GetProperty("results").GetArrayLength());
        Assert.True(answer.Json.GetProperty("has_more").GetBoolean());
        Assert.True(
            answer.Json.GetProperty("results")[0].GetProperty("highlights")[1].GetProperty("match").GetBoolean()
        );
        Assert.Equal(
            ("needle", 1, 0, ancestor),
            (
                service.Blocks.Searched!.Query,
                service.Blocks.Searched.Limit,
                service.Blocks.Searched.Offset,
                service.Blocks.Searched.AncestorId
            )
        );
        Assert.Equal(["page"], service.Blocks.Searched.Types!);

        (await workspace.PostAsync("/v1/search/blocks", """{"query":"needle","limit":null,"types":null}""")).Ok();
        Assert.Equal((20, 0), (service.Blocks.Searched.Limit, service.Blocks.Searched.Offset));
        Assert.Null(service.Blocks.Searched.Types);
        Assert.Null(service.Blocks.Searched.AncestorId);
    }

    [Theory]
    [InlineData("""{}""", "query is missing or null")]
    [InlineData("""{"query":null}""", "query is missing or null")]
    [InlineData("""{"query":""}""", "query must be a string of 1 to 1000 characters")]
    [InlineData("""{"query":"   "}""", "query must be a string")]
    [InlineData("""{"query":7}""", "query must be a string")]
    [InlineData("""{"query":["a"]}""", "query must be a string")]
    [InlineData("""{"query":"a","limit":0}""", "limit must be an integer from 1 to 100; it is 0")]
    [InlineData("""{"query":"a","limit":101}""", "limit must be an integer from 1 to 100")]
    [InlineData("""{"query":"a","limit":"5"}""", "limit must be an integer")]
    [InlineData("""{"query":"a","limit":1.5}""", "limit must be an integer")]
    [InlineData("""{"query":"a","offset":1001}""", "offset must be an integer from 0 to 1000")]
    [InlineData("""{"query":"a","types":[]}""", "types has 0 items; 1 to 50")]
    [InlineData("""{"query":"a","types":"page"}""", "types must be an array")]
    [InlineData("""{"query":"a","types":["page","Pa ge"]}""", "types[1] must be 1 to 64 of a-z")]
    [InlineData("""{"query":"a","types":[1]}""", "types[0] must be")]
    [InlineData("""{"query":"a","ancestor_id":"x"}""", "ancestor_id must be a UUID")]
    [InlineData("""{"query":"a","ancestor_id":5}""", "ancestor_id must be a UUID")]
    [InlineData("""{"query":"a","filter":{}}""", "body has an unknown member 'filter'; known are query, limit")]
    [InlineData("""["query"]""", "body must be an object with query")]
    [InlineData("""null""", "body must be an object")]
    public async Task A_search_that_breaks_a_rule_is_told_where_and_why(string body, string message)
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/search/blocks", body)).Refused(400, "validation_error", message);
    }

    [Theory]
    [InlineData("blocks-by-type")]
    [InlineData("active-editors")]
    [InlineData("most-edited-pages")]
    [InlineData("growth")]
    public async Task Analytics_are_about_the_workspace_of_the_token_or_about_everything_for_the_administrator(
        string name
    )
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        var api = await ApiDescription.ReadAsync(service);
        var path = "/v1/analytics/" + name;
        api.Fits("GET", path, await workspace.GetAsync(path + "?from=2026-01-01&to=2026-12-31"));
        Assert.Equal(workspace.SpaceId, service.Blocks.Asked.Scope.SpaceId);
        Assert.Equal(
            (new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)),
            (service.Blocks.Asked.Range.From, service.Blocks.Asked.Range.To)
        );

        api.Fits("GET", path, await service.SendAsync("GET", path, TestService.AdminToken));
        Assert.Null(service.Blocks.Asked.Scope.SpaceId);
        Assert.Equal(29, service.Blocks.Asked.Range.To.DayNumber - service.Blocks.Asked.Range.From.DayNumber);
        Assert.Equal(DateOnly.FromDateTime(DateTime.UtcNow), service.Blocks.Asked.Range.To);

        (await service.SendAsync("GET", path, "nobody")).Refused(401, "unauthorized");
        foreach (
            var (query, message) in new[]
            {
                ("from=2026-13-01", "from must be a day as YYYY-MM-DD"),
                ("from=0001-01-01", "from 2000 to 2199"),
                ("to=9999-12-31", "from 2000 to 2199"),
                ("to=22.11.2026", "to must be a day"),
                ("to=2026-11-22T00:00:00Z", "to must be a day"),
                ("from=2026-02-01&to=2026-01-01", "from is 2026-02-01, after to"),
                ("from=2025-01-01&to=2026-06-01", "more than 366 days"),
                ("days=3", "'days' is not a query parameter here"),
            }
        )
            (await workspace.GetAsync($"{path}?{query}")).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task Only_pages_have_a_limit()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        (await workspace.GetAsync("/v1/analytics/most-edited-pages?limit=7")).Ok();
        Assert.Equal(7, service.Blocks.Asked.Limit);
        (await workspace.GetAsync("/v1/analytics/most-edited-pages?limit=101")).Refused(400, "validation_error");
        (await workspace.GetAsync("/v1/analytics/growth?limit=7")).Refused(400, "validation_error");
    }
}
