using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>Pages: create, retrieve, update, trash and restore, move, property items.</summary>
internal sealed class PageEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
