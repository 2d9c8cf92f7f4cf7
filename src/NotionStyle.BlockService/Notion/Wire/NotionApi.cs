using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>Maps the endpoints of the Notion API: each is let in by version, token and rate, in this order of cost.</summary>
internal sealed class NotionApi(Api api, IRateLimits rates)
{
    public void Map(string method, string path, EndpointDoc doc, Func<NotionRequest, Task> handle) =>
        api.ForWorkspace(
            method,
            path,
            doc with
            {
                IsNotionApi = true,
            },
            async (context, actor) =>
            {
                await rates.TakeAsync(actor);
                await handle(new NotionRequest(context, actor));
            }
        );

    /// <summary>Refuses a part of the Notion API that this service has not, whatever the method: after the token, and without a look at what the token may do.</summary>
    /// <param name="path">The path; it may end in <c>{**rest}</c>.</param>
    /// <param name="what">What it is, as the subject of "… not part of this service".</param>
    /// <param name="remedy">A sentence about what there is instead; empty for nothing.</param>
    public void NotOffered(string path, string what, string remedy = "") =>
        api.UndocumentedForWorkspace(
            path,
            async (_, actor) =>
            {
                await rates.TakeAsync(actor);
                throw Refusal(what, remedy);
            }
        );

    /// <summary>As the other, for what is asked with no workspace's token.</summary>
    public void NotOfferedToAnyone(string path, string what, string remedy) =>
        api.Undocumented([], path, _ => throw Refusal(what, remedy));

    private static RefusedException Refusal(string what, string remedy) =>
        new(
            new Problem(
                StatusCodes.Status400BadRequest,
                "invalid_request",
                $"{what} not part of this service.{(remedy.Length == 0 ? "" : " ")}{remedy}"
            )
        );
}
