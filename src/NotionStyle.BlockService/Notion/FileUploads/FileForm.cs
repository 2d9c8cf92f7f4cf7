using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Reads the form in which a file is sent: the one field <c>file</c>, straight from the connection. No more than a buffer of it is in memory.</summary>
internal static class FileForm
{
    private const int BoundaryLengthMaximum = 200;

    /// <summary>Gives the file of the request's form to <paramref name="receive" />, and looks that nothing else is in the form.</summary>
    public static async Task<T> ReadFileAsync<T>(
        HttpContext context,
        Func<FileMultipartSection, Task<T>> receive,
        CancellationToken ct
    )
    {
        var request = context.Request;
        const int bytesMaximum = FileUploadLimits.FileBytesMaximum + FileUploadLimits.FormBytesMaximum;
        // Beyond the maximum, too: who sends more gets an answer, for which the server has to take in some of what it refuses.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = 4L * bytesMaximum;
        if (request.ContentLength > bytesMaximum)
            throw new BlockStoreException(
                ErrorCode.PayloadTooLarge,
                $"body is {request.ContentLength} bytes; a file of at most {FileUploadLimits.FileBytesMaximum} bytes can be sent. Send a smaller one, or give its address as an external file."
            );
        var reader = new MultipartReader(BoundaryOf(request), request.Body)
        {
            HeadersCountLimit = 16,
            HeadersLengthLimit = 8 * 1024,
        };
        (bool IsThere, T Value) result = default;
        while (await NextAsync(reader, ct) is { } section)
        {
            var name = section.GetContentDispositionHeader()?.Name.Value?.Trim('"') ?? "";
            if (name == "part_number")
                throw BlockStoreException.Invalid(
                    "body failed validation: body.part_number should be not present: a file is sent in a single part here."
                );
            if (name != "file" || section.AsFileSection() is not { FileStream: not null } file)
                throw BlockStoreException.Invalid(
                    $"body failed validation: the form has a field {Quote.Short(name)}{(name == "file" ? " without a file" : "")}; it should have one file, in the field 'file'."
                );
            if (result.IsThere)
                throw BlockStoreException.Invalid(
                    "body failed validation: the form should have one file, not several."
                );
            result = (true, await receive(file));
        }

        return result.IsThere
            ? result.Value
            : throw BlockStoreException.Invalid(
                "body failed validation: body.file should be defined, instead was `undefined`. Send the file in the field 'file' of the form."
            );
    }

    /// <summary>The bytes of a part; what breaks the form is the caller's fault.</summary>
    public static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(buffer, ct);
        }
        catch (Exception e) when (IsBrokenForm(e))
        {
            throw Broken(e);
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadNextSectionAsync(ct);
        }
        catch (Exception e) when (IsBrokenForm(e))
        {
            throw Broken(e);
        }
    }

    /// <summary>A connection that broke is an IOException, too, and is none of the form's.</summary>
    private static bool IsBrokenForm(Exception e) =>
        e is InvalidDataException || (e is IOException && e.GetType() == typeof(IOException));

    private static BlockStoreException Broken(Exception e) =>
        new(
            ErrorCode.ValidationError,
            "body failed validation: it is no form of the type multipart/form-data, or ends before its end.",
            e
        );

    private static string BoundaryOf(HttpRequest request)
    {
        if (
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= BoundaryLengthMaximum } boundary
        )
            return boundary.Value!;
        throw new UnsupportedBodyException(
            $"Content-Type is {Quote.Short(request.ContentType)}; send multipart/form-data with a boundary, and the file in its field 'file'."
        );
    }
}
