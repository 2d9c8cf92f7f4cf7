using NotionStyle.Blocks.Permissions;

namespace NotionStyle.Blocks.Ports;

/// <summary>Workspaces, their members, and the bearer tokens that stand for a member.</summary>
public interface IWorkspaces
{
    /// <summary>Makes a workspace with its first member, who has full access, and a token for that member.</summary>
    /// <param name="name">1 to 200 characters.</param>
    /// <param name="ownerName">1 to 200 characters.</param>
    /// <param name="spaceId">The id to use; the same id again is refused as a conflict. Null for a new one.</param>
    /// <param name="ct">Cancels the request.</param>
    Task<WorkspaceCreated> CreateWorkspaceAsync(string name, string ownerName, Guid? spaceId, CancellationToken ct);

    /// <summary>Makes a member with a role on the whole workspace, and a token for them. The actor needs full access.</summary>
    Task<MemberCreated> CreateMemberAsync(Actor actor, NewMember member, CancellationToken ct);

    /// <summary>The members of the actor's workspace, at most 1,000.</summary>
    Task<IReadOnlyList<Member>> ListMembersAsync(Actor actor, CancellationToken ct);

    /// <summary>Makes one more token for a member; for another than oneself the actor needs full access.</summary>
    Task<TokenCreated> CreateTokenAsync(Actor actor, Guid userId, string label, CancellationToken ct);

    /// <summary>Ends a token. It is refused from then on; by other processes as soon as the <see cref="ITokenCache" /> promises.</summary>
    Task RevokeTokenAsync(Actor actor, Guid tokenId, CancellationToken ct);

    /// <summary>Whom a token stands for; null when it is not one that is in force.</summary>
    ValueTask<Actor?> AuthenticateAsync(string token, CancellationToken ct);
}

/// <summary>A new workspace.</summary>
/// <param name="SpaceId">The workspace.</param>
/// <param name="OwnerId">Its first member.</param>
/// <param name="Token">That member's token; shown this once.</param>
/// <param name="TokenId">Names the token, to end it.</param>
/// <param name="LogicalShard">Where the workspace lives, 0 to 479.</param>
public sealed record WorkspaceCreated(Guid SpaceId, Guid OwnerId, string Token, Guid TokenId, int LogicalShard);

/// <summary>A member to make.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="IsBot">Whether the member is a program.</param>
/// <param name="Role">The role on the whole workspace.</param>
public sealed record NewMember(string Name, bool IsBot, Role Role);

/// <summary>A member.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Name">The name.</param>
/// <param name="IsBot">Whether the member is a program.</param>
/// <param name="Role">The role on the whole workspace.</param>
public sealed record Member(Guid UserId, string Name, bool IsBot, Role Role);

/// <summary>A new member.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Token">The member's token; shown this once.</param>
/// <param name="TokenId">Names the token, to end it.</param>
public sealed record MemberCreated(Guid UserId, string Token, Guid TokenId);

/// <summary>A new token.</summary>
/// <param name="TokenId">Names the token, to end it.</param>
/// <param name="Token">The token; shown this once.</param>
public sealed record TokenCreated(Guid TokenId, string Token);
