using System.Globalization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Serves the bytes of a file to whoever has its address: a browser that shows a page has no token.</summary>
internal sealed class FileEndpoint(FileStore files, FileSignatures signatures, TimeProvider time)
{
    public void Map(Api api) =>
        api.Undocumented([HttpMethods.Get, HttpMethods.Head], "/v1/files/{space_id}/{file_upload_id}", ServeAsync);

    private Task ServeAsync(HttpContext context)
    {
        var (space, id) = (context.PathId("space_id"), context.PathId("file_upload_id"));
        if (
            !long.TryParse(
                context.Request.Query["expires"],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var expires
            ) || !signatures.IsRight(space, id, expires, context.Request.Query["signature"])
        )
            throw new BlockStoreException(
                ErrorCode.RestrictedResource,
                "The address of a file is good only as it was given out. Ask for what the file is attached to, and take the address from the answer."
            );
        if (expires <= time.GetUtcNow().ToUnixTimeSeconds())
            throw new BlockStoreException(
                ErrorCode.RestrictedResource,
                "The address of the file has ended. Ask again for what the file is attached to; every answer has a new address."
            );
        if (files.Find(space, id) is not var (path, what))
            throw BlockStoreException.NotFound($"file {id}");
        var headers = context.Response.Headers;
        // Whatever a member uploaded runs nowhere: it is saved or shown as an image, and never is a page of this service's.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600, immutable";
        // A large file to a slow reader takes as long as it takes; the server ends readers that stand still.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var kept = File.GetLastWriteTimeUtc(path);
        return Results
            .File(
                path,
                what.ContentType,
                what.Name,
                kept,
                new EntityTagHeaderValue($"\"{kept.Ticks:x}\""),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }
}
