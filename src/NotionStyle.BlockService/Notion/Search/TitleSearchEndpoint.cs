using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Search;

/// <summary><c>POST /v1/search</c>: pages and data sources by title.</summary>
internal sealed class TitleSearchEndpoint : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
