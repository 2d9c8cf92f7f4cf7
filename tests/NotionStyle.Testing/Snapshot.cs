using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>Compares records by what they say, not by how their JSON is written: stores such as jsonb keep the meaning only.</summary>
public static class Snapshot
{
    /// <summary>The names of the fields in which two records differ.</summary>
    public static List<string> Differences(Record a, Record b, bool withVersion = true)
    {
        var names = new List<string>();
        if (a.Type != b.Type)
            names.Add("type");
        if (!SameJson(a.Properties, b.Properties))
            names.Add("properties");
        if (!SameJson(a.Format, b.Format))
            names.Add("format");
        if (!a.Content.SequenceEqual(b.Content))
            names.Add("content");
        if (a.Parent != b.Parent)
            names.Add("parent");
        if (a.Permissions?.ToJson() != b.Permissions?.ToJson())
            names.Add("permissions");
        if (a.Alive != b.Alive)
            names.Add("alive");
        if (!withVersion)
            return names;
        if (a.Version != b.Version)
            names.Add("version");
        if (a.CreatedBy != b.CreatedBy)
            names.Add("created_by");
        if (a.LastEditedBy != b.LastEditedBy)
            names.Add("last_edited_by");
        if (a.CreatedTime != b.CreatedTime)
            names.Add("created_time");
        if (a.LastEditedTime != b.LastEditedTime)
            names.Add("last_edited_time");
        return names;
    }

    /// <summary>The differences of two workspaces as sentences.</summary>
    public static List<string> Differences(
        IEnumerable<Record> expected,
        IEnumerable<Record> actual,
        bool withVersion = true
    )
    {
        var sentences = new List<string>();
        var left = expected.ToDictionary(r => r.Pointer);
        foreach (var record in actual)
        {
            if (!left.Remove(record.Pointer, out var other))
                sentences.Add($"{record.Pointer} is not expected.");
            else
            {
                foreach (var name in Differences(other, record, withVersion))
                    sentences.Add($"{record.Pointer}: {name} is {Show(record, name)}, expected {Show(other, name)}.");
            }
        }

        sentences.AddRange(left.Keys.Select(p => $"{p} is expected, but not there."));
        return sentences;
    }

    // No object and an empty object say the same.
    private static bool SameJson(JsonField a, JsonField b) =>
        (a.Text ?? "{}") == (b.Text ?? "{}")
        || JsonNode.DeepEquals(JsonNode.Parse(a.Text ?? "{}"), JsonNode.Parse(b.Text ?? "{}"));

    private static string Show(Record record, string name) =>
        name switch
        {
            "type" => record.Type,
            "properties" => record.Properties.Text ?? "null",
            "format" => record.Format.Text ?? "null",
            "content" => "[" + string.Join(", ", record.Content) + "]",
            "parent" => record.Parent?.ToString() ?? "null",
            "permissions" => record.Permissions?.ToJson() ?? "null",
            "alive" => record.Alive.ToString(),
            "version" => $"{record.Version}",
            "created_by" => record.CreatedBy.ToString(),
            "last_edited_by" => record.LastEditedBy.ToString(),
            "created_time" => $"{record.CreatedTime:O}",
            _ => $"{record.LastEditedTime:O}",
        };
}
