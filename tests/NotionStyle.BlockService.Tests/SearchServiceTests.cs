using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Search;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>Search by a service of its own: what is passed on, and what callers are told when it is away.</summary>
public sealed class SearchServiceTests
{
    private const string Unavailable = "Search cannot be used just now";
    private static readonly Guid Block = Guid.Parse("11111111-0000-4000-8000-000000000001");

    [Fact]
    public async Task A_query_reaches_the_service_whole_and_its_answer_reaches_the_caller()
    {
        await using var search = await FakeSearchService.StartAsync();
        AskedSearch? asked = null;
        search.Search = question =>
        {
            asked = question;
            return Results.Json(
                new SearchResults(
                    [
                        new SearchHit(
                            Block,
                            "page",
                            Block,
                            "title",
                            1.5,
                            [new HighlightRun("x", true)],
                            DateTimeOffset.UnixEpoch,
                            7
                        ),
                    ],
                    true
                )
                {
                    NextCursor = "next",
                    Facets = [new FacetCounts(SearchFacet.Type, [new FacetCount("page", 3)])],
                },
                SearchWire.Json
            );
        };
        await using var service = await StartAsync(search, "--SearchService:Token=the-token");
        var workspace = await service.NewWorkspaceAsync();

        var answer = await workspace.PostAsync(
            "/v1/search/blocks",
            $$"""
            {
              "query": "heron", "limit": 3, "types": ["page"], "mode": "quick_find", "order": "created_time_ascending",
              "last_edited_by": ["{{Block}}"], "last_edited_from": "2026-01-02T03:04:05Z", "created_before": "2026-01-02T03:04:05.25+01:00",
              "facets": ["type", "last_edited_month"], "start_cursor": "abc"
            }
            """
        );

        (await ApiDescription.ReadAsync(service)).Fits("POST", "/v1/search/blocks", answer);
        Assert.Equal("next", answer.Json.GetProperty("next_cursor").GetString());
        Assert.Equal(3, answer.Json.GetProperty("facets")[0].GetProperty("values")[0].GetProperty("count").GetInt64());
        Assert.Equal(Block, answer.Json.GetProperty("results")[0].GetProperty("block_id").GetGuid());
        Assert.Equal("Bearer the-token", search.Tokens.First());
        Assert.Equal(new Actor(workspace.SpaceId, workspace.OwnerId), asked!.Actor);
        var request = asked.Request;
        Assert.Equal(
            ("heron", 3, SearchMode.QuickFind, SearchOrder.CreatedAscending, "abc"),
            (request.Query, request.Limit, request.Mode, request.Order, request.Cursor)
        );
        Assert.Equal([Block], request.EditedBy!);
        Assert.Equal([SearchFacet.Type, SearchFacet.LastEditedMonth], request.Facets);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), request.Times.EditedFrom);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 2, 4, 5, 250, TimeSpan.Zero), request.Times.CreatedBefore);
    }

    [Fact]
    public async Task A_service_that_is_away_slow_or_broken_is_a_clear_503_and_edits_go_on()
    {
        var search = await FakeSearchService.StartAsync();
        await using var service = await StartAsync(search, "--SearchService:TimeoutSeconds=1");
        var workspace = await service.NewWorkspaceAsync();
        async Task RefusedAsync()
        {
            (await workspace.PostAsync("/v1/search/blocks", """{"query":"x"}""")).Refused(
                503,
                "service_unavailable",
                Unavailable
            );
            await workspace.NewBlockAsync("page", "an edit");
        }

        search.Search = null;
        await RefusedAsync();
        search.Search = _ => Results.StatusCode(500);
        await RefusedAsync();
        search.Search = _ => Results.Text("no JSON", "application/json");
        await RefusedAsync();
        search.Search = _ =>
            Results.Json(
                new SearchRefusal(ErrorCode.ServiceUnavailable, Unavailable + ": the index"),
                SearchWire.Json,
                statusCode: 503
            );
        await RefusedAsync();
        await search.DisposeAsync();
        await RefusedAsync();
        // The Notion API's own search says it in the Notion API's words, which are the same.
        (await workspace.PostAsync("/v1/search", """{"query":"x"}""")).Refused(503, "service_unavailable", Unavailable);
    }

    [Fact]
    public async Task A_refusal_of_the_service_is_the_callers_own()
    {
        await using var search = await FakeSearchService.StartAsync();
        search.Search = _ =>
            Results.Json(
                new SearchRefusal(ErrorCode.ValidationError, "start_cursor is not one."),
                SearchWire.Json,
                statusCode: 422
            );
        await using var service = await StartAsync(search);
        var workspace = await service.NewWorkspaceAsync();

        (await workspace.PostAsync("/v1/search/blocks", """{"query":"x"}""")).Refused(
            400,
            "validation_error",
            "start_cursor is not one."
        );
    }

    [Fact]
    public async Task What_is_found_by_title_is_read_from_the_store_which_judges_again()
    {
        await using var search = await FakeSearchService.StartAsync();
        await using var service = await StartAsync(search);
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "heron");
        search.Titles = asked =>
            asked.Query.Text == "her"
                ? Results.Json(
                    new FoundTitles([RecordPointer.Block(Block), RecordPointer.Block(page)], "next"),
                    SearchWire.Json
                )
                : Results.BadRequest();

        var answer = (await workspace.PostAsync("/v1/search", """{"query":"her"}""")).Ok();

        var found = Assert.Single(answer.Json.GetProperty("results").EnumerateArray());
        Assert.Equal(page, found.GetProperty("id").GetGuid());
        Assert.Equal("next", answer.Json.GetProperty("next_cursor").GetString());
    }

    [Fact]
    public async Task Commits_are_handed_over_again_until_they_are_taken_and_dropped_past_the_maximum()
    {
        await using var search = await FakeSearchService.StartAsync();
        search.TakesCommits = false;
        await using var service = await StartAsync(search);
        var queue = service.Services.GetRequiredService<HandOffQueue>();
        var space = Guid.NewGuid();
        // The search service sees blocks and data sources alone.
        queue.Committed(Commit(space, new RecordPointer(RecordTable.Comment, Block)));
        const int more = HandOffQueue.CommitsMaximum + SearchWire.CommitsMaximum + 10;
        for (var i = 0; i < more; i++)
            queue.Committed(Commit(space, RecordPointer.Block(Block)));
        Assert.InRange(queue.Dropped, 10, SearchWire.CommitsMaximum + 10);
        var kept = more - queue.Dropped;

        search.TakesCommits = true;
        await Condition.HoldsAsync("every commit that was kept is handed over", () => search.Commits.Count == kept);
        Assert.All(search.Commits, c => Assert.Equal(space, c.Changes.SpaceId));
        Assert.Equal(0, queue.Count);
    }

    [Theory]
    [InlineData("""{"query":"a","mode":"fast"}""", "mode must be one of words, any, quick_find")]
    [InlineData("""{"query":"a","order":1}""", "order must be one of relevance")]
    [InlineData("""{"query":"a","facets":["color"]}""", "facets[0] must be one of type")]
    [InlineData("""{"query":"a","facets":"type"}""", "facets must be an array")]
    [InlineData("""{"query":"a","last_edited_by":[]}""", "last_edited_by has 0 items")]
    [InlineData("""{"query":"a","last_edited_by":["x"]}""", "last_edited_by[0] must be a UUID")]
    [InlineData("""{"query":"a","created_from":"yesterday"}""", "created_from must be a moment")]
    [InlineData("""{"query":"a","created_from":"9999-01-01T00:00:00Z"}""", "created_from must be a moment")]
    [InlineData("""{"query":"a","start_cursor":7}""", "start_cursor must be a string")]
    public async Task An_option_that_is_wrong_is_refused_by_name(string body, string message)
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/search/blocks", body)).Refused(400, "validation_error", message);
    }

    private static CommittedChanges Commit(Guid space, RecordPointer pointer) =>
        new(space, [new RecordVersion(pointer, 1)], DateTimeOffset.UnixEpoch);

    private static Task<TestService> StartAsync(FakeSearchService search, params string[] settings) =>
        TestService.StartOnMemoryAsync(
            builder => builder.Services.AddSearchService(builder.Configuration),
            [search.Setting, .. settings]
        );
}
