using Scalar.AspNetCore;

namespace NotionStyle.BlockService.Docs;

/// <summary>The document as JSON and as a page to read and try. Everything comes from this service; the page asks no other site for anything.</summary>
internal static class DocsPage
{
    /// <summary>What the browser itself holds the page to, should a newer build of it want something from elsewhere.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapDocs(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json");
        app.MapScalarApiReference(
                "/docs",
                options =>
                {
                    options.Title = "NotionStyle block service";
                    options.DefaultFonts = false;
                    options.Telemetry = false;
                    options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                    options.Agent = new ScalarAgentOptions { Disabled = true };
                    options.Mcp = new ScalarMcpOptions { Disabled = true };
                    options.HideClientButton = true;
                    options.AddPreferredSecuritySchemes(ApiDocument.WorkspaceScheme);
                }
            )
            .AddEndpointFilter(
                static async (invocation, next) =>
                {
                    invocation.HttpContext.Response.Headers.ContentSecurityPolicy = ContentPolicy;
                    return await next(invocation);
                }
            );
        app.MapGet(
            "/",
            static context =>
            {
                context.Response.Redirect("/docs");
                return Task.CompletedTask;
            }
        );
    }
}
