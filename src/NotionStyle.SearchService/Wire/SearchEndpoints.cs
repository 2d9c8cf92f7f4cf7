using System.Security.Cryptography;
using System.Text;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Querying;

namespace NotionStyle.SearchService.Wire;

/// <summary>What block services ask, and what an administrator does. Whoever sends the token is believed about who asks.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this WebApplication app)
    {
        var all = app.MapGroup("").AddEndpointFilter(CheckTokenAsync);
        all.MapPost(SearchWire.SearchPath, SearchAsync);
        all.MapPost(SearchWire.TitlesPath, TitlesAsync);
        all.MapPost(SearchWire.ChangesPath, ChangesAsync);
        all.MapAdmin();
    }

    private static Task<IResult> SearchAsync(HttpRequest request, ElasticBlockSearch search, CancellationToken ct) =>
        AnswerAsync<AskedSearch, SearchResults>(
            request,
            asked => search.SearchAsync(asked.Actor, asked.Request, ct),
            ct
        );

    private static Task<IResult> TitlesAsync(HttpRequest request, ElasticTitleSearch search, CancellationToken ct) =>
        AnswerAsync<AskedTitles, FoundTitles>(request, asked => search.FindAsync(asked.Actor, asked.Query, ct), ct);

    private static async Task<IResult> ChangesAsync(HttpRequest request, HandOffFeed feed, CancellationToken ct)
    {
        var handed = await request.ReadFromJsonAsync<HandedOver>(SearchWire.Json, ct);
        foreach (var commit in handed?.Commits ?? [])
        {
            var changes = commit
                .Changes.Records.Select(r => new Change(
                    commit.Changes.SpaceId,
                    r,
                    commit.Changes.CommittedAt,
                    commit.TraceParent
                ))
                .ToArray();
            if (!feed.TryAdd(changes))
                return Refused(
                    new BlockStoreException(
                        ErrorCode.ServiceUnavailable,
                        $"{HandOffFeed.CommitsMaximum} commits or {HandOffFeed.ChangesMaximum} changes wait to be indexed. Hand these over again."
                    )
                );
        }

        return Results.Accepted();
    }

    private static async Task<IResult> AnswerAsync<TAsked, TFound>(
        HttpRequest request,
        Func<TAsked, Task<TFound>> answer,
        CancellationToken ct
    )
    {
        try
        {
            var asked = await request.ReadFromJsonAsync<TAsked>(SearchWire.Json, ct);
            return asked is null ? Results.BadRequest() : Results.Json(await answer(asked), SearchWire.Json);
        }
        catch (BlockStoreException e)
        {
            return Refused(e);
        }
    }

    private static IResult Refused(BlockStoreException e) =>
        Results.Json(
            new SearchRefusal(e.Code, e.Message),
            SearchWire.Json,
            statusCode: e.IsTransient
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status422UnprocessableEntity
        );

    private static async ValueTask<object?> CheckTokenAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var token = context.HttpContext.RequestServices.GetRequiredService<SearchOptions>().Token;
        if (token is null)
            return await next(context);
        var given = context.HttpContext.Request.Headers.Authorization.ToString();
        var isRight = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)),
            SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token))
        );
        return isRight ? await next(context) : Results.Unauthorized();
    }
}
