using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Workspaces;

/// <summary>Workspaces, members and tokens.</summary>
public sealed class WorkspaceTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private IWorkspaces Workspaces => servers.Store.Workspaces;

    [Fact]
    public async Task A_new_workspace_has_an_owner_with_a_token_and_nothing_else()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);

        Assert.Equal(LogicalShard.Of(space.SpaceId), space.Created.LogicalShard);
        Assert.Equal(space.Owner, await Workspaces.AuthenticateAsync(space.Created.Token, Ct));
        Assert.Equal(
            [new Member(space.Owner.UserId, "Owner", false, Role.Editor)],
            await Workspaces.ListMembersAsync(space.Owner, Ct)
        );
        var record = Assert.Single(await space.SnapshotAsync());
        Assert.Equal((space.Space, 1L, "space"), (record.Pointer, record.Version, record.Type));
        await space.AssertInvariantsAsync();
    }

    [Fact]
    public async Task The_same_workspace_again_is_a_conflict_and_changes_nothing()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);

        await Refused.WithAsync(
            ErrorCode.ConflictError,
            () => Workspaces.CreateWorkspaceAsync("other", "other", space.SpaceId, Ct)
        );

        Assert.Single(await Workspaces.ListMembersAsync(space.Owner, Ct));
        var racing = Guid.NewGuid();
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async _ =>
                {
                    try
                    {
                        return (await Workspaces.CreateWorkspaceAsync("n", "o", racing, Ct)).OwnerId;
                    }
                    catch (BlockStoreException e) when (e.Code == ErrorCode.ConflictError)
                    {
                        return (Guid?)null;
                    }
                })
        );
        Assert.Single(results, r => r is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task A_name_that_cannot_be_is_refused(string name)
    {
        await Refused.WithAsync(
            ErrorCode.ValidationError,
            () => Workspaces.CreateWorkspaceAsync(name, "owner", null, Ct)
        );
        await Refused.WithAsync(
            ErrorCode.ValidationError,
            () => Workspaces.CreateWorkspaceAsync("name", name, null, Ct)
        );
        await Refused.WithAsync(
            ErrorCode.ValidationError,
            () => Workspaces.CreateWorkspaceAsync("name", new string('x', 201), null, Ct)
        );
    }

    [Fact]
    public async Task Members_are_made_by_editors_alone()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var writer = await space.AddMemberAsync(Role.ReadAndWrite);
        var member = new NewMember("New", true, Role.Editor);

        await Refused.WithAsync(ErrorCode.RestrictedResource, () => Workspaces.CreateMemberAsync(writer, member, Ct));
        Assert.Equal(2, (await Workspaces.ListMembersAsync(writer, Ct)).Count);
        var made = await Workspaces.CreateMemberAsync(space.Owner, member, Ct);

        Assert.Equal(new Actor(space.SpaceId, made.UserId), await Workspaces.AuthenticateAsync(made.Token, Ct));
        Assert.Contains(
            new Member(made.UserId, "New", true, Role.Editor),
            await Workspaces.ListMembersAsync(space.Owner, Ct)
        );
        // The workspace was changed twice, by the two members.
        Assert.Equal(3, (await space.RecordAsync(space.Space)).Version);
    }

    [Fact]
    public async Task Members_made_at_once_are_all_there()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => space.AddMemberAsync(Role.Reader)));

        var members = await Workspaces.ListMembersAsync(space.Owner, Ct);
        Assert.Equal(12, members.Count(m => m.Role == Role.Reader));
        Assert.Equal(13, (await space.RecordAsync(space.Space)).Permissions!.Items.Count);
    }

    [Fact]
    public async Task A_token_works_until_it_is_revoked_and_for_its_own_workspace_alone()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(42));
        var other = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(42));
        var token = await Workspaces.CreateTokenAsync(space.Owner, space.Owner.UserId, "second", Ct);
        Assert.Equal(space.Owner, await Workspaces.AuthenticateAsync(token.Token, Ct));

        // The secret of one workspace under the name of another, on the same shard.
        var forged = token.Token.Replace(
            space.SpaceId.ToString("N"),
            other.SpaceId.ToString("N"),
            StringComparison.Ordinal
        );
        Assert.Null(await Workspaces.AuthenticateAsync(forged, Ct));
        await Refused.WithAsync(
            ErrorCode.ObjectNotFound,
            () => Workspaces.RevokeTokenAsync(other.Owner, token.TokenId, Ct)
        );
        Assert.NotNull(await Workspaces.AuthenticateAsync(token.Token, Ct));

        await Workspaces.RevokeTokenAsync(space.Owner, token.TokenId, Ct);

        Assert.Null(await Workspaces.AuthenticateAsync(token.Token, Ct));
        Assert.Equal(space.Owner, await Workspaces.AuthenticateAsync(space.Created.Token, Ct));
        await Workspaces.RevokeTokenAsync(space.Owner, token.TokenId, Ct);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ns_")]
    [InlineData("Bearer x")]
    [InlineData("ns_0123456789abcdef0123456789abcdef0000000000000000000000000000000000000000")]
    [InlineData("ns_0123456789abcdef0123456789abcdez0000000000000000000000000000000000000000")]
    public async Task What_is_no_token_authenticates_nobody(string token) =>
        Assert.Null(await Workspaces.AuthenticateAsync(token, Ct));

    [Fact]
    public async Task A_token_that_is_revoked_while_it_is_used_is_refused_from_then_on()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        for (var round = 0; round < 20; round++)
        {
            var token = await Workspaces.CreateTokenAsync(space.Owner, space.Owner.UserId, "t", Ct);
            using var stop = new CancellationTokenSource();
            var users = Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            while (!stop.IsCancellationRequested)
                                await Workspaces.AuthenticateAsync(token.Token, Ct);
                        },
                        Ct
                    )
                )
                .ToArray();
            await Workspaces.RevokeTokenAsync(space.Owner, token.TokenId, Ct);
            await stop.CancelAsync();
            await Task.WhenAll(users);
            Assert.Null(await Workspaces.AuthenticateAsync(token.Token, Ct));
        }
    }

    [Fact]
    public async Task Tokens_of_others_need_an_editor_and_ones_own_do_not()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var reader = await space.AddMemberAsync(Role.Reader);
        var own = await Workspaces.CreateTokenAsync(reader, reader.UserId, "own", Ct);
        Assert.Equal(reader, await Workspaces.AuthenticateAsync(own.Token, Ct));

        await Refused.WithAsync(
            ErrorCode.RestrictedResource,
            () => Workspaces.CreateTokenAsync(reader, space.Owner.UserId, "theirs", Ct)
        );
        await Refused.WithAsync(
            ErrorCode.RestrictedResource,
            () => Workspaces.RevokeTokenAsync(reader, space.Created.TokenId, Ct)
        );
        Assert.NotNull(await Workspaces.AuthenticateAsync(space.Created.Token, Ct));
        await Workspaces.RevokeTokenAsync(reader, own.TokenId, Ct);
        Assert.Null(await Workspaces.AuthenticateAsync(own.Token, Ct));
        var made = await Workspaces.CreateTokenAsync(space.Owner, reader.UserId, "by the owner", Ct);
        Assert.Equal(reader, await Workspaces.AuthenticateAsync(made.Token, Ct));
    }

    [Fact]
    public async Task There_is_no_token_for_somebody_who_is_no_member_even_where_everybody_has_a_role()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        await Refused.WithAsync(
            ErrorCode.ObjectNotFound,
            () => Workspaces.CreateTokenAsync(space.Owner, Guid.NewGuid(), "nobody", Ct)
        );
        await space.CommitAsync(Build.Grant(space.Space, null, "reader"));
        await Refused.WithAsync(
            ErrorCode.ObjectNotFound,
            () => Workspaces.CreateTokenAsync(space.Owner, Guid.NewGuid(), "nobody", Ct)
        );
    }

    [Fact]
    public async Task A_role_that_is_taken_away_ends_what_the_token_may_do()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var member = await space.AddMemberAsync(Role.Editor);
        await space.CommitAsync(Build.Grant(space.Space, member.UserId, "none"));

        await Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.ReadAsAsync(member, page));
        await Refused.WithAsync(
            ErrorCode.RestrictedResource,
            () => Workspaces.CreateMemberAsync(member, new NewMember("x", false, Role.Reader), Ct)
        );
    }
}
