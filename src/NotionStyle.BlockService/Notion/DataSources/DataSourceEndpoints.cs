using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Data sources: create, retrieve, update the schema.</summary>
internal sealed class DataSourceEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
