using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Querying;

namespace NotionStyle.SearchService.Tests.Support;

/// <summary>
/// Compares what the index holds of a workspace with the workspace's records, by other means than the service's own comparison: what each actor finds by the index alone with what the
/// permission tree lets them read, and the fields of each document with the record.
/// </summary>
internal static class IndexChecker
{
    public static async Task<List<string>> CheckAsync(
        SearchInstance search,
        Guid spaceId,
        IReadOnlyList<Record> records,
        IEnumerable<Actor> actors
    )
    {
        var tree = new PermissionTree(records.Select(RecordHead.Of));
        var findable = records
            .Where(r => r.Pointer.Table == RecordTable.Block && SearchText.Of(r).Length > 0 && tree.IsAlive(r.Pointer))
            .ToDictionary(r => r.Pointer.Id);
        var pages = PageTexts(records, tree);
        var problems = new List<string>();
        foreach (var actor in actors)
        {
            var isMember = tree.RoleOn(RecordPointer.Space(spaceId), actor) > Role.None;
            var found = await FindAsync(search, actor, isMember);
            var expected = findable.Values.Where(r => tree.RoleOn(r.Pointer, actor) > Role.None);
            foreach (var record in expected.Where(r => !found.ContainsKey(r.Pointer.Id)))
                problems.Add($"{actor.UserId} may read {record.Pointer} and does not find it");
            foreach (var (id, document) in found)
            {
                if (!findable.TryGetValue(id, out var record))
                    problems.Add($"{actor.UserId} finds block {id}, which cannot be found");
                else if (tree.RoleOn(record.Pointer, actor) == Role.None)
                    problems.Add($"{actor.UserId} finds {record.Pointer} and may not read it");
                else
                    problems.AddRange(Compare(record, document, tree, pages));
            }
        }

        return problems;
    }

    private static IEnumerable<string> Compare(
        Record record,
        JsonElement document,
        PermissionTree tree,
        ILookup<Guid, (Guid Id, string Text)> pages
    )
    {
        if (record.Type == "page")
        {
            var expected = PageText(record, pages[record.Pointer.Id]);
            if (!Words(document.GetProperty("page_text").GetString()!).SequenceEqual(Words(expected)))
                yield return $"{record.Pointer} has another page text: '{document.GetProperty("page_text")}' and not '{expected}'";
        }

        var above = tree.Upward(record.Pointer).Skip(1).Select(h => h.Pointer.Id).ToArray();
        if (document.GetProperty("text").GetString() != SearchText.Of(record))
            yield return $"{record.Pointer} has another text";
        if (document.GetProperty("type").GetString() != record.Type)
            yield return $"{record.Pointer} has another type";
        if (document.GetProperty("record_version").GetInt64() != record.Version)
            yield return $"{record.Pointer} has another version";
        if (!document.GetProperty("ancestors").EnumerateArray().Select(a => a.GetGuid()).SequenceEqual(above))
            yield return $"{record.Pointer} has other ancestors";
    }

    /// <summary>What stands on each page, by climbing from each block; the service descends from each page.</summary>
    private static ILookup<Guid, (Guid Id, string Text)> PageTexts(IReadOnlyList<Record> records, PermissionTree tree)
    {
        var texts = new List<(Guid Page, Guid Id, string Text)>();
        foreach (var record in records.Where(r => r.Pointer.Table == RecordTable.Block && r.Type != "page"))
        {
            var text = SearchText.Of(record);
            if (text.Length == 0 || !tree.IsAlive(record.Pointer))
                continue;
            if (tree.Upward(record.Pointer).FirstOrDefault(h => h.Type == "page") is { Pointer: var page })
                texts.Add((page.Id, record.Pointer.Id, text));
        }

        return texts.ToLookup(t => t.Page, t => (t.Id, t.Text));
    }

    /// <summary>A page's own text and what stands on it, cut as it is promised to be: the blocks with the lowest ids, and a number of characters.</summary>
    private static string PageText(Record page, IEnumerable<(Guid Id, string Text)> blocks)
    {
        var first = blocks.OrderBy(b => b.Id).Take(RecordSource.PageTextBlocksMaximum).Select(b => b.Text);
        var below = string.Join('\n', first);
        if (below.Length > RecordSource.PageTextLengthMaximum)
            below = below[..RecordSource.PageTextLengthMaximum];
        return $"{SearchText.Of(page)}\n{below}";
    }

    private static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static async Task<Dictionary<Guid, JsonElement>> FindAsync(
        SearchInstance search,
        Actor actor,
        bool isMember
    )
    {
        var filter = QueryJson.Permitted(actor, isMember);
        filter.Add(QueryJson.Term("has_text", true));
        var body = new JsonObject
        {
            ["size"] = 10_000,
            ["query"] = new JsonObject { ["bool"] = new JsonObject { ["filter"] = filter } },
        };
        using var answer = await search.Elastic.SendAsync(
            HttpMethod.Post,
            $"{search.Index}/_search",
            body,
            TestContext.Current.CancellationToken
        );
        return answer
            .RootElement.GetProperty("hits")
            .GetProperty("hits")
            .EnumerateArray()
            .Select(h => h.GetProperty("_source").Clone())
            .ToDictionary(s => s.GetProperty("id").GetGuid());
    }
}
