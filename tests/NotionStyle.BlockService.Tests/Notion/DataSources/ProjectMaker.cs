using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Short ways to rows with formulas and rollups over the API.</summary>
internal static class ProjectMaker
{
    /// <summary>The id of a property.</summary>
    public static async Task<string> IdOfAsync(this TestWorkspace workspace, Guid source, string property) =>
        (string)(await workspace.PropertiesAsync(source))[property]!["id"]!;

    /// <summary>Makes tasks with hours, and one project that is related to all of them.</summary>
    public static async Task<(Guid Projects, Guid Project)> NewProjectAsync(this TestWorkspace workspace, int tasks = 2)
    {
        var (_, taskSource) = await workspace.NewDatabaseAsync("""{"Name": {"title": {}}, "Hours": {"number": {}}}""");
        var (_, projects) = await workspace.NewDatabaseAsync(
            $$$$"""
            {"Name": {"title": {}},
             "Tasks": {"relation": {"data_source_id": "{{{{taskSource}}}}", "type": "single_property", "single_property": {}}},
             "Hours": {"rollup": {"relation_property_name": "Tasks", "rollup_property_name": "Hours", "function": "sum"}},
             "Names": {"rollup": {"relation_property_name": "Tasks", "rollup_property_name": "Name", "function": "show_original"}},
             "Says": {"formula": {"expression": "format(prop(\"Hours\")) + \" hours\""}}}
            """,
            "Projects"
        );
        var ids = new List<Guid>();
        foreach (
            var (name, hours) in Enumerable
                .Range(0, tasks)
                .Select(i =>
                    (
                        i == 0 ? "One"
                        : i == 1 ? "Two"
                        : $"T{i}",
                        i + 3
                    )
                )
        )
            ids.Add(
                await workspace.NewRowAsync(
                    taskSource,
                    $$$$"""{"Name": {"title": [{"text": {"content": "{{{{name}}}}"}}]}, "Hours": {"number": {{{{hours}}}}}}"""
                )
            );
        var related = string.Join(", ", ids.Select(id => $$"""{"id": "{{id}}"}"""));
        var project = await workspace.NewRowAsync(
            projects,
            $$$"""{"Name": {"title": [{"text": {"content": "P"}}]}, "Tasks": {"relation": [{{{related}}}]}}"""
        );
        return (projects, project);
    }

    /// <summary>Makes a row.</summary>
    public static async Task<Guid> NewRowAsync(this TestWorkspace workspace, Guid source, string properties) =>
        (
            await workspace.PostAsync(
                "/v1/pages",
                $$"""{"parent": {"data_source_id": "{{source}}"}, "properties": {{properties}}}"""
            )
        )
            .Ok()
            .Json.GetProperty("id")
            .GetGuid();
}
