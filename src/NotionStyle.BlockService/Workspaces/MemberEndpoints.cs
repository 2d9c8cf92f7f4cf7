using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Workspaces;

/// <summary><c>/v1/members</c>: who is in a workspace.</summary>
internal sealed class MemberEndpoints(IWorkspaces workspaces)
{
    private const string Example = """
        {
          "object": "member",
          "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01",
          "name": "Ada",
          "type": "person",
          "role": "editor"
        }
        """;

    private static readonly BodyShape Shape = new(
        "A new member.",
        MemberFields.Name,
        MemberFields.IsBot,
        MemberFields.Role
    );

    private static readonly Schema MemberSchema = Schema.Of("A member.", MemberFields.Members) with { Name = "member" };

    public void Map(Api api)
    {
        api.ForWorkspace(
            HttpMethods.Get,
            "/v1/members",
            new EndpointDoc(
                "listMembers",
                "Members",
                "List the members",
                "The members of the workspace, at most 1,000."
            )
            {
                Answer = Schema.Of(
                    "The members.",
                    Schema.Object("list"),
                    new("results", Schema.List("The members.", MemberSchema))
                ),
                AnswerExample = $$"""{"object": "list", "results": [{{Example}}]}""",
            },
            ListAsync
        );
        api.ForWorkspace(
            HttpMethods.Get,
            "/v1/members/me",
            new EndpointDoc("readMe", "Members", "Read who I am", "The member whom the token stands for.")
            {
                Answer = MemberSchema,
                AnswerExample = Example,
                Refusals = [404],
            },
            MeAsync
        );
        api.ForWorkspace(
            HttpMethods.Post,
            "/v1/members",
            new EndpointDoc(
                "createMember",
                "Members",
                "Make a member",
                "Makes a member with a role on the whole workspace, and a token for them. Needs full access to the workspace."
            )
            {
                Body = Shape.Schema,
                BodyExample = """{"name": "Grace", "type": "person", "role": "read_and_write"}""",
                Answer = Schema.Of("The member.", [.. MemberFields.Members, MemberFields.Token, MemberFields.TokenId]),
                AnswerExample = """
                {
                  "object": "member",
                  "id": "5d4c3b2a-1908-4f7e-8d6c-5b4a39281701",
                  "name": "Grace",
                  "type": "person",
                  "role": "read_and_write",
                  "token": "nst_example",
                  "token_id": "7e6d5c4b-3a29-4817-9f0e-1d2c3b4a5f02"
                }
                """,
                Refusals = [403],
            },
            CreateAsync
        );
    }

    private async Task ListAsync(HttpContext context, Actor actor)
    {
        var members = await workspaces.ListMembersAsync(actor, context.RequestAborted);
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("results");
        foreach (var member in members)
        {
            writer.WriteStartObject();
            Write(writer, member);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    private async Task MeAsync(HttpContext context, Actor actor)
    {
        var members = await workspaces.ListMembersAsync(actor, context.RequestAborted);
        var me =
            members.FirstOrDefault(m => m.UserId == actor.UserId)
            ?? throw BlockStoreException.NotFound($"member {actor.UserId}");
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        Write(writer, me);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    private async Task CreateAsync(HttpContext context, Actor actor)
    {
        var member = await Body.ReadAsync(
            context,
            Shape,
            body => new NewMember(
                body.Get(MemberFields.Name),
                body.Get(MemberFields.IsBot),
                body.Get(MemberFields.Role)
            )
        );
        var created = await workspaces.CreateMemberAsync(actor, member, context.RequestAborted);
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        Write(writer, new Member(created.UserId, member.Name, member.IsBot, member.Role));
        writer.WriteString("token", created.Token);
        writer.WriteString("token_id", created.TokenId);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    private static void Write(Utf8JsonWriter writer, Member member)
    {
        writer.WriteString("object", "member");
        writer.WriteString("id", member.UserId);
        writer.WriteString("name", member.Name);
        writer.WriteString("type", MemberFields.TypeName(member.IsBot));
        writer.WriteString("role", PermissionList.Name(member.Role));
    }
}
