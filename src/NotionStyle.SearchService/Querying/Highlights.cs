using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Querying;

/// <summary>Turns highlighted fragments into runs. The marks are characters that no indexed text has.</summary>
internal static class Highlights
{
    private const string Gap = " … ";

    /// <summary>Characters of a text without a match that are shown.</summary>
    private const int PlainMaximum = 200;

    public static IReadOnlyList<HighlightRun> Read(JsonElement hit, string field)
    {
        var runs = new List<HighlightRun>();
        if (hit.TryGetProperty("highlight", out var highlight) && highlight.TryGetProperty(field, out var fragments))
        {
            foreach (var fragment in fragments.EnumerateArray())
            {
                if (runs.Count > 0)
                    runs.Add(new HighlightRun(Gap, false));
                AddRuns(runs, fragment.GetString()!);
            }
        }

        if (runs.Count == 0 && hit.GetProperty("_source").TryGetProperty("text", out var text))
        {
            var plain = text.GetString()!;
            runs.Add(new HighlightRun(plain.Length <= PlainMaximum ? plain : Cut(plain), false));
        }

        return runs;
    }

    private static string Cut(string text) =>
        text[..(char.IsHighSurrogate(text[PlainMaximum - 1]) ? PlainMaximum - 1 : PlainMaximum)];

    private static void AddRuns(List<HighlightRun> runs, string text)
    {
        var isMatch = false;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not (SearchDocument.MatchBegins or SearchDocument.MatchEnds))
                continue;
            if (i > start)
                runs.Add(new HighlightRun(text[start..i], isMatch));
            if (i < text.Length)
                isMatch = text[i] == SearchDocument.MatchBegins;
            start = i + 1;
        }
    }
}
