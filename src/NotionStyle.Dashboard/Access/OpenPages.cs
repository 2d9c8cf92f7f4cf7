namespace NotionStyle.Dashboard.Access;

/// <summary>
/// Bounds how many pages are open at once: each holds the state of its components in memory. The page itself still comes with its data when there are too many, but it does not answer to
/// clicks until another one is closed.
/// </summary>
internal sealed class OpenPages
{
    /// <summary>Pages that are connected at once.</summary>
    public const int Maximum = 100;

    private int _open;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // A connection is a request that lasts: a web socket, or what stands for one.
        if (context.Request.Path != "/_blazor" || HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _open) <= Maximum)
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(
                $"{Maximum} pages of the dashboard are open already. Close some of them.\n",
                context.RequestAborted
            );
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
