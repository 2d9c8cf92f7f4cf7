using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

/// <summary>Fills a workspace with one of everything, in which every text has a mark that is nowhere else.</summary>
internal static partial class Planted
{
    /// <summary>Makes a page with blocks, a database with rows, a discussion and a file, and gives back every answer.</summary>
    public static async Task<IReadOnlyList<JsonElement>> PlantAsync(TestWorkspace workspace, string mark)
    {
        var answers = new List<JsonElement>();
        var page = Id(
            await PostAsync(
                "/v1/pages",
                $$"""{"parent":{"workspace":true},"properties":{"title":{"title":[{{Text("page")}}]} },"children":[{"type":"toggle","toggle":{"rich_text":[{{Text("block")}}],"children":[{"type":"paragraph","paragraph":{"rich_text":[{{Text("inner")}}]} }]} },{"type":"paragraph","paragraph":{"rich_text":[{{Text("second")}}]} }]}"""
            )
        );
        var database = await PostAsync(
            "/v1/databases",
            $$"""
            {"parent":{"page_id":"{{page}}"},"title":[{{Text("database")}}],"initial_data_source":{"properties":{
              "Name":{"title":{} },"Text":{"rich_text":{} },"Num":{"number":{} },"Sel":{"select":{"options":[{"name":"Blue"}]} },
              "Multi":{"multi_select":{"options":[{"name":"Red"},{"name":"Blue"}]} },"Stat":{"status":{} },"When":{"date":{} },"Who":{"people":{} },"Files":{"files":{} },
              "Done":{"checkbox":{} },"Link":{"url":{} },"Mail":{"email":{} },"Phone":{"phone_number":{} },"Sum":{"formula":{"expression":"prop(\"Num\") * 2"} },
              "Made":{"created_time":{} },"Edited":{"last_edited_time":{} },"Maker":{"created_by":{} },"Editor":{"last_edited_by":{} },"Nr":{"unique_id":{} } } } }
            """
        );
        var source = database.GetProperty("data_sources")[0].GetProperty("id").GetGuid();
        answers.Add(
            (
                await workspace.PatchAsync(
                    $"/v1/data_sources/{source}",
                    $$"""{"properties":{"Rel":{"relation":{"data_source_id":"{{source}}","single_property":{} } } } }"""
                )
            )
                .Ok()
                .Json
        );
        answers.Add(
            (
                await workspace.PatchAsync(
                    $"/v1/data_sources/{source}",
                    """{"properties":{"Roll":{"rollup":{"relation_property_name":"Rel","rollup_property_name":"Text","function":"show_original"} } } }"""
                )
            )
                .Ok()
                .Json
        );
        var first = Id(await RowAsync("first", ""));
        await RowAsync("second", $$""","Rel":{"relation":[{"id":"{{first}}"}]}""");
        await RowAsync("third", "");
        var comment = await PostAsync(
            "/v1/comments",
            $$"""{"parent":{"page_id":"{{page}}"},"rich_text":[{{Text("comment")}}]}"""
        );
        await PostAsync(
            "/v1/comments",
            $$"""{"discussion_id":"{{comment.GetProperty("discussion_id").GetGuid()}}","rich_text":[{{Text("reply")}}]}"""
        );
        var upload = Id(await PostAsync("/v1/file_uploads", $$"""{"filename":"{{mark}}.txt"}"""));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(mark)), "file", "x.txt" },
        };
        (await workspace.Service.SendAsync("POST", $"/v1/file_uploads/{upload}/send", workspace.Token, form)).Ok();
        // Cursors of every list.
        foreach (
            var path in (string[])
                [$"/v1/blocks/{page}/children", $"/v1/comments?block_id={page}", "/v1/users", "/v1/file_uploads"]
        )
            answers.Add((await workspace.GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}page_size=1")).Ok().Json);
        await PostAsync($"/v1/data_sources/{source}/query", """{"page_size":1}""");
        await PostAsync("/v1/search", """{"page_size":1}""");
        return answers;

        string Text(string what) => $$"""{"text":{"content":"{{mark}} {{what}}"} }""";

        async Task<JsonElement> RowAsync(string what, string more) =>
            await PostAsync(
                "/v1/pages",
                $$"""{"parent":{"data_source_id":"{{source}}"},"properties":{"Name":{"title":[{{Text(what)}}]},"Text":{"rich_text":[{{Text(what)}}]},"Num":{"number":3}{{more}} } }"""
            );

        async Task<JsonElement> PostAsync(string path, string body)
        {
            var answer = (await workspace.PostAsync(path, body)).Ok().Json;
            answers.Add(answer);
            return answer;
        }
    }

    /// <summary>Every UUID in a text, without dashes.</summary>
    public static IEnumerable<string> IdsIn(string text) =>
        Uuid().Matches(text).Select(m => m.Value.Replace("-", "", StringComparison.Ordinal));

    private static Guid Id(JsonElement answer) => answer.GetProperty("id").GetGuid();

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
