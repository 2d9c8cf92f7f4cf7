namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>The endpoints of one noun of the Notion API.</summary>
internal interface INotionEndpoints
{
    /// <summary>Maps them; called once, when the service starts.</summary>
    void Map(NotionApi api);
}
