namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>What the Notion API has and this service has not: each is refused by name.</summary>
internal sealed class NotOfferedEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
