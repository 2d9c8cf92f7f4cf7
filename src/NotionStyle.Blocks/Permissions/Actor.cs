namespace NotionStyle.Blocks.Permissions;

/// <summary>Who asks: a member of one workspace. A bearer token stands for exactly one actor, so nothing reaches across workspaces.</summary>
/// <param name="SpaceId">The workspace; the partition key of everything.</param>
/// <param name="UserId">The member, a person or a bot.</param>
public readonly record struct Actor(Guid SpaceId, Guid UserId);
