using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Blocks: retrieve, update, trash, list children, append children.</summary>
internal sealed class BlockEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
