using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>
/// <c>filter_path</c>: keeps only what is asked for. Paths are separated by commas, their parts by dots; <c>*</c> stands for any text within a name, <c>**</c> for any number of names, and
/// a path that begins with <c>-</c> takes away.
/// </summary>
internal sealed class FilterPath
{
    private readonly string[][] _kept;
    private readonly string[][] _removed;

    /// <summary>Reads the parameter.</summary>
    public FilterPath(string text)
    {
        var paths = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _kept = [.. paths.Where(p => p[0] != '-').Select(p => p.Split('.'))];
        _removed = [.. paths.Where(p => p[0] == '-').Select(p => p[1..].Split('.'))];
    }

    /// <summary>Takes what is kept and what is taken away each by itself.</summary>
    public FilterPath(IEnumerable<string> kept, IEnumerable<string> removed)
    {
        _kept = [.. kept.Select(p => p.Split('.'))];
        _removed = [.. removed.Select(p => p.Split('.'))];
    }

    /// <summary>What is left of an answer; an empty object when that is nothing.</summary>
    public JsonNode Apply(JsonElement element) =>
        Filter(element, _kept, _removed, _kept.Length == 0) ?? new JsonObject();

    /// <summary>What is left of an element; null when that is nothing.</summary>
    private static JsonNode? Filter(JsonElement element, string[][] kept, string[][] removed, bool isWhole)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                var items = new JsonArray();
                foreach (var item in element.EnumerateArray())
                    if (Filter(item, kept, removed, isWhole) is { } left)
                        items.Add(left);
                return items.Count > 0 || isWhole ? items : null;
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    var removing = Step(removed, member.Name, out var isRemoved);
                    var keeping = Step(kept, member.Name, out var isReached);
                    var isWholeMember = isWhole || isReached;
                    if (isRemoved || (!isWholeMember && keeping.Length == 0))
                        continue;
                    if (Filter(member.Value, keeping, removing, isWholeMember) is { } left)
                        members[member.Name] = left;
                    else if (isWholeMember && member.Value.ValueKind == JsonValueKind.Null)
                        members[member.Name] = null;
                }

                return members.Count > 0 || isWhole ? members : null;
            default:
                return isWhole ? JsonValue.Create(element) : null;
        }
    }

    /// <summary>What is left of the paths behind a name, and whether one ends at it.</summary>
    private static string[][] Step(string[][] paths, string name, out bool ends)
    {
        ends = false;
        List<string[]> next = [];
        foreach (var path in paths)
        {
            if (path[0] == "**")
            {
                next.Add(path);
                if (path.Length == 1)
                    ends = true;
                else if (Matches(path[1], name))
                    Advance(path[2..], next, ref ends);
            }
            else if (Matches(path[0], name))
                Advance(path[1..], next, ref ends);
        }

        return [.. next];
    }

    private static void Advance(string[] rest, List<string[]> next, ref bool ends)
    {
        if (rest.Length == 0)
            ends = true;
        else
            next.Add(rest);
    }

    private static bool Matches(string pattern, string name) => Indices.NamePattern.Matches(pattern, name);
}
