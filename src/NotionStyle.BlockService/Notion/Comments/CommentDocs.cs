using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Comments;

/// <summary>The pages of the document about comments.</summary>
internal static class CommentDocs
{
    private const string Tag = "Comments";

    private static readonly Property[] Said =
    [
        new(
            "rich_text",
            Schema.List("What it says.", new Schema(ValueKind.Object, "A rich text object.")) with
            {
                Maximum = NotionLimits.ArrayMaximum,
            },
            IsRequired: false
        ),
        new(
            "markdown",
            Schema.Text("What it says, in Markdown: paragraphs with their marks, instead of `rich_text`.") with
            {
                Maximum = CommentInput.MarkdownMaximum,
            },
            IsRequired: false
        ),
    ];

    public static EndpointDoc Create { get; } =
        new(
            "createComment",
            Tag,
            "Write a comment",
            "On a page or a block, which begins a discussion, or as a reply in one. Needs the role `comment_only` there."
        )
        {
            Body = Schema.Of(
                "The comment, with `parent` or with `discussion_id`.",
                [
                    new Property(
                        "parent",
                        Schema.Of(
                            "What a new discussion is about.",
                            new Property(
                                "type",
                                Schema.Choice("Which of the two.", "page_id", "block_id"),
                                IsRequired: false
                            ),
                            new Property("page_id", Schema.Id("A page."), IsRequired: false),
                            new Property("block_id", Schema.Id("A block."), IsRequired: false)
                        ),
                        IsRequired: false
                    ),
                    new Property("discussion_id", Schema.Id("The discussion that is replied in."), IsRequired: false),
                    .. Said,
                    new Property(
                        "attachments",
                        Schema.List(
                            "Files that were uploaded before.",
                            Schema.Of(
                                "A file.",
                                new Property("file_upload_id", Schema.Id("The file upload.")),
                                new Property("type", Schema.Choice("What it is.", "file_upload"), IsRequired: false)
                            )
                        ) with
                        {
                            Maximum = CommentInput.AttachmentsMaximum,
                        },
                        IsRequired: false
                    ),
                    new Property(
                        "display_name",
                        Schema.Of(
                            "How it is signed; a person by the own name and a program as an integration unless it is said.",
                            new Property("type", Schema.Choice("By whose name.", "integration", "user", "custom")),
                            new Property(
                                "custom",
                                Schema.Of(
                                    "Of the type `custom`.",
                                    new Property(
                                        "name",
                                        Schema.Text("Any name.") with
                                        {
                                            Minimum = 1,
                                            Maximum = CommentInput.NameMaximum,
                                        }
                                    )
                                ),
                                IsRequired: false
                            )
                        ),
                        IsRequired: false
                    ),
                ]
            ),
            BodyExample = """
                {
                  "parent": { "page_id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01" },
                  "rich_text": [{ "text": { "content": "Ready to review." } }]
                }
                """,
            Answer = CommentJson.Schema,
            AnswerExample = CommentJson.Example,
            Refusals = [403, 404],
        };

    public static EndpointDoc Retrieve { get; } =
        new("retrieveComment", Tag, "Retrieve a comment", "A deleted one is not found.")
        {
            Answer = CommentJson.Schema,
            AnswerExample = CommentJson.Example,
            Refusals = [404],
        };

    public static EndpointDoc Update { get; } =
        new(
            "updateComment",
            Tag,
            "Change a comment",
            "What it says, as a whole. Its author may do it, and an editor of the page."
        )
        {
            Body = Schema.Of("What it says from now on, in one of the two forms.", Said),
            BodyExample = """{ "rich_text": [{ "text": { "content": "Ready to review." } }] }""",
            Answer = CommentJson.Schema,
            AnswerExample = CommentJson.Example,
            Refusals = [403, 404],
        };

    public static EndpointDoc Delete { get; } =
        new(
            "deleteComment",
            Tag,
            "Delete a comment",
            "Answered as it was. Its author may do it, and an editor of the page. The discussion stays."
        )
        {
            Answer = CommentJson.Schema,
            AnswerExample = CommentJson.Example,
            Refusals = [403, 404],
        };

    public static EndpointDoc List(QueryShape query) =>
        new(
            "listComments",
            Tag,
            "List the comments of a page or block",
            "Of all its discussions, in the order in which they were written; not of blocks inside it."
        )
        {
            Query = query,
            Answer = Paging.ListOf("Comments.", "comment", CommentJson.Schema),
            AnswerExample = $$"""
                {
                  "object": "list",
                  "results": [{{CommentJson.Example}}],
                  "next_cursor": null,
                  "has_more": false,
                  "type": "comment",
                  "comment": {}
                }
                """,
            Refusals = [404],
        };
}
