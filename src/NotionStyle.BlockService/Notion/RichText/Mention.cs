using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>
/// What a run of text mentions. Each kind is a mark of its own: <c>["p", page]</c>, <c>["db", database]</c>, <c>["u", user]</c>, <c>["d", {"start", …}]</c>,
/// <c>["tm", "today" | "now" | "me"]</c>, <c>["ce", emoji, {"name", "url"}]</c>, <c>["lm", {"href", …}]</c>, <c>["lp", address]</c>.
/// </summary>
internal abstract record Mention
{
    /// <summary>What a page is called that has no title, or none for this actor.</summary>
    public const string Untitled = "Untitled";

    private const int NameLengthMaximum = 2_000;

    private static readonly string[] LinkTexts =
    [
        "title",
        "description",
        "link_author",
        "link_provider",
        "thumbnail_url",
        "icon_url",
        "iframe_url",
    ];

    private static readonly string[] LinkNumbers = ["height", "padding", "padding_top"];

    private Mention() { }

    /// <summary>The kind's name in the API.</summary>
    public abstract string Type { get; }

    /// <summary>The address that it leads to; null when it leads nowhere.</summary>
    public virtual string? Href => null;

    /// <summary>The text that people see.</summary>
    public abstract string Plain(Names names);

    /// <summary>Writes what stands under the kind's name.</summary>
    public abstract void WriteValue(Utf8JsonWriter writer);

    /// <summary>Reads a mention as callers send it, into its mark.</summary>
    public static RichTextMark Read(Input input)
    {
        var kind = Variant.Of(
            input,
            "user",
            "page",
            "database",
            "date",
            "template_mention",
            "custom_emoji",
            "link_mention",
            "link_preview"
        );
        input.Object("type", kind);
        var value = input[kind];
        return kind switch
        {
            // A user may come as it was answered, with everything that is known of it.
            "user" => RichTextMark.User(
                IdOf(value.Object("id", "object", "name", "avatar_url", "type", "person", "bot"))
            ),
            "page" => RichTextMark.Page(IdOf(value.Object("id"))),
            "database" => RichTextMark.Of(RichTextMark.DatabaseKind, IdOf(value.Object("id"))),
            "date" => Mark(RichTextMark.DateKind, DateObjects.Read(value)),
            "template_mention" => ReadTemplate(value),
            "custom_emoji" => ReadEmoji(value),
            "link_mention" => ReadLink(value),
            _ => RichTextMark.Of(RichTextMark.LinkPreviewKind, Addresses.ReadWeb(value.Object("url")["url"])),
        };
    }

    /// <summary>What a run mentions; null when it mentions nothing, or nothing that can be understood.</summary>
    public static Mention? Of(RichTextRun run, Names names)
    {
        foreach (var mark in run.Marks)
        {
            if (Of(mark, names) is { } mention)
                return mention;
        }

        return null;
    }

    private static Mention? Of(RichTextMark mark, Names names)
    {
        switch (mark.Kind)
        {
            case RichTextMark.PageKind or RichTextMark.DatabaseKind:
                return Ids.TryParse(mark.Argument, out var block)
                    ? new OfBlock(block, mark.Kind == RichTextMark.DatabaseKind || names.IsDatabase(block))
                    : null;
            case RichTextMark.UserKind:
                return Ids.TryParse(mark.Argument, out var user) ? new OfUser(user) : null;
            case RichTextMark.DateKind:
                using (var arguments = Arguments(mark))
                    return DateObjects.Of(arguments.RootElement[0]) is { } date ? new OfDate(date) : null;
            case RichTextMark.TemplateKind:
                return mark.Argument is "today" or "now" or "me" ? new OfTemplate(mark.Argument) : null;
            case RichTextMark.EmojiKind:
                return Ids.TryParse(mark.Argument, out var emoji) ? EmojiOf(emoji, mark) : null;
            case RichTextMark.LinkMentionKind:
                return LinkOf(mark);
            case RichTextMark.LinkPreviewKind:
                return mark.Argument is { } url ? new OfPreview(url) : null;
            default:
                return null;
        }
    }

    private static string IdOf(Input value) => value["id"].Id().ToString();

    private static RichTextMark ReadTemplate(Input value)
    {
        var kind = Variant.Of(value, "template_mention_date", "template_mention_user");
        value.Object("type", kind);
        return RichTextMark.Of(
            RichTextMark.TemplateKind,
            kind == "template_mention_date" ? value[kind].Choice("today", "now") : value[kind].Choice("me")
        );
    }

    private static RichTextMark ReadEmoji(Input value)
    {
        value.Object("id", "name", "url");
        var known = new JsonObject();
        foreach (var name in new[] { "name", "url" })
        {
            if (value[name].HasValue && value[name].Text(NameLengthMaximum) is { Length: > 0 } text)
                known[name] = text;
        }

        return known.Count == 0
            ? RichTextMark.Of(RichTextMark.EmojiKind, IdOf(value))
            : Mark(RichTextMark.EmojiKind, IdOf(value), known);
    }

    private static RichTextMark ReadLink(Input value)
    {
        value.Object(["href", .. LinkTexts, .. LinkNumbers]);
        var link = new JsonObject { ["href"] = Addresses.ReadWeb(value["href"]) };
        foreach (var name in LinkTexts)
        {
            if (value[name].HasValue)
                link[name] = value[name].Text(NameLengthMaximum);
        }

        foreach (var name in LinkNumbers)
        {
            if (value[name].HasValue)
                link[name] = value[name].Number();
        }

        return Mark(RichTextMark.LinkMentionKind, link);
    }

    private static OfEmoji EmojiOf(Guid id, RichTextMark mark)
    {
        using var arguments = Arguments(mark);
        var known = arguments.RootElement.GetArrayLength() > 1 ? arguments.RootElement[1] : default;
        return new OfEmoji(id, TextIn(known, "name"), TextIn(known, "url"));
    }

    private static OfLink? LinkOf(RichTextMark mark)
    {
        using var arguments = Arguments(mark);
        var link = arguments.RootElement.GetArrayLength() > 0 ? arguments.RootElement[0] : default;
        return TextIn(link, "href") is { Length: > 0 } href ? new OfLink(href, link.Clone()) : null;
    }

    /// <summary>The mark's arguments as an array; a mark of a mention has at least one.</summary>
    private static JsonDocument Arguments(RichTextMark mark) =>
        JsonDocument.Parse(mark.ArgumentsJson ?? JsonSerializer.Serialize(new[] { mark.Argument }));

    private static string TextIn(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : "";

    private static RichTextMark Mark(params JsonNode[] parts) =>
        RichTextMark.Parse(JsonSerializer.SerializeToElement(new JsonArray(parts)));

    private sealed record OfBlock(Guid Id, bool IsDatabase) : Mention
    {
        public override string Type => IsDatabase ? "database" : "page";

        public override string Href => $"/{Id:N}";

        public override string Plain(Names names) => names.TitleOf(Id) ?? Untitled;

        public override void WriteValue(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteEndObject();
        }
    }

    private sealed record OfUser(Guid Id) : Mention
    {
        public override string Type => "user";

        public override string Plain(Names names) => "@" + (names.MemberName(Id) ?? "Anonymous");

        public override void WriteValue(Utf8JsonWriter writer) => ObjectJson.WriteUser(writer, Id);
    }

    private sealed record OfDate(ShownDate Date) : Mention
    {
        public override string Type => "date";

        public override string Plain(Names names) => Date.Plain;

        public override void WriteValue(Utf8JsonWriter writer) => DateObjects.Write(writer, Date);
    }

    private sealed record OfTemplate(string Word) : Mention
    {
        public override string Type => "template_mention";

        public override string Plain(Names names) =>
            Word switch
            {
                "today" => "@Today",
                "now" => "@Now",
                _ => "@Me",
            };

        public override void WriteValue(Utf8JsonWriter writer)
        {
            var kind = Word == "me" ? "template_mention_user" : "template_mention_date";
            writer.WriteStartObject();
            writer.WriteString("type", kind);
            writer.WriteString(kind, Word);
            writer.WriteEndObject();
        }
    }

    private sealed record OfEmoji(Guid Id, string Name, string Url) : Mention
    {
        public override string Type => "custom_emoji";

        public override string Plain(Names names) => $":{Name}:";

        public override void WriteValue(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteString("name", Name);
            writer.WriteString("url", Url);
            writer.WriteEndObject();
        }
    }

    private sealed record OfLink(string Address, JsonElement Known) : Mention
    {
        public override string Type => "link_mention";

        public override string Href => Address;

        public override string Plain(Names names) => TextIn(Known, "title") is { Length: > 0 } title ? title : Address;

        public override void WriteValue(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("href", Address);
            foreach (var name in LinkTexts)
            {
                if (Known.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
                    writer.WriteString(name, text.GetString());
            }

            foreach (var name in LinkNumbers)
            {
                if (
                    Known.TryGetProperty(name, out var number)
                    && number.ValueKind == JsonValueKind.Number
                    && number.TryGetDouble(out var amount)
                    && double.IsFinite(amount)
                )
                    writer.WriteNumber(name, amount);
            }

            writer.WriteEndObject();
        }
    }

    private sealed record OfPreview(string Url) : Mention
    {
        public override string Type => "link_preview";

        public override string Href => Url;

        public override string Plain(Names names) => Url;

        public override void WriteValue(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("url", Url);
            writer.WriteEndObject();
        }
    }
}
