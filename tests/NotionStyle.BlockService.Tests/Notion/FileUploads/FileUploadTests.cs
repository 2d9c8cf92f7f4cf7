using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.FileUploads;

public sealed class FileUploadTests(SharedService shared)
{
    private const string Path = "/v1/file_uploads/{file_upload_id}";
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_file_is_announced_sent_and_fetched()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var made = await workspace.PostAsync("/v1/file_uploads", """{"filename":"plan.pdf"}""");
        api.Fits("POST", "/v1/file_uploads", made);
        Assert.Equal("pending", Text(made, "status"));
        Assert.Equal(JsonValueKind.Null, made.Json.GetProperty("content_length").ValueKind);
        Assert.Equal($"{_service.Address}v1/file_uploads/{IdOf(made)}/send", Text(made, "upload_url"));

        var sent = await SendAsync(workspace, IdOf(made), "abc"u8.ToArray());
        api.Fits("POST", Path + "/send", sent);
        Assert.Equal("uploaded", Text(sent, "status"));
        Assert.Equal("application/pdf", Text(sent, "content_type"));
        Assert.Equal(3, sent.Json.GetProperty("content_length").GetInt64());
        Assert.False(sent.Json.TryGetProperty("upload_url", out _));

        var read = await workspace.GetAsync($"/v1/file_uploads/{IdOf(made):N}");
        api.Fits("GET", Path, read);
        Assert.Equal(sent.Text, read.Text);
        Assert.Equal("abc", await FetchTextAsync(LinkTo(workspace, IdOf(made))));
        // Nothing is left on the way.
        Assert.DoesNotContain(
            Directory.EnumerateFiles(System.IO.Path.Combine(_service.FilesDirectory, "sending"), $"{IdOf(made):N}*"),
            f => !f.EndsWith(".lock", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_not_declared_comes_with_the_file()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        var sent = await SendAsync(workspace, id, [1, 2], "Überblick 📚.png", "image/png");
        Assert.Equal("Überblick 📚.png", Text(sent, "filename"));
        Assert.Equal("image/png", Text(sent, "content_type"));
        var unknown = await SendAsync(workspace, await NewAsync(workspace, "{}"), [1], "x");
        Assert.Equal("application/octet-stream", Text(unknown, "content_type"));
        var byName = await SendAsync(workspace, await NewAsync(workspace, "{}"), [1], "x.svg");
        Assert.Equal("image/svg+xml", Text(byName, "content_type"));
    }

    [Theory]
    [InlineData("""{"mode":"multi_part","number_of_parts":2}""", "body.mode should be `\"single_part\"`")]
    [InlineData("""{"mode":"external_url","external_url":"https://a.example"}""", "body.mode should be")]
    [InlineData("""{"mode":"other"}""", "body.mode should be")]
    [InlineData("""{"number_of_parts":2}""", "body.number_of_parts should be not present")]
    [InlineData("""{"external_url":"https://a.example"}""", "body.external_url should be not present")]
    [InlineData("""{"filename":""}""", "body.filename should be not empty")]
    [InlineData("""{"filename":"../a"}""", "body.filename should be the name of a file alone")]
    [InlineData("""{"filename":"a\\b"}""", "body.filename should be the name of a file alone")]
    [InlineData("""{"filename":".."}""", "body.filename should be the name of a file alone")]
    [InlineData("""{"filename":"a\nb"}""", "body.filename should be the name of a file alone")]
    [InlineData("""{"filename":7}""", "body.filename should be a string")]
    [InlineData("""{"content_type":"pdf"}""", "body.content_type should be a media type")]
    [InlineData("""{"content_type":"image/*"}""", "body.content_type should be a media type")]
    [InlineData("""{"content_type":"a/b\r\nc: d"}""", "body.content_type should be a media type")]
    [InlineData("""{"name":"a"}""", "body.name should be not present")]
    public async Task What_cannot_be_a_file_is_refused(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/file_uploads", body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_name_has_900_bytes_at_most()
    {
        var workspace = await _service.NewWorkspaceAsync();
        await NewAsync(workspace, $$"""{"filename":"{{new string('ä', 450)}}"}""");
        (await workspace.PostAsync("/v1/file_uploads", $$"""{"filename":"{{new string('ä', 450)}}x"}""")).Refused(
            400,
            "validation_error",
            "900 bytes"
        );
    }

    [Fact]
    public async Task A_file_has_20_MiB_at_most()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var largest = await SendAsync(
            workspace,
            await NewAsync(workspace, """{"filename":"large.bin"}"""),
            new byte[FileUploadLimits.FileBytesMaximum]
        );
        Assert.Equal(FileUploadLimits.FileBytesMaximum, largest.Ok().Json.GetProperty("content_length").GetInt64());
        foreach (var more in new[] { 1, 10_000_000 })
        {
            var id = await NewAsync(workspace, "{}");
            var answer = await SendAsync(workspace, id, new byte[FileUploadLimits.FileBytesMaximum + more]);
            answer.Refused(413, "payload_too_large", "20971520");
            Assert.Equal("pending", Text(await workspace.GetAsync($"/v1/file_uploads/{id}"), "status"));
        }
    }

    [Fact]
    public async Task A_file_is_sent_once()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        var answers = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(n => SendAsync(workspace, id, new byte[n * 100_000]))
        );
        var sent = Assert.Single(answers, a => (int)a.Status == 200);
        foreach (var answer in answers.Where(a => a != sent))
            Assert.Contains((int)answer.Status, new[] { 400, 409 });
        // The bytes are those of the one who was told so.
        var fetched = await FetchAsync(LinkTo(workspace, id));
        Assert.Equal(sent.Json.GetProperty("content_length").GetInt64(), fetched.Content.Headers.ContentLength);
        (await SendAsync(workspace, id, [1])).Refused(400, "validation_error", "has the status `uploaded`");
    }

    [Fact]
    public async Task The_part_must_not_contradict_the_upload()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, """{"filename":"a.pdf","content_type":"application/pdf"}""");
        (await SendAsync(workspace, id, [1], "b.png", "image/png")).Refused(
            400,
            "validation_error",
            "'application/pdf'"
        );
        var sent = await SendAsync(workspace, id, [1], "b.png", "application/pdf; version=1");
        Assert.Equal("a.pdf", Text(sent, "filename"));
    }

    [Theory]
    [InlineData("part_number", "1", "single part")]
    [InlineData("other", "1", "has a field 'other'")]
    [InlineData("file", "text", "without a file")]
    public async Task A_form_has_nothing_but_the_file(string field, string value, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        using var form = new MultipartFormDataContent { { new StringContent(value), field } };
        (await SendAsync(workspace, id, form)).Refused(400, "validation_error", message);
    }

    [Theory]
    [InlineData("text/plain", "x", 415)]
    [InlineData("multipart/form-data", "x", 415)]
    [InlineData("multipart/mixed; boundary=a", "--a--", 415)]
    [InlineData("multipart/form-data; boundary=a", "", 400)]
    [InlineData("multipart/form-data; boundary=a", "--a--\r\n", 400)]
    [InlineData("multipart/form-data; boundary=a", "--a\r\n", 400)]
    [InlineData(
        "multipart/form-data; boundary=a",
        "--a\r\nContent-Disposition: form-data; name=file; filename=x\r\n\r\nabc",
        400
    )]
    [InlineData("multipart/form-data; boundary=a", "--a\r\n: x\r\n\r\nabc\r\n--a--", 400)]
    [InlineData(
        "multipart/form-data; boundary=a",
        "--a\r\nContent-Disposition: form-data; name=file; filename=../x\r\n\r\nabc\r\n--a--",
        400
    )]
    [InlineData(
        "multipart/form-data; boundary=a",
        "--a\r\nContent-Disposition: form-data; name=file; filename=x\r\n\r\n\r\n--a--",
        400
    )]
    public async Task What_is_no_form_with_a_file_is_refused(string type, string body, int status)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await SendAsync(workspace, id, content)).Refused(
            status,
            status == 415 ? "unsupported_media_type" : "validation_error"
        );
        // It waits for its file still.
        (await SendAsync(workspace, id, [1])).Ok();
    }

    [Fact]
    public async Task There_is_nothing_to_complete()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        (await workspace.PostAsync($"/v1/file_uploads/{id}/complete", "{}")).Refused(400, "validation_error", "single");
        (await workspace.PostAsync($"/v1/file_uploads/{Guid.NewGuid()}/complete", "{}")).Refused(
            404,
            "object_not_found"
        );
    }

    [Fact]
    public async Task Uploads_of_others_are_not_there()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        foreach (var other in new[] { await workspace.AsMemberAsync("editor"), await _service.NewWorkspaceAsync() })
        {
            (await other.GetAsync($"/v1/file_uploads/{id}")).Refused(404, "object_not_found");
            (await SendAsync(other, id, [1])).Refused(404, "object_not_found");
            (await other.PostAsync($"/v1/file_uploads/{id}/complete", "{}")).Refused(404, "object_not_found");
            Assert.Empty((await other.GetAsync("/v1/file_uploads")).Json.GetProperty("results").EnumerateArray());
        }
    }

    [Fact]
    public async Task Uploads_are_listed_by_status_newest_first_to_the_end()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Add(await NewAsync(workspace, "{}"));
        await SendAsync(workspace, ids[2], [1]);
        ids.Reverse();
        var listed = new List<Guid>();
        string? cursor = null;
        do
        {
            var part = await workspace.GetAsync(
                "/v1/file_uploads?page_size=2" + (cursor is null ? "" : $"&start_cursor={cursor}")
            );
            api.Fits("GET", "/v1/file_uploads", part);
            listed.AddRange(
                part.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("id").GetGuid())
            );
            cursor = part.Json.GetProperty("next_cursor").GetString();
        } while (cursor is not null);
        Assert.Equal(ids, listed);
        Assert.Equal(4, await CountAsync("pending"));
        Assert.Equal(1, await CountAsync("uploaded"));
        Assert.Equal(0, await CountAsync("expired"));
        Assert.Equal(0, await CountAsync("failed"));
        (await workspace.GetAsync("/v1/file_uploads?status=other")).Refused(400, "validation_error", "status");

        async Task<int> CountAsync(string status) =>
            (await workspace.GetAsync($"/v1/file_uploads?status={status}"))
                .Ok()
                .Json.GetProperty("results")
                .GetArrayLength();
    }

    [Fact]
    public async Task An_upload_that_is_attached_to_nothing_in_time_has_ended()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        await workspace.WriteAsync("file_upload", id, ["format", "expiry_time"], "\"2026-01-01T00:00:00.000Z\"");
        Assert.Equal("expired", Text(await workspace.GetAsync($"/v1/file_uploads/{id}"), "status"));
        (await SendAsync(workspace, id, [1])).Refused(400, "validation_error", "`expired`");
        var listed = (await workspace.GetAsync("/v1/file_uploads?status=expired")).Json.GetProperty("results");
        Assert.Equal(id, Assert.Single(listed.EnumerateArray()).GetProperty("id").GetGuid());
        await workspace.WriteAsync("file_upload", id, ["format", "attached"], "true");
        var attached = await workspace.GetAsync($"/v1/file_uploads/{id}");
        Assert.Equal("pending", Text(attached, "status"));
        Assert.Equal(JsonValueKind.Null, attached.Json.GetProperty("expiry_time").ValueKind);
    }

    [Theory]
    [InlineData(
        """{"status":7,"filename":[1],"content_type":{},"content_length":"x","expiry_time":true,"attached":"yes"}"""
    )]
    [InlineData(
        """{"status":"pending","filename":"../../x","content_type":"a b","content_length":1.5,"expiry_time":"soon"}"""
    )]
    [InlineData("{}")]
    public async Task Whatever_the_operations_protocol_wrote_is_answered(string format)
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        await workspace.WriteAsync("file_upload", id, ["format"], format);
        api.Fits("GET", Path, await workspace.GetAsync($"/v1/file_uploads/{id}"));
        api.Fits("GET", "/v1/file_uploads", await workspace.GetAsync("/v1/file_uploads"));
        await SendAsync(workspace, id, [1]);
    }

    [Fact]
    public async Task A_service_without_a_directory_says_so()
    {
        await using var service = await TestService.StartAsync("--BlockService:FilesDirectory=");
        var workspace = await service.NewWorkspaceAsync();
        (await workspace.PostAsync("/v1/file_uploads", "{}")).Refused(400, "invalid_request", "FilesDirectory");
        (await workspace.GetAsync("/v1/file_uploads")).Ok();
    }

    [Fact]
    public async Task A_link_is_good_as_it_was_given_out_and_no_other_way()
    {
        var (mine, other) = (await _service.NewWorkspaceAsync(), await _service.NewWorkspaceAsync());
        var (id, another) = (await NewAsync(mine, """{"filename":"a \"b\"; c.html"}"""), await NewAsync(mine, "{}"));
        await SendAsync(mine, id, "<script>alert(1)</script>"u8.ToArray(), "c.html", "text/html");
        await SendAsync(mine, another, [1]);
        var link = LinkTo(mine, id);
        using var answer = await FetchAsync(link);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("a \"b\"; c.html", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains(
            "sandbox",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );

        string[] forged =
        [
            link.Replace(id.ToString("N"), another.ToString("N"), StringComparison.Ordinal),
            link.Replace(mine.SpaceId.ToString("N"), other.SpaceId.ToString("N"), StringComparison.Ordinal),
            link.Replace("expires=1", "expires=2", StringComparison.Ordinal),
            link.Replace("expires=", "expires=-", StringComparison.Ordinal),
            link[..^1],
            link + "A",
            link.Split('?')[0],
            link.Split("signature")[0] + "signature=",
            link.Split("signature")[0] + "signature=" + new string('A', 43),
            link.Split("signature")[0] + "signature=" + new string('!', 43),
            link + "&" + link.Split('&')[1],
        ];
        foreach (var url in forged)
        {
            using var refused = await FetchAsync(url);
            Assert.True((int)refused.StatusCode == 403, $"{url}: {refused.StatusCode}");
        }

        var clock = new StandingClock();
        var past = new FileLinks(
            _service.Address.ToString().TrimEnd('/'),
            mine.SpaceId,
            Signatures,
            clock.GetUtcNow().AddYears(-2)
        );
        using var ended = await FetchAsync(past.Of(id).Url);
        Assert.Equal(403, (int)ended.StatusCode);
        using var absent = await FetchAsync(LinkTo(mine, Guid.NewGuid()));
        Assert.Equal(404, (int)absent.StatusCode);
    }

    [Fact]
    public async Task Parts_of_a_file_are_served()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        await SendAsync(workspace, id, "0123456789"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Get, LinkTo(workspace, id));
        request.Headers.Range = new RangeHeaderValue(2, 4);
        using var answer = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(206, (int)answer.StatusCode);
        Assert.Equal("234", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var head = new HttpRequestMessage(HttpMethod.Head, LinkTo(workspace, id));
        using var headers = await _service.Client.SendAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal(10, headers.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Leftovers_are_swept_when_they_are_a_day_old()
    {
        await using var service = await TestService.StartAsync();
        var workspace = await service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        await SendAsync(workspace, id, [1]);
        var sending = System.IO.Path.Combine(service.FilesDirectory, "sending");
        var (old, young) = (System.IO.Path.Combine(sending, "old.part"), System.IO.Path.Combine(sending, "young.part"));
        foreach (var path in new[] { old, young })
            await File.WriteAllTextAsync(path, "x", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-25));
        var store = (FileStore)service.Services.GetService(typeof(FileStore))!;
        Assert.Equal(1, store.Sweep());
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.NotNull(store.Find(workspace.SpaceId, id));
    }

    /// <summary>What is left when a sender is killed between the name of the file and its record: the upload waits still, and the next sender is let in.</summary>
    [Fact]
    public async Task A_sender_who_was_killed_leaves_an_upload_that_can_be_sent()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var id = await NewAsync(workspace, "{}");
        var store = (FileStore)_service.Services.GetService(typeof(FileStore))!;
        using (store.Enter(id))
        {
            (await SendAsync(workspace, id, [9])).Refused(409, "conflict_error", "another request");
            await store.ReceiveAsync(id, new MemoryStream([1, 2, 3]), TestContext.Current.CancellationToken);
            store.Keep(workspace.SpaceId, id, new KeptFile("a", "text/plain"));
        }

        Assert.Equal("pending", Text(await workspace.GetAsync($"/v1/file_uploads/{id}"), "status"));
        (await SendAsync(workspace, id, "whole"u8.ToArray())).Ok();
        Assert.Equal("whole", await FetchTextAsync(LinkTo(workspace, id)));
    }

    private FileSignatures Signatures => (FileSignatures)_service.Services.GetService(typeof(FileSignatures))!;

    private string LinkTo(TestWorkspace workspace, Guid id) =>
        new FileLinks(_service.Address.ToString().TrimEnd('/'), workspace.SpaceId, Signatures, DateTimeOffset.UtcNow)
            .Of(id)
            .Url;

    private async Task<HttpResponseMessage> FetchAsync(string url) =>
        await _service.Client.GetAsync(url, TestContext.Current.CancellationToken);

    private async Task<string> FetchTextAsync(string url) =>
        await _service.Client.GetStringAsync(url, TestContext.Current.CancellationToken);

    private static async Task<Guid> NewAsync(TestWorkspace workspace, string body) =>
        IdOf((await workspace.PostAsync("/v1/file_uploads", body)).Ok());

    private static async Task<Answer> SendAsync(
        TestWorkspace workspace,
        Guid id,
        byte[] bytes,
        string name = "file",
        string? type = null
    )
    {
        using var file = new ByteArrayContent(bytes);
        if (type is not null)
            file.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var form = new MultipartFormDataContent { { file, "file", name } };
        return await SendAsync(workspace, id, form);
    }

    private static Task<Answer> SendAsync(TestWorkspace workspace, Guid id, HttpContent content) =>
        workspace.Service.SendAsync("POST", $"/v1/file_uploads/{id}/send", workspace.Token, content);

    private static Guid IdOf(Answer answer) => answer.Json.GetProperty("id").GetGuid();

    private static string? Text(Answer answer, string name) => answer.Json.GetProperty(name).GetString();
}
