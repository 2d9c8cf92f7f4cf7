using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>Maps the endpoints of the Notion API: each is let in by version, token and rate, in this order of cost.</summary>
internal sealed class NotionApi(Api api, RateLimits rates)
{
    public void Map(string method, string path, EndpointDoc doc, Func<NotionRequest, Task> handle) =>
        api.ForWorkspace(
            method,
            path,
            doc with
            {
                IsNotionApi = true,
            },
            (context, actor) =>
            {
                rates.Take(actor);
                return handle(new NotionRequest(context, actor));
            }
        );
}
