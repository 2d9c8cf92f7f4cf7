using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>File uploads of a single part, and the files themselves.</summary>
internal sealed class FileUploadEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
