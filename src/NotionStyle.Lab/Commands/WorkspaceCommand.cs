using System.CommandLine;
using System.Text.Json;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Commands;

/// <summary><c>workspace NAME</c></summary>
internal static class WorkspaceCommand
{
    public static Command Create(LabContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What to call it." };
        var json = CommonOptions.Json();
        var command = new Command("workspace", "Make a workspace and print its token; later commands work on it.")
        {
            name,
            json,
        };
        var connection = new Connection(command, context);
        command.SetAction(
            async (parsed, ct) =>
            {
                var (client, space) = await connection.OpenAsync(
                    parsed,
                    RetryPolicy.Default,
                    parsed.GetRequiredValue(name),
                    alwaysNew: true,
                    ct
                );
                using (client)
                    context.Terminal.Line(
                        parsed.GetValue(json)
                            ? JsonSerializer.Serialize(
                                new
                                {
                                    Object = "workspace",
                                    Id = space,
                                    client.Token,
                                },
                                JsonText.Indented
                            )
                            : client.Token!
                    );
                return 0;
            }
        );
        return command;
    }
}
