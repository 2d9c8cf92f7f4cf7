using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Users;

/// <summary>Members of the workspace: <c>GET /v1/users</c>, <c>/v1/users/me</c>, <c>/v1/users/{user_id}</c>.</summary>
internal sealed class UserEndpoints(IWorkspaces workspaces, IBlockStore store, TimeProvider time) : INotionEndpoints
{
    public void Map(NotionApi api)
    {
        api.Map(
            HttpMethods.Get,
            "/v1/users",
            new EndpointDoc(
                "listUsers",
                "Users",
                "List the users",
                "The members of the workspace, people and bots, in the order of their ids."
            )
            {
                Query = Paging.Query(),
                Answer = Paging.ListOf("The members.", "user", UserJson.Schema),
                AnswerExample = $$"""
                {
                  "object": "list",
                  "results": [{{UserJson.Example}}],
                  "next_cursor": null,
                  "has_more": false,
                  "type": "user",
                  "user": {}
                }
                """,
                Refusals = [404],
            },
            ListAsync
        );
        api.Map(
            HttpMethods.Get,
            "/v1/users/me",
            new EndpointDoc(
                "retrieveSelf",
                "Users",
                "Retrieve the token's user",
                "The member whom the token stands for; a person as well as a bot."
            )
            {
                Answer = UserJson.Schema,
                AnswerExample = UserJson.Example,
                Refusals = [404],
            },
            request => RetrieveAsync(request, request.Actor.UserId)
        );
        api.Map(
            HttpMethods.Get,
            "/v1/users/{user_id}",
            new EndpointDoc("retrieveUser", "Users", "Retrieve a user", "A member of the workspace.")
            {
                Answer = UserJson.Schema,
                AnswerExample = UserJson.Example,
                Refusals = [404],
            },
            request => RetrieveAsync(request, request.PathId("user_id"))
        );
    }

    private async Task ListAsync(NotionRequest request)
    {
        var page = Paging.Of(request.Http.Request);
        var (actor, now) = (request.Actor, time.GetUtcNow());
        var question = KeysetCursor.QuestionOf(actor, "users");
        var all = await workspaces.ListMembersAsync(actor, request.Aborted);
        // By id, so that a cursor says where it was whoever comes or goes.
        IEnumerable<Member> rest = all.OrderBy(m => m.UserId);
        if (page.Cursor is { } cursor)
        {
            var last = KeysetCursor.Decode(cursor, actor.SpaceId, question, 0, now).LastId;
            rest = rest.Where(m => m.UserId.CompareTo(last) > 0);
        }

        var members = rest.Take(page.Limit + 1).ToList();
        string? next = null;
        if (members.Count > page.Limit)
        {
            members.RemoveAt(page.Limit);
            next = new KeysetCursor(actor.SpaceId, question, now, [], members[^1].UserId).Encode();
        }

        var spaceName = await SpaceNameAsync(actor, members, request.Aborted);
        var writer = JsonAnswer.Begin(request.Http);
        Paging.BeginList(writer);
        foreach (var member in members)
            UserJson.Write(writer, member, actor.SpaceId, spaceName);
        Paging.EndList(writer, "user", next);
        JsonAnswer.End(writer);
    }

    private async Task RetrieveAsync(NotionRequest request, Guid id)
    {
        var all = await workspaces.ListMembersAsync(request.Actor, request.Aborted);
        var member = all.FirstOrDefault(m => m.UserId == id) ?? throw BlockStoreException.NotFound($"user {id}");
        var spaceName = await SpaceNameAsync(request.Actor, [member], request.Aborted);
        var writer = JsonAnswer.Begin(request.Http);
        UserJson.Write(writer, member, request.Actor.SpaceId, spaceName);
        JsonAnswer.End(writer);
    }

    /// <summary>What the workspace is called, which bots tell; null when no bot is answered, or the actor may not read the workspace itself.</summary>
    private async Task<string?> SpaceNameAsync(Actor actor, IReadOnlyList<Member> members, CancellationToken ct)
    {
        if (!members.Any(m => m.IsBot))
            return null;
        var read = await store.ReadAsync(actor, [RecordPointer.Space(actor.SpaceId)], ct);
        return
            read[0] is { } space
            && NotionStyle.Blocks.RichText.TryParse(space.Record.Properties.Node?["name"], "name", out var name, out _)
            ? name.PlainText
            : null;
    }
}
