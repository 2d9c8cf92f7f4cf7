using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Check.Index;

/// <summary>What Elasticsearch itself says that it holds of a workspace, read past all services: the doctor believes none of them about their own work.</summary>
internal sealed class SearchIndex(DataFolder data) : IDisposable
{
    public const string ElasticsearchName = "elasticsearch";
    private const string PasswordSecret = "Parameters:elasticsearch-password";
    private const string Alias = "blocks";
    private const int PageSize = 1_000;
    private static readonly string[] Fields = ["id", "table", "record_version", "text", "page_id", "page_text"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Every document of the workspace that can be found, by the id of its record.</summary>
    public async Task<IReadOnlyDictionary<Guid, IndexedRecord>> ReadAsync(Guid spaceId, CancellationToken ct)
    {
        // What was written a moment ago counts as well.
        using (await SendAsync($"{Alias}/_refresh", null, ct)) { }
        var all = new Dictionary<Guid, IndexedRecord>();
        string? after = null;
        while (true)
        {
            using var answer = await SendAsync($"{Alias}/_search?routing={spaceId}", Body(spaceId, after), ct);
            var hits = answer.RootElement.Member("hits")?.Items("hits").ToArray() ?? [];
            foreach (var hit in hits)
            {
                var source =
                    hit.Member("_source") ?? throw new LabException("Elasticsearch sends a hit without _source.");
                var record = new IndexedRecord(
                    source.Text("table") ?? "",
                    source.Integer("record_version") ?? 0,
                    source.Text("text") ?? "",
                    source.Text("page_id") is { } page ? Guid.Parse(page) : null,
                    source.Text("page_text")
                );
                after = source.Text("id");
                all.Add(Guid.Parse(after!), record);
            }

            if (hits.Length < PageSize)
                return all;
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Body(Guid spaceId, string? after) =>
        JsonSerializer.Serialize(
            new
            {
                size = PageSize,
                query = new
                {
                    @bool = new
                    {
                        filter = new object[]
                        {
                            new { term = new { space_id = spaceId.ToString() } },
                            new { term = new { alive = true } },
                        },
                    },
                },
                sort = new[] { new { id = "asc" } },
                _source = Fields,
                search_after = after is null ? null : new[] { after },
            },
            JsonText.WithoutNulls
        );

    private async Task<JsonDocument> SendAsync(string path, string? body, CancellationToken ct)
    {
        var address =
            data.ReadRunning()?.Resources.FirstOrDefault(r => r.Name == ElasticsearchName)?.Address
            ?? throw new LabException("Elasticsearch does not run, as far as the AppHost says.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path));
        if (data.ReadSecret(PasswordSecret) is { } password)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{password}"))
            );
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text)
            : throw new LabException($"Elasticsearch answers {(int)response.StatusCode} to {path}: {text}");
    }
}

/// <summary>A record as the index has it.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Version">Its version.</param>
/// <param name="Text">Its text.</param>
/// <param name="PageId">The page on which it stands, itself for a page.</param>
/// <param name="PageText">For a page: what stands on it.</param>
internal readonly record struct IndexedRecord(
    string Table,
    long Version,
    string Text,
    Guid? PageId = null,
    string? PageText = null
);
