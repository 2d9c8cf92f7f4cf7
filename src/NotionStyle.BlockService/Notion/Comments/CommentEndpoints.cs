using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Comments;

/// <summary>Comments and the discussions that they belong to.</summary>
internal sealed class CommentEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
