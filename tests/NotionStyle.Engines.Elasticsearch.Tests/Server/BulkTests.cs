using System.IO.Compression;
using System.Text;
using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

public sealed class BulkTests
{
    [Fact]
    public async Task Each_item_has_its_own_answer_and_a_bad_one_stops_no_other()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var es = engine.Client;
        (await es.PutAsync("/a", """{"mappings":{"dynamic":"strict","properties":{"n":{"type":"integer"}}}}""")).Ok();
        var answer = (
            await es.BulkAsync(
                "?refresh=true",
                new { index = new { _index = "a", _id = "1" } },
                new { n = 1 },
                new { index = new { _index = "a", _id = "2" } },
                new { n = "no number" },
                new { create = new { _index = "a", _id = "1" } },
                new { n = 3 },
                new { index = new { _index = "a", _id = "4" } },
                "{not json",
                new { update = new { _index = "a", _id = "1" } },
                new { doc = new { n = 5 } },
                new { update = new { _index = "a", _id = "6" } },
                new { doc = new { n = 6 } },
                new { update = new { _index = "a", _id = "7" } },
                new { doc = new { n = 7 }, doc_as_upsert = true },
                new { delete = new { _index = "a", _id = "8" } },
                new { index = new { _index = "UPPER", _id = "9" } },
                new { n = 9 },
                new { index = new { _index = "a", _id = "10" } },
                new { unknown = 10 },
                new { index = new { _index = "a" } },
                new { n = 11 }
            )
        ).Ok();
        Assert.True(answer.At("errors").GetBoolean());
        var items = answer.At("items").EnumerateArray().Select(i => i.EnumerateObject().Single()).ToArray();
        Assert.Equal(
            [201, 400, 409, 400, 200, 404, 201, 404, 400, 400, 201],
            items.Select(i => i.Value.GetProperty("status").GetInt32())
        );
        Assert.Equal(
            ["index", "index", "create", "index", "update", "update", "update", "delete", "index", "index", "index"],
            items.Select(i => i.Name)
        );
        Assert.Equal("document_missing_exception", Type(items[5].Value));
        Assert.Equal("invalid_index_name_exception", Type(items[8].Value));
        Assert.Equal("strict_dynamic_mapping_exception", Type(items[9].Value));
        Assert.Equal(3, await es.CountAsync("a"));
        Assert.Equal(5, (await es.GetAsync("/a/_doc/1")).At("_source", "n").GetInt32());

        static string Type(System.Text.Json.JsonElement item) =>
            item.GetProperty("error").GetProperty("type").GetString()!;
    }

    [Theory]
    [InlineData("{\"index\":{\"_index\":\"a\"}}\n{\"n\":1}", "terminated by a newline")]
    [InlineData("[1]\n{}\n", "line [1], expected START_OBJECT")]
    [InlineData("{\"frob\":{}}\n{}\n", "expected field [create], [delete], [index] or [update] but found [frob]")]
    [InlineData("{\"index\":5}\n{}\n", "expected START_OBJECT")]
    [InlineData("{\"index\":{\"_index\":\"a\",\"colour\":1}}\n{}\n", "unknown parameter [colour]")]
    [InlineData("{\"index\":{\"_index\":\"a\"}}\n{\"n\":1}\n{\"index\":{}}\n", "must be followed by a line")]
    [InlineData("{\"index\":{\"_index\":\"a\"}\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("{\"index\":{\"_index\":\"a\",\"version\":\"x\"}}\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("\n\n", "no requests added")]
    public async Task Lines_that_are_no_actions_refuse_the_whole_request_with_nothing_done(string body, string reason)
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path);
        var refused = await engine.Client.SendAsync("POST", "/_bulk", body, "application/x-ndjson");
        Assert.Equal(400, refused.Status);
        Assert.Contains(reason, refused.ErrorReason, StringComparison.Ordinal);
        Assert.Empty((await engine.Client.GetAsync("/_alias")).Ok().Json.EnumerateObject());
    }

    [Fact]
    public async Task A_packed_body_is_unpacked_and_one_that_grows_too_long_is_refused()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path, "MaximumContentMegabytes=1");
        Assert.Equal(200, await SendPackedAsync(engine, 10));
        Assert.Equal(413, await SendPackedAsync(engine, 2_000_000));
        var plain = await engine.Client.SendAsync("POST", "/_bulk", new string(' ', 1_100_000), "application/x-ndjson");
        Assert.Equal((413, "content_too_long_exception"), (plain.Status, plain.ErrorType));
    }

    [Fact]
    public async Task Bodies_that_need_more_memory_than_there_is_are_sent_away_for_later()
    {
        using var folder = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(folder.Path, "PressureMegabytes=1");
        var big = $"{{\"index\":{{\"_index\":\"a\"}}}}\n{{\"t\":\"{new string('x', 1_500_000)}\"}}\n";
        var refused = await engine.Client.SendAsync("POST", "/_bulk", big, "application/x-ndjson");
        Assert.Equal((429, "es_rejected_execution_exception"), (refused.Status, refused.ErrorType));
        (await engine.Client.BulkAsync("", new { index = new { _index = "a" } }, new { n = 1 })).Ok();
    }

    private static async Task<int> SendPackedAsync(RunningEngine engine, int length)
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(
                Encoding.UTF8.GetBytes(
                    $"{{\"index\":{{\"_index\":\"a\"}}}}\n{{\"t\":\"{new string('x', length)}\"}}\n"
                ),
                TestContext.Current.CancellationToken
            );
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await engine.Client.Http.PostAsync(
            "/_bulk",
            content,
            TestContext.Current.CancellationToken
        );
        return (int)response.StatusCode;
    }
}
