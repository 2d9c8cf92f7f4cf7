using System.Collections.Immutable;
using System.Text.Json;

namespace NotionStyle.Blocks;

/// <summary>
/// Reads the JSON form. Errors are built from the inside out (a mark knows only its own index), so that the path is
/// put together when something is wrong and costs nothing when all is well.
/// </summary>
internal static class RichTextParser
{
    internal sealed record Problem(string Suffix, string Reason)
    {
        public Problem Under(int index) => new($"[{index}]{Suffix}", Reason);

        public RichTextException ToException(string place) => new(place + Suffix, Reason);
    }

    internal static Problem? Parse(JsonElement json, out RichText? result)
    {
        result = null;
        if (json.ValueKind != JsonValueKind.Array)
        {
            return Expected("rich text must be an array of runs", json);
        }

        var count = json.GetArrayLength();
        if (count > RichText.MaximumRuns)
        {
            return new Problem("", $"has {count} runs, at most {RichText.MaximumRuns} are accepted");
        }

        var builder = new RichTextBuilder(count);
        var length = 0L;
        var index = 0;
        foreach (var run in json.EnumerateArray())
        {
            var problem = ParseRun(run, out var text, out var marks);
            if (problem is not null)
            {
                return problem.Under(index);
            }

            length += text.Length;
            if (length > RichText.MaximumLength)
            {
                return new Problem("", $"is longer than {RichText.MaximumLength} characters");
            }

            builder.Add(text, marks);
            index++;
        }

        result = builder.ToRichText();
        return null;
    }

    private static Problem? ParseRun(JsonElement json, out string text, out ImmutableArray<RichTextMark> marks)
    {
        text = "";
        marks = [];
        if (json.ValueKind != JsonValueKind.Array)
        {
            return Expected("a run must be an array such as [\"text\"] or [\"text\", [[\"b\"]]]", json);
        }

        var parts = json.GetArrayLength();
        if (parts is 0 or > 2)
        {
            return new Problem("", $"a run has a text and optionally a list of marks, found {parts} elements");
        }

        var problem = ParseString(json[0], "the text of a run must be a string", out text);
        if (problem is not null)
        {
            return problem.Under(0);
        }

        return parts == 1 ? null : ParseMarks(json[1], out marks)?.Under(1);
    }

    private static Problem? ParseMarks(JsonElement json, out ImmutableArray<RichTextMark> marks)
    {
        marks = [];
        if (json.ValueKind != JsonValueKind.Array)
        {
            return Expected("the marks of a run must be an array of marks such as [[\"b\"]]", json);
        }

        var count = json.GetArrayLength();
        if (count > RichText.MaximumMarks)
        {
            return new Problem("", $"has {count} marks, at most {RichText.MaximumMarks} are accepted");
        }

        if (count == 0)
        {
            return null;
        }

        var found = new RichTextMark[count];
        for (var i = 0; i < count; i++)
        {
            var problem = ParseMark(json[i], out found[i]);
            if (problem is not null)
            {
                return problem.Under(i);
            }
        }

        marks = RichTextRun.Canonical(found);
        return null;
    }

    internal static Problem? ParseMark(JsonElement json, out RichTextMark mark)
    {
        mark = default;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
        {
            return Expected("a mark must be a non-empty array such as [\"b\"]", json);
        }

        var problem = ParseString(json[0], "the kind of a mark must be a string", out var kind);
        if (problem is not null)
        {
            return problem.Under(0);
        }

        if (kind.Length is 0 or > RichTextMark.MaximumKindLength)
        {
            return new Problem("[0]", $"the kind of a mark has 1 to {RichTextMark.MaximumKindLength} characters");
        }

        var count = json.GetArrayLength();
        var needsText =
            kind
            is RichTextMark.LinkKind
                or RichTextMark.ColourKind
                or RichTextMark.EquationKind
                or RichTextMark.PageKind
                or RichTextMark.UserKind
                or RichTextMark.ImageKind;
        if (count == 1)
        {
            if (needsText || kind == RichTextMark.DateKind)
            {
                return new Problem("", $"a mark \"{kind}\" needs an argument");
            }

            mark = RichTextMark.Of(kind);
            return null;
        }

        string? first = null;
        if (json[1].ValueKind == JsonValueKind.String)
        {
            problem = ParseString(json[1], "", out first);
            if (problem is not null)
            {
                return problem.Under(1);
            }
        }
        else if (needsText)
        {
            return Expected($"the argument of a mark \"{kind}\" must be a string", json[1]).Under(1);
        }

        if (count == 2 && first is not null)
        {
            mark = RichTextMark.Of(kind, first);
            return null;
        }

        return ParseArguments(json, kind, first, out mark);
    }

    private static Problem? ParseArguments(JsonElement json, string kind, string? first, out RichTextMark mark)
    {
        mark = default;
        using var stream = new MemoryStream();
        try
        {
            using (var writer = new Utf8JsonWriter(stream))
            {
                writer.WriteStartArray();
                foreach (var argument in json.EnumerateArray().Skip(1))
                {
                    argument.WriteTo(writer);
                }

                writer.WriteEndArray();
            }
        }
        catch (InvalidOperationException)
        {
            return new Problem("", "has an argument with half of a surrogate pair");
        }

        var text = System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        if (text.Contains("\\u0000", StringComparison.Ordinal))
        {
            return new Problem("", "has an argument with U+0000, which PostgreSQL cannot store");
        }

        mark = RichTextMark.FromArguments(kind, first, text);
        return null;
    }

    private static Problem? ParseString(JsonElement json, string expectation, out string text)
    {
        text = "";
        if (json.ValueKind != JsonValueKind.String)
        {
            return Expected(expectation, json);
        }

        try
        {
            text = json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return new Problem("", "contains half of a surrogate pair; send valid Unicode");
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? new Problem("", "contains U+0000, which PostgreSQL cannot store; remove it")
            : null;
    }

    private static Problem Expected(string expectation, JsonElement found) =>
        new("", $"{expectation}, found {Describe(found)}");

    private static string Describe(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => json.GetArrayLength() == 0 ? "an empty array" : "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            _ => "null",
        };
}
