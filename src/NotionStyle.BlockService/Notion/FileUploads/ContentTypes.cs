using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Media types of files.</summary>
internal static class ContentTypes
{
    /// <summary>Bytes of which nothing is known.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly FileExtensionContentTypeProvider ByExtension = new();

    /// <summary>Whether a text is a media type such as <c>text/plain; charset=utf-8</c>, and no range of them.</summary>
    public static bool IsValid(string text) =>
        text.Length <= FileUploadLimits.ContentTypeLengthMaximum
        && text.All(c => c is >= ' ' and <= '~')
        && MediaTypeHeaderValue.TryParse(text, out var type)
        && !type.MatchesAllSubTypes;

    /// <summary>What the extension of a name says; null when it says nothing.</summary>
    public static string? Of(string? name) =>
        name is not null && ByExtension.TryGetContentType(name, out var type) ? type : null;

    /// <summary>Whether two are the same but for their parameters.</summary>
    public static bool AreAlike(string one, string other) =>
        MediaTypeHeaderValue.TryParse(one, out var a)
        && MediaTypeHeaderValue.TryParse(other, out var b)
        && a.MediaType.Equals(b.MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>How the Notion API groups the attachments of comments.</summary>
    public static string Category(string? type) =>
        type switch
        {
            { } t when t.StartsWith("image/", StringComparison.OrdinalIgnoreCase) => "image",
            { } t when t.StartsWith("video/", StringComparison.OrdinalIgnoreCase) => "video",
            { } t when t.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) => "audio",
            { } t when AreAlike(t, "application/pdf") => "pdf",
            _ => "productivity",
        };
}
