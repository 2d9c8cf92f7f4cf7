using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

/// <summary>Tasks and goals with a relation between them that goes both ways; or tasks alone, related to each other.</summary>
internal sealed record TwoSides(TestWorkspace Workspace, Guid TaskSource, Guid GoalSource)
{
    /// <summary>The relation of a task.</summary>
    public const string Goals = "Goals";

    /// <summary>The relation of a goal.</summary>
    public const string Tasks = "Tasks";

    public static async Task<TwoSides> MakeAsync(TestService service, bool toItself = false)
    {
        var workspace = await service.NewWorkspaceAsync();
        var home = await workspace.NewPageAsync("Home");
        var (_, tasks) = await workspace.NewDatabaseAsync(home);
        var goals = toItself ? tasks : (await workspace.NewDatabaseAsync(home)).Source;
        var changed = await workspace.PatchAsync(
            $"/v1/data_sources/{tasks}",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    [Goals] = new JsonObject
                    {
                        ["relation"] = new JsonObject
                        {
                            ["data_source_id"] = goals.ToString(),
                            ["type"] = "dual_property",
                            ["dual_property"] = new JsonObject { ["synced_property_name"] = Tasks },
                        },
                    },
                },
            }.ToJsonString()
        );
        changed.Ok();
        return new TwoSides(workspace, tasks, goals);
    }

    public Task<Guid> NewTaskAsync() => Workspace.NewRowAsync(TaskSource);

    public Task<Guid> NewGoalAsync() => Workspace.NewRowAsync(GoalSource);

    public Task<Answer> RelateAsync(Guid row, string name, params IEnumerable<Guid> to) =>
        Workspace.PatchPropertiesAsync(row, new JsonObject { [name] = NotionWorkspace.Relation(to) });

    /// <summary>What is wrong with the links: those that only one side has, and those that a side has twice.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        var forth = await LinksAsync(TaskSource, Goals);
        var back = (await LinksAsync(GoalSource, Tasks))
            .Select(l => (To: l.From, From: l.To))
            .Select(l => (l.From, l.To))
            .ToList();
        return
        [
            .. forth.Except(back).Select(l => $"{l.From} has {l.To}, which does not have it"),
            .. back.Except(forth).Select(l => $"{l.To} has {l.From}, which does not have it"),
            .. forth
                .Concat(back.Select(l => (From: l.To, To: l.From)))
                .GroupBy(l => l)
                .Where(g => g.Count() > (TaskSource == GoalSource ? 2 : 1))
                .Select(g => $"{g.Key.From} has {g.Key.To} {g.Count()} times"),
        ];
    }

    private async Task<List<(Guid From, Guid To)>> LinksAsync(Guid source, string name)
    {
        var links = new List<(Guid, Guid)>();
        foreach (var row in await Workspace.RowsAsync(source))
        {
            foreach (var other in await Workspace.RelatedAsync(row, name))
                links.Add((row, other));
        }

        return links;
    }
}
