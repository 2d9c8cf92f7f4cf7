using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks;

/// <summary>
/// One mark of a run: a kind and its arguments. In JSON it is an array that starts with the kind:
/// <c>["b"]</c>, <c>["a", "https://example.org"]</c>, <c>["d", {"start_date": "2026-01-01"}]</c>.
/// </summary>
/// <remarks>
/// Kinds that this platform does not know are kept as they are: a newer client may write them, and dropping them
/// would lose a user's work.
/// </remarks>
public readonly record struct RichTextMark
{
    /// <summary>Bold text.</summary>
    public const string BoldKind = "b";

    /// <summary>Italic text.</summary>
    public const string ItalicKind = "i";

    /// <summary>Struck-through text.</summary>
    public const string StrikeKind = "s";

    /// <summary>Underlined text.</summary>
    public const string UnderlineKind = "_";

    /// <summary>Inline code.</summary>
    public const string CodeKind = "c";

    /// <summary>A link; arguments: the address, optionally a title (the title is an extension, kept for Markdown).</summary>
    public const string LinkKind = "a";

    /// <summary>A text or background colour; argument: its name.</summary>
    public const string ColourKind = "h";

    /// <summary>An inline equation; argument: LaTeX; the text of the run is <see cref="RichText.EquationText"/>.</summary>
    public const string EquationKind = "e";

    /// <summary>A mention of a page; argument: its id; the text is <see cref="RichText.MentionText"/>.</summary>
    public const string PageKind = "p";

    /// <summary>A mention of a user; argument: the id; the text is <see cref="RichText.MentionText"/>.</summary>
    public const string UserKind = "u";

    /// <summary>A date; argument: a string or an object; the text is <see cref="RichText.MentionText"/>.</summary>
    public const string DateKind = "d";

    /// <summary>
    /// An image inside text (an extension; Notion has images as blocks only). Arguments: the address, optionally a
    /// title; the text of the run is the alternative text, or <see cref="RichText.ImageText"/> when there is none.
    /// </summary>
    public const string ImageKind = "img";

    /// <summary>Raw inline HTML from Markdown (an extension): the text of the run is the markup itself.</summary>
    public const string HtmlKind = "html";

    /// <summary>A mention of a database; argument: its id; the text is <see cref="RichText.MentionText"/>.</summary>
    public const string DatabaseKind = "db";

    /// <summary>What becomes a mention when a template is used; argument: <c>today</c>, <c>now</c> or <c>me</c>.</summary>
    public const string TemplateKind = "tm";

    /// <summary>An emoji of the workspace's own; arguments: its id, optionally an object with name and url.</summary>
    public const string EmojiKind = "ce";

    /// <summary>A link shown by what it leads to; argument: an object with href and what is known of it.</summary>
    public const string LinkMentionKind = "lm";

    /// <summary>A link shown as a small preview; argument: the address.</summary>
    public const string LinkPreviewKind = "lp";

    /// <summary>The longest kind that is accepted; Notion's own have one character.</summary>
    public const int MaximumKindLength = 32;

    private RichTextMark(string kind, string? argument, string? argumentsJson)
    {
        Kind = kind;
        Argument = argument;
        ArgumentsJson = argumentsJson;
    }

    /// <summary>The first element of the mark.</summary>
    public string Kind { get; }

    /// <summary>The first argument when it is a string.</summary>
    public string? Argument { get; }

    /// <summary>All arguments as compact JSON, unless there is none or a single string.</summary>
    public string? ArgumentsJson { get; }

    /// <summary>Bold.</summary>
    public static RichTextMark Bold { get; } = new(BoldKind, null, null);

    /// <summary>Italic.</summary>
    public static RichTextMark Italic { get; } = new(ItalicKind, null, null);

    /// <summary>Struck through.</summary>
    public static RichTextMark Strike { get; } = new(StrikeKind, null, null);

    /// <summary>Underlined.</summary>
    public static RichTextMark Underline { get; } = new(UnderlineKind, null, null);

    /// <summary>Inline code.</summary>
    public static RichTextMark Code { get; } = new(CodeKind, null, null);

    /// <summary>Raw inline HTML.</summary>
    public static RichTextMark Html { get; } = new(HtmlKind, null, null);

    /// <summary>
    /// Whether each run with this mark stands for one thing (a mention, an equation, an image): such runs are never
    /// merged, because two mentions of one user are two mentions.
    /// </summary>
    public bool IsAtomic =>
        Kind
            is EquationKind
                or PageKind
                or UserKind
                or DateKind
                or ImageKind
                or DatabaseKind
                or TemplateKind
                or EmojiKind
                or LinkMentionKind
                or LinkPreviewKind;

    /// <summary>The second argument when there are exactly two strings: the title of a link or an image.</summary>
    public string? Title
    {
        get
        {
            if (ArgumentsJson is null || Argument is null)
            {
                return null;
            }

            using var document = JsonDocument.Parse(ArgumentsJson);
            var root = document.RootElement;
            return root.GetArrayLength() == 2 && root[1].ValueKind == JsonValueKind.String ? root[1].GetString() : null;
        }
    }

    /// <summary>A link to an address, with an optional title.</summary>
    public static RichTextMark Link(string url, string? title = null) => Of(LinkKind, url, title);

    /// <summary>An image in text.</summary>
    public static RichTextMark Image(string url, string? title = null) => Of(ImageKind, url, title);

    /// <summary>A colour such as <c>red</c> or <c>blue_background</c>.</summary>
    public static RichTextMark Colour(string name) => Of(ColourKind, name);

    /// <summary>An inline equation.</summary>
    public static RichTextMark Equation(string latex) => Of(EquationKind, latex);

    /// <summary>A mention of a page.</summary>
    public static RichTextMark Page(string pageId) => Of(PageKind, pageId);

    /// <summary>A mention of a user.</summary>
    public static RichTextMark User(string userId) => Of(UserKind, userId);

    /// <summary>A date given as text.</summary>
    public static RichTextMark Date(string date) => Of(DateKind, date);

    /// <summary>A mark of any kind with up to two string arguments.</summary>
    public static RichTextMark Of(string kind, string? argument = null, string? second = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        if (second is null)
        {
            return new RichTextMark(kind, argument, null);
        }

        ArgumentNullException.ThrowIfNull(argument);
        return new RichTextMark(kind, argument, new JsonArray(argument, second).ToJsonString());
    }

    internal static RichTextMark FromArguments(string kind, string? first, string argumentsJson) =>
        new(kind, first, argumentsJson);

    /// <summary>Reads a mark from JSON.</summary>
    /// <param name="json">The mark: an array that starts with its kind.</param>
    /// <param name="place">The path of the mark, for messages.</param>
    /// <exception cref="RichTextException">The JSON is not a mark.</exception>
    public static RichTextMark Parse(JsonElement json, string place = "mark")
    {
        var error = RichTextParser.ParseMark(json, out var mark);
        return error is null ? mark : throw error.ToException(place);
    }

    /// <summary>Writes the mark as JSON.</summary>
    public JsonArray ToJson()
    {
        var array = new JsonArray(JsonValue.Create(Kind));
        if (ArgumentsJson is not null)
        {
            foreach (var argument in JsonNode.Parse(ArgumentsJson)!.AsArray())
            {
                array.Add(argument?.DeepClone());
            }
        }
        else if (Argument is not null)
        {
            array.Add((JsonNode)JsonValue.Create(Argument)!);
        }

        return array;
    }

    /// <summary>Writes the mark to a JSON writer.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        writer.WriteStringValue(Kind);
        if (ArgumentsJson is not null)
        {
            using var document = JsonDocument.Parse(ArgumentsJson);
            foreach (var argument in document.RootElement.EnumerateArray())
            {
                argument.WriteTo(writer);
            }
        }
        else if (Argument is not null)
        {
            writer.WriteStringValue(Argument);
        }

        writer.WriteEndArray();
    }

    /// <summary>The place of a kind in the canonical order of a run's marks; unknown kinds come last.</summary>
    internal static int Rank(string kind) =>
        kind switch
        {
            LinkKind => 0,
            BoldKind => 1,
            ItalicKind => 2,
            StrikeKind => 3,
            UnderlineKind => 4,
            CodeKind => 5,
            ColourKind => 6,
            EquationKind => 7,
            PageKind => 8,
            UserKind => 9,
            DateKind => 10,
            ImageKind => 11,
            HtmlKind => 12,
            _ => 13,
        };

    internal static int Compare(RichTextMark left, RichTextMark right)
    {
        var order = Rank(left.Kind).CompareTo(Rank(right.Kind));
        if (order == 0)
        {
            order = string.CompareOrdinal(left.Kind, right.Kind);
        }

        if (order == 0)
        {
            order = string.CompareOrdinal(left.Argument, right.Argument);
        }

        return order != 0 ? order : string.CompareOrdinal(left.ArgumentsJson, right.ArgumentsJson);
    }
}
