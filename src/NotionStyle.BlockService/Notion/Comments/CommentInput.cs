using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Markdown;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using BlockTypes = NotionStyle.Blocks.BlockTypes;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.Comments;

/// <summary>Reads what a comment says and how it is signed.</summary>
internal static class CommentInput
{
    /// <summary>Files that one comment has at most.</summary>
    public const int AttachmentsMaximum = 3;

    /// <summary>Characters of a name that a comment is signed with.</summary>
    public const int NameMaximum = 200;

    /// <summary>Characters of a comment in Markdown: as many as a comment's rich text may have.</summary>
    public const int MarkdownMaximum = NotionLimits.ArrayMaximum * NotionLimits.TextMaximum;

    /// <summary>The text of a comment: <c>rich_text</c>, or <c>markdown</c>.</summary>
    public static Text ReadText(Input body)
    {
        var (rich, markdown) = (body["rich_text"], body["markdown"]);
        if (!markdown.HasValue)
            return RichTextInput.Read(rich);
        return rich.HasValue ? throw markdown.Refuse("not present beside body.rich_text") : ReadMarkdown(markdown);
    }

    /// <summary>The ids of the uploads that a comment has.</summary>
    public static IReadOnlyList<Guid> ReadAttachments(Input attachments)
    {
        if (!attachments.HasValue)
            return [];
        var ids = new List<Guid>();
        foreach (var item in attachments.Items(AttachmentsMaximum))
        {
            item.Object("file_upload_id", "type");
            if (item["type"].HasValue)
                item["type"].Choice("file_upload");
            ids.Add(item["file_upload_id"].Id());
        }

        return ids;
    }

    /// <summary>How the comment is signed, as it is stored; null when it is left to the author's kind.</summary>
    public static JsonObject? ReadDisplayName(Input name)
    {
        if (!name.HasValue)
            return null;
        name.Object("type", "custom");
        var type = name["type"].Choice("integration", "user", "custom");
        if (type != "custom")
        {
            if (name["custom"].HasValue)
                throw name["custom"].Refuse($"not present when the type is `\"{type}\"`");
            return new JsonObject { ["type"] = type };
        }

        var text = name["custom"].Object("name")["name"].Text(NameMaximum, 1);
        return new JsonObject { ["type"] = type, ["name"] = text };
    }

    /// <summary>Paragraphs, one below the other: a comment has no blocks, so what needs one is refused.</summary>
    private static Text ReadMarkdown(Input input)
    {
        var markdown = input.Text(MarkdownMaximum);
        try
        {
            var page = MarkdownReader.Read(markdown);
            var other =
                page.Title is not null ? "a heading"
                : page.FrontMatter is not null ? "front matter"
                : page.Blocks.FirstOrDefault(b => b.Type != BlockTypes.Paragraph || b.Children.Count > 0)?.Type;
            if (other is not null)
                throw BlockStoreException.Invalid(
                    $"body failed validation: {input.Place} should be paragraphs alone, for a comment has no blocks; it has {other}. Escape what is meant as text."
                );
            var json = new JsonArray();
            foreach (var paragraph in page.Blocks)
            {
                if (json.Count > 0)
                    json.Add(new JsonArray("\n"));
                foreach (var run in paragraph.Title.ToJson())
                    json.Add(run!.DeepClone());
            }

            return Text.Parse(json);
        }
        catch (MarkdownException e)
        {
            throw BlockStoreException.Invalid($"body failed validation: {input.Place} cannot be read. {e.Message}");
        }
    }
}
