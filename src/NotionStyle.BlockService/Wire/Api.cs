using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Auth;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Wire;

/// <summary>
/// Maps endpoints: each with who may call it, what may be in its query string, and its page of the document. Handlers are plain request delegates that
/// were bound once, when the service started: a request resolves nothing and binds nothing.
/// </summary>
internal sealed class Api(IEndpointRouteBuilder routes, Authenticator authenticator)
{
    /// <summary>For a member of a workspace.</summary>
    public void ForWorkspace(string method, string path, EndpointDoc doc, Func<HttpContext, Actor, Task> handle) =>
        Map(
            method,
            path,
            doc with
            {
                Access = Access.Workspace,
            },
            async context =>
            {
                var actor = await authenticator.WorkspaceAsync(context);
                if (doc.IsNotionApi)
                    NotionVersion.Check(context.Request);
                doc.Query.Check(context.Request);
                await handle(context, actor);
            }
        );

    /// <summary>For whoever asks, beside the document; without methods for all of them.</summary>
    public void Undocumented(IReadOnlyList<string> methods, string path, RequestDelegate handle)
    {
        if (methods.Count == 0)
            routes.Map(path, handle).ExcludeFromDescription();
        else
            routes.MapMethods(path, methods, handle).ExcludeFromDescription();
    }

    /// <summary>For whatever method and any member of a workspace, beside the document and whatever the query string is.</summary>
    public void UndocumentedForWorkspace(string path, Func<HttpContext, Actor, Task> handle) =>
        Undocumented(
            [],
            path,
            async context =>
            {
                var actor = await authenticator.WorkspaceAsync(context);
                NotionVersion.Check(context.Request);
                await handle(context, actor);
            }
        );

    /// <summary>For the administrator.</summary>
    public void ForAdmin(string method, string path, EndpointDoc doc, Func<HttpContext, Task> handle) =>
        Map(
            method,
            path,
            doc with
            {
                Access = Access.Admin,
            },
            async context =>
            {
                await authenticator.AdminAsync(context);
                doc.Query.Check(context.Request);
                await handle(context);
            }
        );

    /// <summary>For a member of a workspace, about it, or for the administrator, about all of them (no actor).</summary>
    public void ForEither(string method, string path, EndpointDoc doc, Func<HttpContext, Actor?, Task> handle) =>
        Map(
            method,
            path,
            doc with
            {
                Access = Access.Either,
            },
            async context =>
            {
                var actor = await authenticator.EitherAsync(context);
                doc.Query.Check(context.Request);
                await handle(context, actor);
            }
        );

    private void Map(string method, string path, EndpointDoc doc, RequestDelegate handle) =>
        routes.MapMethods(path, [method], handle).WithMetadata(doc).ExcludeFromDescription();
}
