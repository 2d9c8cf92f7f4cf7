using System.Net.Http.Headers;
using System.Text;
using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class RequestTests
{
    [Theory]
    [InlineData("GET", "/_nowhere", 400, "illegal_argument_exception", "no handler found")]
    [InlineData("PUT", "/_search/scroll", 405, "method_not_allowed_exception", "allowed: [DELETE, GET, POST]")]
    [InlineData("PATCH", "/a", 405, "method_not_allowed_exception", "allowed")]
    [InlineData("GET", "/nope", 404, "index_not_found_exception", "no such index [nope]")]
    [InlineData("GET", "/nope/_doc/1", 404, "index_not_found_exception", "no such index [nope]")]
    [InlineData("DELETE", "/_all", 400, "illegal_argument_exception", "name each index")]
    [InlineData("DELETE", "/a*", 400, "illegal_argument_exception", "name each index")]
    [InlineData("PUT", "/Upper", 400, "invalid_index_name_exception", "must be lowercase")]
    [InlineData("PUT", "/a%2Fb", 400, "invalid_index_name_exception", "must not contain")]
    [InlineData(
        "GET",
        "/_search?scroll=1m",
        400,
        "illegal_argument_exception",
        "scroll is not supported by this engine"
    )]
    [InlineData("POST", "/a/_pit?keep_alive=1m", 400, "illegal_argument_exception", "search_after")]
    [InlineData("GET", "/_search?from=1&from=2", 400, "illegal_argument_exception", "more than once")]
    [InlineData("GET", "/_tasks/other:1", 404, "resource_not_found_exception", "isn't running")]
    public async Task What_cannot_be_answered_has_the_shape_of_an_error(
        string method,
        string path,
        int status,
        string type,
        string reason
    )
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        (await engine.Client.PutAsync("/a")).Ok();
        var answer = await engine.Client.SendAsync(method, path);
        Assert.Equal((status, type), (answer.Status, answer.ErrorType));
        Assert.Contains(reason, answer.ErrorReason, StringComparison.Ordinal);
        Assert.Equal(status, answer.At("status").GetInt32());
        Assert.Equal(type, answer.At("error", "root_cause")[0].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("PUT", "/a", "{")]
    [InlineData("PUT", "/a", "[]")]
    [InlineData("PUT", "/a", """{"colour":1}""")]
    [InlineData("PUT", "/a", """{"settings":{"no_such":1}}""")]
    [InlineData("PUT", "/a", """{"mappings":{"properties":{"x":{"type":"no_such"}}}}""")]
    [InlineData("PUT", "/a", """{"aliases":{"x":{"filter":{"term":{"a":1}}}}}""")]
    [InlineData("PUT", "/b/_doc/1", "")]
    [InlineData("PUT", "/b/_doc/1", "nonsense")]
    [InlineData("POST", "/b/_update/1", """{"script":"ctx"}""")]
    [InlineData("POST", "/b/_update/1", "{}")]
    [InlineData("POST", "/_aliases", """{"actions":[{"frob":{"index":"b","alias":"c"}}]}""")]
    [InlineData("POST", "/_mget", """{"docs":[{"_id":"1"}]}""")]
    [InlineData("POST", "/_reindex", """{"source":{"index":"b"}}""")]
    [InlineData("POST", "/_reindex", """{"source":{"index":"b"},"dest":{"index":"b"}}""")]
    [InlineData("POST", "/_reindex", """{"source":{"index":"b"},"dest":{"index":"c"},"script":{}}""")]
    [InlineData("POST", "/b/_delete_by_query", "{}")]
    [InlineData("PUT", "/b/_settings", """{"number_of_shards":2}""")]
    [InlineData("PUT", "/b/_mapping", "")]
    public async Task Bodies_that_cannot_be_used_are_refused_with_400(string method, string path, string body)
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        (await engine.Client.PutAsync("/b")).Ok();
        var answer = await engine.Client.SendAsync(method, path, body);
        Assert.True(answer.Status == 400, answer.Text);
        Assert.NotEmpty(answer.ErrorReason);
        Assert.Equal(404, (await engine.Client.SendAsync("HEAD", "/a")).Status);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData(
        "application/vnd.elasticsearch+json; compatible-with=8",
        "application/vnd.elasticsearch+json; compatible-with=8"
    )]
    [InlineData(
        "application/vnd.elasticsearch+json; compatible-with=9",
        "application/vnd.elasticsearch+json; compatible-with=9"
    )]
    [InlineData("application/vnd.elasticsearch+json; compatible-with=5", null)]
    [InlineData("image/png", null)]
    public async Task An_answer_has_the_type_that_was_asked_for_and_names_the_product(string? accept, string? type)
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await engine.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("Elasticsearch", response.Headers.GetValues("X-elastic-product").Single());
        Assert.Equal(type is not null, response.IsSuccessStatusCode);
        if (type is not null)
            Assert.Equal(MediaTypeHeaderValue.Parse(type), response.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Only_the_user_elastic_with_the_password_is_answered()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path, "Password=sec:ret");
        Assert.Equal(401, (await engine.Client.GetAsync("/")).Status);
        Assert.Equal(401, await StatusAsync(engine, "elastic:wrong"));
        Assert.Equal(401, await StatusAsync(engine, "other:sec:ret"));
        Assert.Equal(200, await StatusAsync(engine, "elastic:sec:ret"));
    }

    [Fact]
    public async Task Filter_path_keeps_and_takes_away_parts_and_pretty_breaks_lines()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a/_doc/1", """{"x":{"y":1,"z":[{"k":1,"l":2}]},"w":3}""")).Ok();
        Assert.Equal(
            "{\"_source\":{\"x\":{\"z\":[{\"k\":1}]}}}",
            (await es.GetAsync("/a/_doc/1?filter_path=**.k")).Text
        );
        Assert.Equal("{\"found\":true}", (await es.GetAsync("/a/_doc/1?filter_path=f*")).Text);
        Assert.Equal("{\"w\":3}", (await es.GetAsync("/a/_source/1?filter_path=-x")).Text);
        Assert.Equal("{}", (await es.GetAsync("/a/_doc/1?filter_path=nothing")).Text);
        Assert.Equal(
            "{\"x\":{\"y\":1}}",
            (await es.GetAsync("/a/_source/1?_source_includes=x&_source_excludes=x.z")).Text
        );
        Assert.Contains("\n  \"_id\": \"1\"", (await es.GetAsync("/a/_doc/1?pretty")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("_source", (await es.GetAsync("/a/_doc/1?_source=false")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_may_hold_what_a_path_may_not()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        foreach (var id in (string[])["a/b", "ä ö", "50%", "?#&+", "_x", "%2F"])
        {
            var path = "/a/_doc/" + Uri.EscapeDataString(id);
            Assert.Equal(id, (await engine.Client.PutAsync(path, new { id })).Ok().At("_id").GetString());
            Assert.Equal(id, (await engine.Client.GetAsync(path)).At("_source", "id").GetString());
        }

        var tooLong = await engine.Client.PutAsync("/a/_doc/" + new string('x', 513), new { });
        Assert.Equal(400, tooLong.Status);
    }

    private static async Task<int> StatusAsync(RunningEngine engine, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        using var response = await engine.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
