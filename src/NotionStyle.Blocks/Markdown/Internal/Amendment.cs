using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>
/// What Markdown cannot say about a block, in a comment before it:
/// <c>&lt;!-- notion {"type":"toggle","format":{"block_color":"red"}} --&gt;</c>. The block that follows is read as
/// usual and then changed: another type, properties and format values replaced, or removed where the value is null.
/// </summary>
/// <remarks>
/// Any block can be written this way, so export loses nothing, and other programs show the carrier (a paragraph, a
/// list item) and hide the comment. A comment that is not exactly of this form is raw HTML like any other.
/// </remarks>
internal static class Amendment
{
    private const string Start = "<!-- notion ";
    private const string End = " -->";

    public static JsonObject? TryRead(string html)
    {
        if (
            !html.StartsWith(Start, StringComparison.Ordinal)
            || !html.EndsWith(End, StringComparison.Ordinal)
            || html.Length < Start.Length + End.Length
        )
        {
            return null;
        }

        JsonObject? amendment;
        try
        {
            amendment = JsonNode.Parse(html[Start.Length..^End.Length]) as JsonObject;
            if (amendment is null)
            {
                return null;
            }

            foreach (var (name, value) in amendment)
            {
                var isRight = name switch
                {
                    "type" => value is JsonValue type
                        && type.TryGetValue<string>(out var text)
                        && BlockTypes.IsKnown(text)
                        && text is not (BlockTypes.Page or BlockTypes.ChildDatabase),
                    "properties" => value is JsonObject properties && AreTexts(properties),
                    "format" => value is JsonObject format && RichText.IsStorable(format.ToJsonString()),
                    _ => false,
                };
                if (!isRight)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, a name twice, or half of a surrogate pair in an escape.
            return null;
        }

        return amendment;
    }

    public static string Write(JsonObject amendment) =>
        Start + amendment.ToJsonString().Replace("--", "\\u002D\\u002D", StringComparison.Ordinal) + End;

    public static void Apply(JsonObject amendment, BlockNode node)
    {
        if (amendment["type"] is { } type)
        {
            node.Type = type.GetValue<string>();
        }

        node.Properties = Merge(node.Properties, amendment["properties"] as JsonObject);
        node.Format = Merge(node.Format, amendment["format"] as JsonObject);
    }

    /// <summary>What turns one block into another; null when they are the same.</summary>
    public static JsonObject? Difference(BlockNode read, BlockNode wanted)
    {
        var amendment = new JsonObject();
        if (read.Type != wanted.Type)
        {
            amendment["type"] = wanted.Type;
        }

        AddDifference(amendment, "properties", read.Properties, wanted.Properties);
        AddDifference(amendment, "format", read.Format, wanted.Format);
        return amendment.Count == 0 ? null : amendment;
    }

    private static void AddDifference(JsonObject amendment, string name, JsonObject? read, JsonObject? wanted)
    {
        JsonObject? difference = null;
        foreach (var (key, value) in wanted ?? [])
        {
            if (value is not null && !JsonNode.DeepEquals(value, read?[key]))
            {
                (difference ??= [])[key] = value.DeepClone();
            }
        }

        foreach (var (key, _) in read ?? [])
        {
            if (wanted?[key] is null)
            {
                (difference ??= [])[key] = null;
            }
        }

        if (difference is not null)
        {
            amendment[name] = difference;
        }
    }

    private static JsonObject? Merge(JsonObject? into, JsonObject? changes)
    {
        foreach (var (key, value) in changes ?? [])
        {
            if (value is null)
            {
                into?.Remove(key);
            }
            else
            {
                (into ??= [])[key] = value.DeepClone();
            }
        }

        return into is { Count: 0 } ? null : into;
    }

    private static bool AreTexts(JsonObject properties)
    {
        foreach (var (_, value) in properties)
        {
            if (value is not null && !RichText.TryParse(value, "", out _, out _))
            {
                return false;
            }
        }

        return true;
    }
}
