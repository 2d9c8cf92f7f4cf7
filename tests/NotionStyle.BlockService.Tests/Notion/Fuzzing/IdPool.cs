using System.Text.Json;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

/// <summary>Ids and cursors that requests are made of: the caller's own by their kinds, and those of another workspace.</summary>
internal sealed class IdPool(Random random)
{
    private const int KeptMaximum = 40;

    private readonly Dictionary<string, List<string>> _own = [];
    private readonly Dictionary<string, List<string>> _foreign = [];

    /// <summary>Cursors that some list gave out, to whomever.</summary>
    private readonly List<string> _cursors = [];

    /// <summary>Whether only the caller's own ids are given, each where its kind belongs.</summary>
    public bool IsTame { get; set; }

    /// <summary>What of another workspace the caller is taken to know.</summary>
    public IEnumerable<string> Foreign => _foreign.Values.SelectMany(ids => ids);

    /// <summary>Takes up what an answer tells of.</summary>
    public void Learn(JsonElement answer, bool isForeign = false)
    {
        switch (answer.ValueKind)
        {
            case JsonValueKind.Object:
                if (
                    answer.TryGetProperty("object", out var kind)
                    && kind.ValueKind == JsonValueKind.String
                    && answer.TryGetProperty("id", out var id)
                    && id.ValueKind == JsonValueKind.String
                )
                    Add(isForeign ? _foreign : _own, kind.GetString()!, id.GetString()!);
                foreach (var member in answer.EnumerateObject())
                {
                    switch (member)
                    {
                        case { Name: "next_cursor", Value.ValueKind: JsonValueKind.String }:
                            Keep(_cursors, member.Value.GetString()!);
                            break;
                        case { Name: "discussion_id", Value.ValueKind: JsonValueKind.String }:
                            Add(isForeign ? _foreign : _own, "discussion", member.Value.GetString()!);
                            break;
                        case { Name: "data_sources", Value.ValueKind: JsonValueKind.Array }:
                            foreach (var source in member.Value.EnumerateArray())
                                Add(isForeign ? _foreign : _own, "data_source", source.GetProperty("id").GetString()!);
                            break;
                        default:
                            Learn(member.Value, isForeign);
                            break;
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in answer.EnumerateArray())
                    Learn(item, isForeign);
                break;
        }
    }

    /// <summary>Takes up one id of another workspace.</summary>
    public void LearnForeign(string kind, string id) => Add(_foreign, kind, id);

    /// <summary>Takes up a cursor that somebody else was given.</summary>
    public void LearnCursor(string cursor) => Keep(_cursors, cursor);

    /// <summary>An id where one of a kind belongs: mostly of that kind and the caller's own.</summary>
    public string Id(string kind)
    {
        var pick = IsTame ? 0 : random.Next(20);
        var source =
            pick < 13 && _own.TryGetValue(kind, out var own) ? own
            : pick < 15 && _own.Count > 0 ? _own.ElementAt(random.Next(_own.Count)).Value
            : pick < 17 && _foreign.TryGetValue(kind, out var foreign) ? foreign
            : pick < 18 && _foreign.Count > 0 ? _foreign.ElementAt(random.Next(_foreign.Count)).Value
            : null;
        if (source is null)
            return RandomId();
        var id = source[random.Next(source.Count)];
        return random.Next(4) == 0 ? id.Replace("-", "", StringComparison.Ordinal) : id;
    }

    /// <summary>One of the caller's own of a kind; null when there is none yet.</summary>
    public string? Own(string kind) => _own.TryGetValue(kind, out var ids) ? ids[random.Next(ids.Count)] : null;

    public string Cursor() =>
        random.Next(4) == 0 || _cursors.Count == 0 ? RandomId() : _cursors[random.Next(_cursors.Count)];

    private string RandomId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private void Add(Dictionary<string, List<string>> pool, string kind, string id)
    {
        if (!pool.TryGetValue(kind, out var ids))
            pool[kind] = ids = [];
        Keep(ids, id);
    }

    private void Keep(List<string> ids, string id)
    {
        if (ids.Contains(id))
            return;
        if (ids.Count < KeptMaximum)
            ids.Add(id);
        else
            ids[random.Next(ids.Count)] = id;
    }
}
