using System.Text.Json;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>From HTTP to real PostgreSQL and back: that the two fit together. What each does by itself is tested beside it.</summary>
public sealed class PostgresTests(PostgresService postgres) : IClassFixture<PostgresService>
{
    [Fact]
    public async Task A_workspace_lives_from_its_first_page_to_its_analytics()
    {
        var service = postgres.Service;
        var api = await ApiDescription.ReadAsync(service);
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Reading list");
        for (var i = 0; i < 7; i++)
            await workspace.NewBlockAsync("paragraph", $"A book about lighthouses, volume {i}", page);

        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : "&cursor=" + cursor;
            var chunk = await workspace.GetAsync($"/v1/pages/{page}/chunk?limit=3{query}");
            api.Fits("GET", "/v1/pages/{id}/chunk", chunk);
            titles.AddRange(
                chunk
                    .Json.GetProperty("records")
                    .EnumerateArray()
                    .Select(r =>
                        r.GetProperty("value").GetProperty("properties").GetProperty("title")[0][0].GetString()!
                    )
            );
            cursor = chunk.Json.GetProperty("next_cursor").GetString();
        } while (cursor is not null);

        Assert.Equal(
            ["Reading list", .. Enumerable.Range(0, 7).Select(i => $"A book about lighthouses, volume {i}")],
            titles
        );

        var sync = await workspace.PostAsync(
            "/v1/sync",
            $$"""{"records":[{"table":"block","id":"{{page}}","version":7},{"table":"block","id":"{{page}}","version":8},{"table":"block","id":"{{Guid.NewGuid()}}","version":-1}]}"""
        );
        api.Fits("POST", "/v1/sync", sync);
        Assert.Equal(["newer", "current", "gone"], Texts(sync.Json.GetProperty("results"), "status"));

        var found = await workspace.PostAsync("/v1/search/blocks", """{"query":"lighthouse","limit":5}""");
        api.Fits("POST", "/v1/search/blocks", found);
        Assert.Equal(5, found.Json.GetProperty("results").GetArrayLength());
        Assert.True(found.Json.GetProperty("has_more").GetBoolean());
        Assert.All(Texts(found.Json.GetProperty("results"), "page_title"), t => Assert.Equal("Reading list", t));

        foreach (var name in new[] { "blocks-by-type", "active-editors", "most-edited-pages", "growth" })
        {
            var path = "/v1/analytics/" + name;
            var mine = await workspace.GetAsync(path);
            api.Fits("GET", path, mine);
            Assert.NotEmpty(mine.Json.GetProperty("results").EnumerateArray());
            api.Fits("GET", path, await service.SendAsync("GET", path, TestService.AdminToken));
        }

        var edits = (await workspace.GetAsync("/v1/analytics/most-edited-pages")).Json.GetProperty("results")[0];
        Assert.Equal((page, 8), (edits.GetProperty("page_id").GetGuid(), edits.GetProperty("transactions").GetInt32()));
        api.Fits("GET", "/v1/shards", await service.SendAsync("GET", "/v1/shards", TestService.AdminToken));
    }

    [Fact]
    public async Task Members_and_tokens_come_and_go()
    {
        var service = postgres.Service;
        var api = await ApiDescription.ReadAsync(service);
        var workspace = await service.NewWorkspaceAsync();
        var made = await workspace.PostAsync("/v1/members", """{"name":"Grace","type":"bot","role":"reader"}""");
        api.Fits("POST", "/v1/members", made);
        var token = made.Json.GetProperty("token").GetString();
        api.Fits("GET", "/v1/members/me", await service.SendAsync("GET", "/v1/members/me", token));
        Assert.Equal(
            ["Ada", "Grace"],
            Texts((await workspace.GetAsync("/v1/members")).Json.GetProperty("results"), "name")
        );
        var body = workspace.Insert(Guid.NewGuid(), "page", "Not mine to make").ToJsonString();
        (await service.SendAsync("POST", "/v1/transactions", token, body)).Refused(403, "restricted_resource");

        var path = "/v1/tokens/" + made.Json.GetProperty("token_id").GetString();
        api.Fits("DELETE", "/v1/tokens/{id}", await service.SendAsync("DELETE", path, workspace.Token));
        (await service.SendAsync("GET", "/v1/members/me", token)).Refused(401, "unauthorized");
        api.Fits("POST", "/v1/tokens", await workspace.PostAsync("/v1/tokens", "{}"));
    }

    [Fact]
    public async Task Many_who_write_on_one_page_at_once_all_get_through_once()
    {
        var service = postgres.Service;
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Busy");
        var bodies = Enumerable
            .Range(0, 60)
            .Select(i => workspace.Insert(Guid.NewGuid(), "paragraph", $"Line {i}", page).ToJsonString())
            .ToArray();
        // Each twice, as after a lost answer.
        var answers = await Task.WhenAll(bodies.Concat(bodies).Select(b => workspace.PostAsync("/v1/transactions", b)));
        Assert.Equal(60, answers.Count(a => !a.Ok().Json.GetProperty("duplicate").GetBoolean()));
        var chunk = await workspace.GetAsync($"/v1/pages/{page}/chunk");
        Assert.Equal(61, chunk.Ok().Json.GetProperty("records").GetArrayLength());
    }

    [Fact]
    public Task Nothing_that_is_sent_is_the_services_or_the_stores_own_fault() =>
        Fuzz.RunAsync(postgres.Service, 6_000);

    private static IEnumerable<string?> Texts(JsonElement list, string name) =>
        list.EnumerateArray().Select(item => item.GetProperty(name).GetString());
}
