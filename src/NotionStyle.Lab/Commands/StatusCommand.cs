using System.CommandLine;
using System.Text.Json;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Commands;

/// <summary><c>status</c></summary>
internal static class StatusCommand
{
    public static Command Create(LabContext context)
    {
        var data = new Option<string?>("--data")
        {
            Description = "The AppHost's data directory. Default: .data beside the solution.",
            HelpName = "PATH",
        };
        var json = CommonOptions.Json();
        var command = new Command("status", "Show what the AppHost runs.") { data, json };
        command.SetAction(parsed =>
        {
            var folder = context.Data(parsed.GetValue(data));
            if (folder.ReadRunning() is not { } record)
                throw new LabException(
                    $"No AppHost runs on {folder.Path}. Start it with '{Remedies.StartAppHost}', or name its data directory with --data."
                );
            if (parsed.GetValue(json))
                PrintJson(context, folder, record);
            else
                Print(context, folder, record);
            return 0;
        });
        return command;
    }

    private static void Print(LabContext context, DataFolder folder, RunRecord record)
    {
        context.Terminal.Line($"AppHost process {record.Host.Pid} on {folder.Path}");
        foreach (var resource in record.Resources.Where(r => r.Runs))
            context.Terminal.Line(
                $"  {resource.Name, -16} {resource.State, -12} {resource.Health ?? "", -10} "
                    + $"{(resource.Process is { } p ? $"process {p.Pid}" : ""), -15} {resource.Address}"
            );
        if (folder.ReadWorkspace() is { } workspace)
            context.Terminal.Line($"the lab's workspace: \"{workspace.Name}\" {workspace.Id}");
    }

    private static void PrintJson(LabContext context, DataFolder folder, RunRecord record) =>
        context.Terminal.Line(
            JsonSerializer.Serialize(
                new
                {
                    Object = "status",
                    Data = folder.Path,
                    record.Host.Pid,
                    WorkspaceId = folder.ReadWorkspace()?.Id,
                    Resources = record
                        .Resources.Where(r => r.Runs)
                        .Select(r => new
                        {
                            r.Name,
                            r.State,
                            r.Health,
                            r.Process?.Pid,
                            Url = r.Address,
                        }),
                },
                JsonText.Indented
            )
        );
}
