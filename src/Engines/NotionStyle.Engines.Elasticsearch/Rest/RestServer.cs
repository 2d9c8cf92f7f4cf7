using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>One request from its first line to its answer: who asks, which route, the body, the handler, and every error in Elasticsearch's shape.</summary>
internal sealed partial class RestServer(
    Routes routes,
    Access access,
    IndexingPressure pressure,
    EngineOptions options,
    ILogger<RestServer> logger
)
{
    private readonly int _bodyMaximum = options.MaximumContentMegabytes * 1024 * 1024;

    /// <summary>Answers.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["X-elastic-product"] = "Elasticsearch";
        var contentType = "application/json";
        RestResponse response;
        Dictionary<string, string> query = [];
        try
        {
            contentType = MediaTypes.Answer(context.Request.Headers.Accept);
            access.Check(context);
            query = ReadQuery(context);
            response = await RunAsync(context, query);
        }
        catch (ElasticsearchException e)
        {
            if (e.Status >= 500)
                LogFailed(logger, context.Request.Method, context.Request.Path, e);
            response = ErrorBody.Response(e);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e)
        {
            response = ErrorBody.Response(
                new ElasticsearchException(e.StatusCode, "illegal_argument_exception", e.Message, e)
            );
        }
        catch (Exception e)
        {
            // What nobody foresaw must not end the connection without a word; the log has the whole of it.
            LogFailed(logger, context.Request.Method, context.Request.Path, e);
            response = ErrorBody.Response(new ElasticsearchException(500, "exception", e.Message, e));
        }

        await WriteAsync(context, query, response, contentType);
    }

    private async Task<RestResponse> RunAsync(HttpContext context, Dictionary<string, string> query)
    {
        var path = RawPath(context);
        // The fallback route would name the span after itself.
        context.SetEndpoint(null);
        var (route, values) = routes.Find(context.Request.Method, path);
        Routes.Check(route, path, query.Keys);
        Activity.Current?.SetTag("http.route", route.Template);
        if (Activity.Current is { } activity)
            activity.DisplayName = $"{route.Method} {route.Template}";
        using var body = new RequestBody(pressure, _bodyMaximum);
        await body.ReadAsync(context);
        return await route.Handler(new RestRequest(context, values, query, body.Bytes));
    }

    private static string RawPath(HttpContext context)
    {
        // The path as it came: a document's id may hold an escaped slash.
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? context.Request.Path.Value!;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? target : target[..end];
    }

    private static Dictionary<string, string> ReadQuery(HttpContext context)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.Request.Query)
            query[name] = value.Count == 1 ? value[0] ?? "" : throw Repeated(name);
        return query;

        static ElasticsearchException Repeated(string name) =>
            ElasticsearchException.IllegalArgument($"the parameter [{name}] is given more than once");
    }

    private static async Task WriteAsync(
        HttpContext context,
        Dictionary<string, string> query,
        RestResponse response,
        string contentType
    )
    {
        context.Response.StatusCode = response.Status;
        var body = response.Body;
        if (!response.IsText && body.Length > 0)
            body = Shape(query, response);
        if (body.Length > 0 || !response.IsText)
            context.Response.ContentType = response.IsText ? "text/plain; charset=UTF-8" : contentType;
        context.Response.ContentLength = body.Length;
        if (response.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"security\", charset=\"UTF-8\"";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        try
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client went away.
        }
    }

    private static ReadOnlyMemory<byte> Shape(Dictionary<string, string> query, RestResponse response)
    {
        var isPretty = query.TryGetValue("pretty", out var pretty) && pretty is "" or "true";
        var filter = response.Status < 300 ? query.GetValueOrDefault("filter_path") : null;
        if (!isPretty && string.IsNullOrEmpty(filter))
            return response.Body;
        using var document = JsonDocument.Parse(response.Body, new JsonDocumentOptions { MaxDepth = 512 });
        var buffer = new ArrayBufferWriter<byte>(response.Body.Length);
        using (var writer = new Utf8JsonWriter(buffer, RestResponse.Options with { Indented = isPretty }))
            if (string.IsNullOrEmpty(filter))
                document.RootElement.WriteTo(writer);
            else
                new FilterPath(filter).Apply(document.RootElement).WriteTo(writer);
        if (isPretty)
            buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
