using System.Text;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.BlockService.Notion.Wire;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>Writes rich text as the Notion API answers it.</summary>
internal static class RichTextOutput
{
    /// <summary>Writes an array of rich text objects. Never fails on what is stored.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="names">The titles and names of what the text mentions.</param>
    public static void Write(Utf8JsonWriter writer, Text text, Names names)
    {
        writer.WriteStartArray();
        foreach (var run in text.Runs)
        {
            if (run.Find(RichTextMark.EquationKind)?.Argument is { } expression)
                WriteEquation(writer, run, expression);
            else if (Mention.Of(run, names) is { } mention)
                WriteMention(writer, run, mention, names);
            else
                WriteText(writer, run);
        }

        writer.WriteEndArray();
    }

    /// <summary>The text without its marks, mentions by their titles and names.</summary>
    public static string Plain(Text text, Names names)
    {
        if (text.IsPlain)
            return text.PlainText;
        var plain = new StringBuilder();
        foreach (var run in text.Runs)
            plain.Append(
                run.Find(RichTextMark.EquationKind)?.Argument ?? Mention.Of(run, names)?.Plain(names) ?? run.Text
            );
        return plain.ToString();
    }

    /// <summary>Text of any length, in pieces that a caller may send back.</summary>
    private static void WriteText(Utf8JsonWriter writer, RichTextRun run)
    {
        var rest = run.Text.AsSpan();
        var image = run.Find(RichTextMark.ImageKind)?.Argument;
        // An image in text, which Markdown has, is shown as a link to it; without words of its own by its address.
        var link = run.Find(RichTextMark.LinkKind)?.Argument ?? image;
        if (image is not null && run.Text == Text.ImageText)
            rest = image;
        while (!rest.IsEmpty)
        {
            var length = Math.Min(rest.Length, NotionLimits.TextMaximum);
            if (length < rest.Length && char.IsHighSurrogate(rest[length - 1]))
                length--;
            var piece = rest[..length];
            rest = rest[length..];
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteStartObject("text");
            writer.WriteString("content", piece);
            if (link is null)
            {
                writer.WriteNull("link");
            }
            else
            {
                writer.WriteStartObject("link");
                writer.WriteString("url", link);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            WriteCommon(writer, run, piece, link);
        }
    }

    private static void WriteMention(Utf8JsonWriter writer, RichTextRun run, Mention mention, Names names)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "mention");
        writer.WriteStartObject("mention");
        writer.WriteString("type", mention.Type);
        writer.WritePropertyName(mention.Type);
        mention.WriteValue(writer);
        writer.WriteEndObject();
        WriteCommon(writer, run, mention.Plain(names), mention.Href);
    }

    private static void WriteEquation(Utf8JsonWriter writer, RichTextRun run, string expression)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "equation");
        writer.WriteStartObject("equation");
        writer.WriteString("expression", expression);
        writer.WriteEndObject();
        WriteCommon(writer, run, expression, null);
    }

    /// <summary>What every rich text object has, and its end.</summary>
    private static void WriteCommon(Utf8JsonWriter writer, RichTextRun run, ReadOnlySpan<char> plain, string? href)
    {
        writer.WriteStartObject("annotations");
        writer.WriteBoolean("bold", run.Find(RichTextMark.BoldKind) is not null);
        writer.WriteBoolean("italic", run.Find(RichTextMark.ItalicKind) is not null);
        writer.WriteBoolean("strikethrough", run.Find(RichTextMark.StrikeKind) is not null);
        writer.WriteBoolean("underline", run.Find(RichTextMark.UnderlineKind) is not null);
        writer.WriteBoolean("code", run.Find(RichTextMark.CodeKind) is not null);
        writer.WriteString("color", Colours.Shown(run.Find(RichTextMark.ColourKind)?.Argument));
        writer.WriteEndObject();
        writer.WriteString("plain_text", plain);
        writer.WriteString("href", href);
        writer.WriteEndObject();
    }
}
