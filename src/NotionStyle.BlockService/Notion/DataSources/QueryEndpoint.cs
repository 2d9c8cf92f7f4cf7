using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary><c>POST /v1/data_sources/{id}/query</c>: rows by filter and sorts.</summary>
internal sealed class QueryEndpoint : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
