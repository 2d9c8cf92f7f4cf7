using NotionStyle.Blocks;
using NotionStyle.BlockService.Notion.Wire;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>
/// Reads rich text as callers of the Notion API send it. What was answered may be sent back: <c>plain_text</c> and <c>href</c> say nothing that the value itself does not
/// say, and are passed over.
/// </summary>
/// <remarks>The stored form is canonical: neighbours under the same marks become one run, and text without characters is gone. So an answer may have fewer items than the request had.</remarks>
internal static class RichTextInput
{
    /// <summary>Reads an array of at most <see cref="NotionLimits.ArrayMaximum" /> rich text objects (text, mention, equation, with annotations).</summary>
    public static Text Read(Input input)
    {
        if (!input.IsGiven)
            throw input.Refuse("defined");
        var builder = new RichTextBuilder();
        var marks = new List<RichTextMark>();
        foreach (var item in input.Items(NotionLimits.ArrayMaximum))
        {
            marks.Clear();
            var kind = Variant.Of(item, "text", "mention", "equation");
            item.Object("type", kind, "annotations", "plain_text", "href");
            ReadAnnotations(item["annotations"], marks);
            var text = ReadValue(kind, item[kind], marks);
            builder.Add(text, marks.ToArray());
        }

        return builder.ToRichText();
    }

    /// <summary>Adds the mark that a value is stored as, and gives the text that it is stored under.</summary>
    private static string ReadValue(string kind, Input value, List<RichTextMark> marks)
    {
        switch (kind)
        {
            case "text":
                value.Object("content", "link");
                if (value["link"].HasValue)
                    marks.Add(RichTextMark.Link(Addresses.ReadLink(value["link"].Object("url", "type")["url"])));
                return value["content"].Text(NotionLimits.TextMaximum);
            case "mention":
                marks.Add(Mention.Read(value));
                return Text.MentionText;
            default:
                marks.Add(
                    RichTextMark.Equation(value.Object("expression")["expression"].Text(NotionLimits.EquationMaximum))
                );
                return Text.EquationText;
        }
    }

    private static void ReadAnnotations(Input annotations, List<RichTextMark> marks)
    {
        if (!annotations.IsGiven)
            return;
        annotations.Object("bold", "italic", "strikethrough", "underline", "code", "color");
        Add("bold", RichTextMark.Bold);
        Add("italic", RichTextMark.Italic);
        Add("strikethrough", RichTextMark.Strike);
        Add("underline", RichTextMark.Underline);
        Add("code", RichTextMark.Code);
        var colour = annotations["color"];
        if (colour.IsGiven && Colours.Read(colour) is var name && name != Colours.Default)
            marks.Add(RichTextMark.Colour(name));

        void Add(string name, RichTextMark mark)
        {
            if (annotations[name].IsGiven && annotations[name].Bool())
                marks.Add(mark);
        }
    }
}
