using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Pages;

public sealed class RelationTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task A_link_that_goes_both_ways_is_seen_from_both_sides()
    {
        var two = await TwoSides.MakeAsync(_service);
        var (task, goal) = (await two.NewTaskAsync(), await two.NewGoalAsync());
        (await two.RelateAsync(task, TwoSides.Goals, goal)).Ok();
        Assert.Equal([goal], (await two.Workspace.PageAsync(task)).Related(TwoSides.Goals));
        Assert.Equal([task], (await two.Workspace.PageAsync(goal)).Related(TwoSides.Tasks));
        (await two.RelateAsync(goal, TwoSides.Tasks)).Ok();
        Assert.Empty((await two.Workspace.PageAsync(task)).Related(TwoSides.Goals));
    }

    [Fact]
    public async Task A_new_row_is_seen_by_the_rows_that_it_is_related_to()
    {
        var two = await TwoSides.MakeAsync(_service);
        var goals = new[] { await two.NewGoalAsync(), await two.NewGoalAsync() };
        var task = await two.Workspace.NewRowAsync(
            two.TaskSource,
            new JsonObject { [TwoSides.Goals] = NotionWorkspace.Relation(goals.Concat(goals)) }
        );
        Assert.Equal(goals, (await two.Workspace.PageAsync(task)).Related(TwoSides.Goals));
        foreach (var goal in goals)
            Assert.Equal([task], (await two.Workspace.PageAsync(goal)).Related(TwoSides.Tasks));
    }

    [Fact]
    public async Task A_row_that_is_not_there_or_not_of_the_data_source_is_refused_by_its_id()
    {
        var two = await TwoSides.MakeAsync(_service);
        var (task, other, page) = (
            await two.NewTaskAsync(),
            await two.NewTaskAsync(),
            await two.Workspace.NewPageAsync("Page")
        );
        foreach (var wrong in new[] { other, page })
            (await two.RelateAsync(task, TwoSides.Goals, wrong)).Refused(400, "validation_error", $"{wrong}");
        var (missing, trashed) = (Guid.NewGuid(), await two.NewGoalAsync());
        (await two.Workspace.PatchAsync($"/v1/pages/{trashed}", """{"in_trash": true}""")).Ok();
        foreach (var gone in new[] { missing, trashed })
            (await two.RelateAsync(task, TwoSides.Goals, gone)).Refused(404, "object_not_found", $"{gone}");
        var foreign = await TwoSides.MakeAsync(_service);
        var hidden = await foreign.NewGoalAsync();
        (await two.RelateAsync(task, TwoSides.Goals, hidden)).Refused(404, "object_not_found", $"{hidden}");
        Assert.Empty((await two.Workspace.PageAsync(task)).Related(TwoSides.Goals));
    }

    [Fact]
    public async Task A_row_may_be_related_to_itself()
    {
        var two = await TwoSides.MakeAsync(_service, toItself: true);
        var row = await two.NewTaskAsync();
        (await two.RelateAsync(row, TwoSides.Goals, row)).Ok();
        var page = await two.Workspace.PageAsync(row);
        Assert.Equal([row], page.Related(TwoSides.Goals));
        Assert.Equal([row], page.Related(TwoSides.Tasks));
    }

    [Fact]
    public async Task What_the_other_side_holds_that_is_no_list_is_put_right()
    {
        var two = await TwoSides.MakeAsync(_service);
        var (task, goal) = (await two.NewTaskAsync(), await two.NewGoalAsync());
        var id = (await two.Workspace.PageAsync(goal)).Property(TwoSides.Tasks).GetProperty("id").GetString();
        (
            await two.Workspace.PostAsync(
                "/v1/transactions",
                $$$"""
                {"id": "{{{Guid.NewGuid()}}}", "operations": [
                  {"pointer": {"table": "block", "id": "{{{goal}}}"}, "path": ["properties", "{{{id}}}"], "command": "set", "args": {"a": 1}}
                ]}
                """
            )
        ).Ok();
        (await two.RelateAsync(task, TwoSides.Goals, goal)).Ok();
        Assert.Equal([task], (await two.Workspace.PageAsync(goal)).Related(TwoSides.Tasks));
    }

    [Fact]
    public async Task A_reader_of_the_other_side_makes_no_links()
    {
        var two = await TwoSides.MakeAsync(_service);
        var (task, goal) = (await two.NewTaskAsync(), await two.NewGoalAsync());
        var reader = two with { Workspace = await two.Workspace.AsMemberAsync("reader") };
        (await reader.RelateAsync(task, TwoSides.Goals, goal)).Refused(403, "restricted_resource");
    }

    [Fact]
    public async Task Links_stay_mirrored_whatever_is_edited_at_once()
    {
        for (var run = 0; run < 6; run++)
        {
            var random = new Random(Random.Shared.Next());
            var two = await TwoSides.MakeAsync(_service, toItself: run % 3 == 2);
            var tasks = await ManyAsync(two.NewTaskAsync);
            var goals = run % 3 == 2 ? tasks : await ManyAsync(two.NewGoalAsync);
            for (var round = 0; round < 6; round++)
            {
                var edits = Enumerable
                    .Range(0, 4)
                    .Select(_ => random.Next(2) == 0 ? (tasks, goals, TwoSides.Goals) : (goals, tasks, TwoSides.Tasks))
                    .Select(side =>
                        (
                            Row: side.Item1[random.Next(side.Item1.Length)],
                            Name: side.Item3,
                            To: side.Item2.Where(_ => random.Next(2) == 0).OrderBy(_ => random.Next()).ToArray(),
                            IsNew: random.Next(4) == 0
                        )
                    )
                    .ToList();
                var made = await Task.WhenAll(edits.Select(e => EditAsync(two, e.Row, e.Name, e.To, e.IsNew)));
                tasks = [.. tasks, .. made.Where(m => m.Name == TwoSides.Goals).Select(m => m.Id).OfType<Guid>()];
                goals =
                    run % 3 == 2
                        ? tasks
                        : [.. goals, .. made.Where(m => m.Name == TwoSides.Tasks).Select(m => m.Id).OfType<Guid>()];
            }

            Assert.Empty(await two.ProblemsAsync());
        }

        static async Task<Guid[]> ManyAsync(Func<Task<Guid>> make) => [await make(), await make(), await make()];

        static async Task<(string Name, Guid? Id)> EditAsync(TwoSides two, Guid row, string name, Guid[] to, bool isNew)
        {
            var source = name == TwoSides.Goals ? two.TaskSource : two.GoalSource;
            var answer = isNew
                ? await two.Workspace.PostRowAsync(source, new JsonObject { [name] = NotionWorkspace.Relation(to) })
                : await two.RelateAsync(row, name, to);
            if ((int)answer.Status == 409)
                return (name, null);
            answer.Ok();
            return (name, isNew ? NotionWorkspace.IdOf(answer) : null);
        }
    }

    [Fact]
    public async Task The_check_of_mirrored_links_finds_one_that_goes_one_way()
    {
        var two = await TwoSides.MakeAsync(_service);
        var (task, goal) = (await two.NewTaskAsync(), await two.NewGoalAsync());
        (await two.RelateAsync(task, TwoSides.Goals, goal)).Ok();
        Assert.Empty(await two.ProblemsAsync());
        var id = (await two.Workspace.PageAsync(goal)).Property(TwoSides.Tasks).GetProperty("id").GetString();
        (
            await two.Workspace.PostAsync(
                "/v1/transactions",
                $$$"""
                {"id": "{{{Guid.NewGuid()}}}", "operations": [
                  {"pointer": {"table": "block", "id": "{{{goal}}}"}, "path": ["properties", "{{{id}}}"], "command": "listRemove", "args": {"id": "{{{task}}}"} }
                ]}
                """
            )
        ).Ok();
        Assert.Single(await two.ProblemsAsync());
    }
}
