using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Makes the links of one answer.</summary>
internal sealed class FileLinkFactory(FileSignatures signatures, TimeProvider time)
{
    /// <summary>Links for who sent a request: to the service under the name by which it was reached, and into the caller's workspace alone.</summary>
    public FileLinks For(NotionRequest request) =>
        new(request.BaseUrl, request.Actor.SpaceId, signatures, time.GetUtcNow());
}
