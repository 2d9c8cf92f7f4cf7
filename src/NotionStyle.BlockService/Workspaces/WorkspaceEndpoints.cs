using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Workspaces;

/// <summary><c>POST /v1/workspaces</c>, for the administrator.</summary>
internal sealed class WorkspaceEndpoints(IWorkspaces workspaces)
{
    private static readonly Field<string> Name = Fields.Text(
        "name",
        MemberFields.NameLengthMaximum,
        "The workspace's name."
    );

    private static readonly Field<string> OwnerName = Fields.Text(
        "owner_name",
        MemberFields.NameLengthMaximum,
        "The name of its first member, who has full access."
    );

    private static readonly Field<Guid?> Id = Fields.OptionalId(
        "id",
        "The id to use, so that the request may be sent again: the second time it is a conflict. A new one when it is not given."
    );

    private static readonly BodyShape Shape = new("A new workspace.", Name, OwnerName, Id);

    private static readonly EndpointDoc Doc = new(
        "createWorkspace",
        "Workspaces",
        "Make a workspace",
        "Makes a workspace with its first member, and a token for that member. Where it lives is decided here once: its logical shard never changes."
    )
    {
        Body = Shape.Schema,
        BodyExample = """
            {"name": "Library", "owner_name": "Ada"}
            """,
        Answer = Schema.Of(
            "The workspace.",
            Schema.Object("workspace"),
            new Property("id", Schema.Id("The workspace.")),
            new Property("name", Schema.Text("Its name.")),
            new Property(
                "owner",
                Schema.Of(
                    "Its first member.",
                    new Property("id", Schema.Id("The member.")),
                    new Property("name", Schema.Text("The name."))
                )
            ),
            MemberFields.Token,
            MemberFields.TokenId,
            new Property("logical_shard", Schema.Integer("Where it lives.") with { Minimum = 0, Maximum = 479 })
        ),
        AnswerExample = """
            {
              "object": "workspace",
              "id": "9f1b7a52-5b1c-4d43-a1c6-1f0d7b6c8a01",
              "name": "Library",
              "owner": { "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01", "name": "Ada" },
              "token": "nst_example",
              "token_id": "7e6d5c4b-3a29-4817-9f0e-1d2c3b4a5f01",
              "logical_shard": 137
            }
            """,
        Refusals = [403, 409],
    };

    public void Map(Api api) => api.ForAdmin(HttpMethods.Post, "/v1/workspaces", Doc, CreateAsync);

    private async Task CreateAsync(HttpContext context)
    {
        var (name, owner, id) = await Body.ReadAsync(
            context,
            Shape,
            body => (body.Get(Name), body.Get(OwnerName), body.Get(Id))
        );
        var created = await workspaces.CreateWorkspaceAsync(name, owner, id, context.RequestAborted);

        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "workspace");
        writer.WriteString("id", created.SpaceId);
        writer.WriteString("name", name);
        writer.WriteStartObject("owner");
        writer.WriteString("id", created.OwnerId);
        writer.WriteString("name", owner);
        writer.WriteEndObject();
        writer.WriteString("token", created.Token);
        writer.WriteString("token_id", created.TokenId);
        writer.WriteNumber("logical_shard", created.LogicalShard);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }
}
