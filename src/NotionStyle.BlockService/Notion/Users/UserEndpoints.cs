using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Users;

/// <summary>Members of the workspace: <c>GET /v1/users</c>, <c>/v1/users/me</c>, <c>/v1/users/{id}</c>.</summary>
internal sealed class UserEndpoints : INotionEndpoints
{
    public void Map(NotionApi api) { }
}
