using System.Text;
using System.Text.Json;

namespace NotionStyle.Engines.Elasticsearch.Tests.Support;

/// <summary>Plain HTTP to an engine.</summary>
internal sealed class EngineClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public HttpClient Http => _http;

    public async Task<Answer> SendAsync(
        string method,
        string path,
        string? body = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new(type);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PutAsync(string path, object? body = null) =>
        SendAsync("PUT", path, body is null ? null : Text(body));

    public Task<Answer> PostAsync(string path, object? body = null) =>
        SendAsync("POST", path, body is null ? null : Text(body));

    public Task<Answer> DeleteAsync(string path) => SendAsync("DELETE", path);

    /// <summary>A bulk request of lines, each an object or a text that is sent as it is.</summary>
    public Task<Answer> BulkAsync(string query, params object[] lines) =>
        SendAsync("POST", "/_bulk" + query, string.Concat(lines.Select(l => Text(l) + "\n")), "application/x-ndjson");

    public async Task<long> CountAsync(string index) =>
        (await GetAsync($"/{index}/_count")).Ok().At("count").GetInt64();

    public void Dispose() => _http.Dispose();

    private static string Text(object body) => body as string ?? JsonSerializer.Serialize(body);
}
