using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Workspaces;

/// <summary>What the endpoints of workspaces, members and tokens have in common.</summary>
internal static class MemberFields
{
    public const int NameLengthMaximum = 200;

    public const string PersonType = "person";
    public const string BotType = "bot";

    private static readonly string[] Roles = [.. Enum.GetValues<Role>().Select(PermissionList.Name)];

    public static readonly Field<string> Name = Fields.Text("name", NameLengthMaximum, "The member's name.");

    public static readonly Field<bool> IsBot = Fields.Choice(
        "type",
        "A person, or a program.",
        (PersonType, false),
        (BotType, true)
    );

    public static readonly Field<Role> Role = Fields.Choice(
        "role",
        "The role on the whole workspace; each includes those before it. With `none` the member sees only what is shared with them.",
        [.. Enum.GetValues<Role>().Select(r => (PermissionList.Name(r), r))]
    );

    public static readonly Property Token = new(
        "token",
        Schema.Text("The bearer token. Shown this once; it is kept only as a digest.")
    );

    public static readonly Property TokenId = new("token_id", Schema.Id("Names the token, to end it."));

    /// <summary>The members of a member's object.</summary>
    public static readonly IReadOnlyList<Property> Members =
    [
        Schema.Object("member"),
        new("id", Schema.Id("The member.")),
        new("name", Schema.Text("The name.")),
        new("type", Schema.Choice("A person, or a program.", PersonType, BotType)),
        new("role", Schema.Choice("The role on the whole workspace.", Roles)),
    ];

    public static string TypeName(bool isBot) => isBot ? BotType : PersonType;
}
