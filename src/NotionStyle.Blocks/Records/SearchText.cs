using System.Text;
using System.Text.Json;

namespace NotionStyle.Blocks.Records;

/// <summary>The plain text of a record that search sees: the runs of its rich text, without marks, addresses and settings.</summary>
public static class SearchText
{
    /// <summary>Properties that hold a setting or an address and not words.</summary>
    private static readonly string[] NoWords = ["checked", "language", "source"];

    /// <summary>The text; empty when there is none, cut at <see cref="StoreLimits.SearchTextLengthMaximum" /> characters.</summary>
    public static string Of(Record record) => record.Properties.Text is { } json ? Of(json) : "";

    /// <summary>The text of a record's properties, given as their JSON.</summary>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (NoWords.Contains(property.Name) || property.Value.ValueKind != JsonValueKind.Array)
                continue;
            if (text.Length > 0)
                text.Append(' ');
            foreach (var run in property.Value.EnumerateArray())
            {
                if (
                    run.ValueKind == JsonValueKind.Array
                    && run.GetArrayLength() > 0
                    && run[0].ValueKind == JsonValueKind.String
                )
                    text.Append(run[0].GetString());
                if (text.Length >= StoreLimits.SearchTextLengthMaximum)
                    return Cut(text);
            }
        }

        return text.ToString();
    }

    private static string Cut(StringBuilder text)
    {
        var length = StoreLimits.SearchTextLengthMaximum;
        // Half of a surrogate pair is not text.
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return text.ToString(0, length);
    }
}
