using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks;

/// <summary>
/// The text of a property in Notion's internal form: a list of runs, each <c>["text"]</c> or
/// <c>["text", [marks]]</c>. Immutable and always canonical, so one value has one JSON form: no empty runs, no two
/// neighbours under the same marks, marks in a fixed order.
/// </summary>
public sealed class RichText : IEquatable<RichText>
{
    /// <summary>The most runs that one property may have.</summary>
    public const int MaximumRuns = 100_000;

    /// <summary>The most marks that one run may have.</summary>
    public const int MaximumMarks = 64;

    /// <summary>The most UTF-16 code units that one property may have.</summary>
    public const int MaximumLength = 2 * 1024 * 1024;

    /// <summary>What Notion stores as the text of a mention (page, user, date).</summary>
    public const string MentionText = "\u2023";

    /// <summary>What Notion stores as the text of an inline equation.</summary>
    public const string EquationText = "\u204D";

    /// <summary>The text of an image in text that has no alternative text.</summary>
    public const string ImageText = "\uFFFC";

    internal RichText(ImmutableArray<RichTextRun> canonicalRuns) => Runs = canonicalRuns;

    /// <summary>No text.</summary>
    public static RichText Empty { get; } = new([]);

    /// <summary>The runs.</summary>
    public ImmutableArray<RichTextRun> Runs { get; }

    /// <summary>Whether there is no text.</summary>
    public bool IsEmpty => Runs.IsEmpty;

    /// <summary>The text without marks.</summary>
    public string PlainText =>
        Runs.Length switch
        {
            0 => "",
            1 => Runs[0].Text,
            _ => string.Concat(Runs.Select(run => run.Text)),
        };

    /// <summary>Whether no run has a mark.</summary>
    public bool IsPlain => Runs.Length == 0 || (Runs.Length == 1 && Runs[0].Marks.IsEmpty);

    /// <summary>Text without marks.</summary>
    public static RichText FromPlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? Empty : new RichText([new RichTextRun(text, ImmutableArray<RichTextMark>.Empty)]);
    }

    /// <summary>Rich text from runs, which are merged into canonical form.</summary>
    public static RichText FromRuns(params IEnumerable<RichTextRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var builder = new RichTextBuilder();
        foreach (var run in runs)
        {
            builder.Add(run);
        }

        return builder.ToRichText();
    }

    /// <summary>Reads rich text.</summary>
    /// <param name="json">An array of runs.</param>
    /// <param name="place">Where the value stands, for messages, such as <c>properties.title</c>.</param>
    /// <exception cref="RichTextException">The JSON is not rich text.</exception>
    public static RichText Parse(JsonElement json, string place = "rich_text")
    {
        var problem = RichTextParser.Parse(json, out var result);
        return problem is null ? result! : throw problem.ToException(place);
    }

    /// <summary>Reads rich text; a missing value is empty text.</summary>
    /// <param name="json">An array of runs, or null.</param>
    /// <param name="place">Where the value stands, for messages.</param>
    /// <exception cref="RichTextException">The JSON is not rich text.</exception>
    public static RichText Parse(JsonNode? json, string place = "rich_text") =>
        TryParse(json, place, out var result, out var error) ? result : throw error;

    /// <summary>Reads rich text without throwing.</summary>
    public static bool TryParse(
        JsonElement json,
        string place,
        [NotNullWhen(true)] out RichText? result,
        [NotNullWhen(false)] out RichTextException? error
    )
    {
        var problem = RichTextParser.Parse(json, out result);
        error = problem?.ToException(place);
        return problem is null;
    }

    /// <summary>Reads rich text without throwing; a missing value is empty text.</summary>
    public static bool TryParse(
        JsonNode? json,
        string place,
        [NotNullWhen(true)] out RichText? result,
        [NotNullWhen(false)] out RichTextException? error
    )
    {
        if (json is null)
        {
            result = Empty;
            error = null;
            return true;
        }

        if (TryParseSimple(json, out result))
        {
            error = null;
            return true;
        }

        // A node may hold CLR values or a parsed element; its element form is the one reading of both. Writing it
        // would replace half of a surrogate pair in silence, so that is looked for first.
        JsonElement element;
        try
        {
            if (HasHalfSurrogate(json))
            {
                throw new InvalidOperationException();
            }

            element = JsonSerializer.SerializeToElement(json);
        }
        catch (InvalidOperationException)
        {
            result = null;
            error = new RichTextException(place, "contains half of a surrogate pair; send valid Unicode");
            return false;
        }

        return TryParse(element, place, out result, out error);
    }

    /// <summary>Writes the runs as JSON.</summary>
    public JsonArray ToJson()
    {
        var array = new JsonArray();
        foreach (var run in Runs)
        {
            var item = new JsonArray(JsonValue.Create(run.Text));
            if (!run.Marks.IsEmpty)
            {
                var marks = new JsonArray();
                foreach (var mark in run.Marks)
                {
                    marks.Add((JsonNode)mark.ToJson());
                }

                item.Add((JsonNode)marks);
            }

            array.Add((JsonNode)item);
        }

        return array;
    }

    /// <summary>Writes the runs to a JSON writer, without building nodes.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        foreach (var run in Runs)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(run.Text);
            if (!run.Marks.IsEmpty)
            {
                writer.WriteStartArray();
                foreach (var mark in run.Marks)
                {
                    mark.WriteTo(writer);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <inheritdoc/>
    public bool Equals(RichText? other) => other is not null && Runs.AsSpan().SequenceEqual(other.Runs.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RichText);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var run in Runs)
        {
            hash.Add(run);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => PlainText;

    /// <summary>The commonest value, one run without marks held in CLR strings, needs no detour through text.</summary>
    private static bool TryParseSimple(JsonNode json, [NotNullWhen(true)] out RichText? result)
    {
        result = null;
        if (
            json is JsonArray { Count: 1 } runs
            && runs[0] is JsonArray { Count: 1 } run
            && run[0] is JsonValue value
            && value.TryGetValue<string>(out var text)
            && text.Length <= MaximumLength
            && IsStorable(text)
        )
        {
            result = FromPlain(text);
            return true;
        }

        return false;
    }

    private static bool HasHalfSurrogate(JsonNode json)
    {
        var open = new Stack<JsonNode?>([json]);
        while (open.TryPop(out var node))
        {
            switch (node)
            {
                case JsonArray array:
                    foreach (var item in array)
                    {
                        open.Push(item);
                    }

                    break;
                case JsonObject item:
                    foreach (var (_, value) in item)
                    {
                        open.Push(value);
                    }

                    break;
                case JsonValue value when value.TryGetValue<string>(out var text):
                    if (!HasWholeSurrogates(text))
                    {
                        return true;
                    }

                    break;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Whether PostgreSQL can keep the text: no U+0000 and no half of a surrogate pair.</summary>
    internal static bool IsStorable(string text) =>
        HasWholeSurrogates(text) && !text.Contains('\0', StringComparison.Ordinal);

    private static bool HasWholeSurrogates(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
