using System.Net;
using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Search;

/// <summary>Search by the search service. When it is away or slow, the caller is told so clearly and soon; nothing is tried behind their back.</summary>
internal sealed class SearchServiceClient(IHttpClientFactory clients) : IBlockSearch
{
    /// <summary>The name of its HTTP client.</summary>
    public const string HttpName = "search-service";

    /// <inheritdoc />
    public Task<SearchResults> SearchAsync(Actor actor, SearchRequest request, CancellationToken ct) =>
        AskAsync<AskedSearch, SearchResults>(SearchWire.SearchPath, new AskedSearch(actor, request), ct);

    /// <summary>Pages and data sources by a part of their title.</summary>
    public Task<FoundTitles> FindTitlesAsync(Actor actor, TitleQuery query, CancellationToken ct) =>
        AskAsync<AskedTitles, FoundTitles>(SearchWire.TitlesPath, new AskedTitles(actor, query), ct);

    /// <summary>Hands commits over; what the service answered.</summary>
    public async Task<HttpStatusCode> HandOverAsync(HandedOver commits, CancellationToken ct)
    {
        using var response = await clients
            .CreateClient(HttpName)
            .PostAsJsonAsync(SearchWire.ChangesPath, commits, SearchWire.Json, ct);
        return response.StatusCode;
    }

    private async Task<TFound> AskAsync<TAsked, TFound>(string path, TAsked asked, CancellationToken ct)
        where TFound : class
    {
        try
        {
            using var response = await clients.CreateClient(HttpName).PostAsJsonAsync(path, asked, SearchWire.Json, ct);
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadFromJsonAsync<TFound>(SearchWire.Json, ct)
                    ?? throw Unavailable("its answer was empty");
            if (
                response.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.ServiceUnavailable
                && response.Content.Headers.ContentType?.MediaType == "application/json"
            )
            {
                var refusal = await response.Content.ReadFromJsonAsync<SearchRefusal>(SearchWire.Json, ct);
                if (refusal is not null)
                    throw new BlockStoreException(refusal.Code, refusal.Message);
            }

            throw Unavailable($"it answered {(int)response.StatusCode}");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Unavailable("it did not answer in time", e);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
        {
            throw Unavailable("it cannot be reached", e);
        }
    }

    private static BlockStoreException Unavailable(string why, Exception? inner = null) =>
        new(
            ErrorCode.ServiceUnavailable,
            $"Search cannot be used just now: {why}. Pages and edits are not affected. Send the same request again.",
            inner
        );
}
