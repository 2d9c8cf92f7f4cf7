using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Json;
using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>A request to the Notion API that was let in: its version is spoken, its token is in force, its rate is kept.</summary>
/// <param name="http">The request itself.</param>
/// <param name="actor">Who asks.</param>
internal sealed class NotionRequest(HttpContext http, Actor actor)
{
    public HttpContext Http { get; } = http;

    public Actor Actor { get; } = actor;

    /// <summary>Ends when the caller has gone or the time is over.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The address under which the caller reached the service, for links back to it.</summary>
    public string BaseUrl => $"{Http.Request.Scheme}://{Http.Request.Host}";

    /// <summary>An id in the path.</summary>
    public Guid PathId(string name)
    {
        var text = Http.Request.RouteValues[name] as string;
        return Ids.TryParse(text, out var id)
            ? id
            : throw BlockStoreException.Invalid(
                $"path failed validation: path.{name} should be a valid uuid, instead was {Quote.Short(text)}."
            );
    }

    /// <summary>Reads the body and lets <paramref name="handle" /> use it; what it holds of the body is gone afterwards. No body at all reads as an empty object.</summary>
    public async Task<T> WithBodyAsync<T>(Func<Input, Task<T>> handle)
    {
        if (!HasBody())
        {
            using var empty = JsonDocument.Parse("{}");
            return await handle(new Input(empty.RootElement, "body"));
        }

        using var buffer = await BodyBuffer.ReadAsync(Http);
        if (buffer.Memory.Length > NotionLimits.BodyBytesMaximum)
            throw new BlockStoreException(
                ErrorCode.PayloadTooLarge,
                $"body is {buffer.Memory.Length} bytes; at most {NotionLimits.BodyBytesMaximum} are allowed. Split the request."
            );
        using var document = JsonBody.Parse(buffer.Memory);
        var body = new Input(document.RootElement, "body");
        return await handle(body.Object());
    }

    /// <summary>As the other, for a handler that gives nothing back.</summary>
    public Task WithBodyAsync(Func<Input, Task> handle) =>
        WithBodyAsync(async body =>
        {
            await handle(body);
            return true;
        });

    private bool HasBody() => Http.Request.ContentLength is > 0 || Http.Request.Headers.TransferEncoding.Count > 0;
}
