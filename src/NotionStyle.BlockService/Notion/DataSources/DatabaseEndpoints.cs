using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Databases: create, retrieve, update.</summary>
internal sealed class DatabaseEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
