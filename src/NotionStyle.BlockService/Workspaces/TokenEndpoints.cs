using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Workspaces;

/// <summary><c>/v1/tokens</c>: bearer tokens, which each stand for a member.</summary>
internal sealed class TokenEndpoints(IWorkspaces workspaces)
{
    private const int LabelLengthMaximum = 200;

    private static readonly Field<Guid?> UserId = Fields.OptionalId(
        "user_id",
        "The member whom the token is to stand for; the caller when it is not given. For another than oneself full access is needed."
    );

    private static readonly Field<string> Label = Fields
        .Text("label", LabelLengthMaximum, "What the token is for, for people.")
        .Or("token", "token");

    private static readonly BodyShape Shape = new("A new token.", UserId, Label);

    public void Map(Api api)
    {
        api.ForWorkspace(
            HttpMethods.Post,
            "/v1/tokens",
            new EndpointDoc("createToken", "Tokens", "Make a token", "Makes one more token for a member.")
            {
                Body = Shape.Schema,
                BodyExample = """{"label": "importer on the build machine"}""",
                Answer = Schema.Of(
                    "The token.",
                    Schema.Object("token"),
                    new("id", Schema.Id("Names the token, to end it.")),
                    new("user_id", Schema.Id("The member whom it stands for.")),
                    new("label", Schema.Text("What it is for.")),
                    MemberFields.Token
                ),
                AnswerExample = """
                {
                  "object": "token",
                  "id": "7e6d5c4b-3a29-4817-9f0e-1d2c3b4a5f03",
                  "user_id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01",
                  "label": "importer on the build machine",
                  "token": "nst_example"
                }
                """,
                Refusals = [403, 404],
            },
            CreateAsync
        );
        api.ForWorkspace(
            HttpMethods.Delete,
            "/v1/tokens/{id}",
            new EndpointDoc(
                "revokeToken",
                "Tokens",
                "End a token",
                "The token is refused from then on; by other processes of the service within seconds. With a Redis it is refused by all of them when the answer comes, which then takes seconds."
            )
            {
                Answer = Schema.Of(
                    "The token that was ended.",
                    Schema.Object("token"),
                    new("id", Schema.Id("The token.")),
                    new("revoked", Schema.Bool("True."))
                ),
                AnswerExample = """
                {"object": "token", "id": "7e6d5c4b-3a29-4817-9f0e-1d2c3b4a5f03", "revoked": true}
                """,
                Refusals = [403, 404],
            },
            RevokeAsync
        );
    }

    private async Task CreateAsync(HttpContext context, Actor actor)
    {
        var (userId, label) = await Body.ReadAsync(
            context,
            Shape,
            body => (body.Get(UserId) ?? actor.UserId, body.Get(Label))
        );
        var created = await workspaces.CreateTokenAsync(actor, userId, label, context.RequestAborted);
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "token");
        writer.WriteString("id", created.TokenId);
        writer.WriteString("user_id", userId);
        writer.WriteString("label", label);
        writer.WriteString("token", created.Token);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    private async Task RevokeAsync(HttpContext context, Actor actor)
    {
        var tokenId = context.PathId("id");
        await workspaces.RevokeTokenAsync(actor, tokenId, context.RequestAborted);
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "token");
        writer.WriteString("id", tokenId);
        writer.WriteBoolean("revoked", true);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }
}
