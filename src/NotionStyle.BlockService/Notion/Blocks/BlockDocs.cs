using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>The pages of the block endpoints in the document.</summary>
internal static class BlockDocs
{
    private const string Tag = "Blocks";

    private const string Example = """
        {
          "object": "block",
          "id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01",
          "parent": { "type": "page_id", "page_id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01" },
          "created_time": "2026-11-02T09:15:00.000Z",
          "last_edited_time": "2026-11-21T16:40:12.345Z",
          "created_by": { "object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01" },
          "last_edited_by": { "object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01" },
          "has_children": false,
          "archived": false,
          "in_trash": false,
          "type": "to_do",
          "to_do": {
            "rich_text": [
              {
                "type": "text",
                "text": { "content": "Read it again", "link": null },
                "annotations": {
                  "bold": true,
                  "italic": false,
                  "strikethrough": false,
                  "underline": false,
                  "code": false,
                  "color": "default"
                },
                "plain_text": "Read it again",
                "href": null
              }
            ],
            "checked": false,
            "color": "default"
          }
        }
        """;

    private const string ListExample = $$"""
        {
          "object": "list",
          "results": [{{Example}}],
          "next_cursor": null,
          "has_more": false,
          "type": "block",
          "block": {}
        }
        """;

    public static readonly EndpointDoc Retrieve = new(
        "retrieveBlock",
        Tag,
        "Retrieve a block",
        """
        A block by its id, in the trash or out of it. A page is a `child_page`, a database a `child_database`. What the API has no name for is `unsupported`, with the stored type in `block_type`.
        """
    )
    {
        Answer = BlockOutput.Schema,
        AnswerExample = Example,
        Refusals = [404],
    };

    public static readonly EndpointDoc Update = new(
        "updateBlock",
        Tag,
        "Update a block",
        """
        Changes the members of the block's value that are given; the others stay as they are, and so does its type. `in_trash` (or its older name `archived`) puts the block into the trash or takes it
        out again, last in the content of its parent.
        """
    )
    {
        Body = new Schema(ValueKind.Object, "The value under the name of the block's type, in_trash, or both."),
        BodyExample = """{ "to_do": { "checked": true } }""",
        Answer = BlockOutput.Schema,
        AnswerExample = Example,
        Refusals = [403, 404, 409],
    };

    public static readonly EndpointDoc Trash = new(
        "trashBlock",
        Tag,
        "Trash a block",
        "Puts a block, page or database into the trash, with all that is below it. What is there already stays there."
    )
    {
        Answer = BlockOutput.Schema,
        AnswerExample = Example,
        Refusals = [403, 404, 409],
    };

    public static readonly EndpointDoc ListChildren = new(
        "listBlockChildren",
        Tag,
        "List the children of a block",
        """
        The blocks directly below a block or page, in their order. What this token may not read is left out. A copy of a synced block shows the children of its original. The rows of a database are no
        children: query its data source.
        """
    )
    {
        Query = Paging.Query(),
        Answer = Paging.ListOf("A part of the children.", "block", BlockOutput.Schema),
        AnswerExample = ListExample,
        Refusals = [404],
    };

    public static readonly EndpointDoc AppendChildren = new(
        "appendBlockChildren",
        Tag,
        "Append children to a block",
        $"""
        Makes blocks below a block or page, all of them or none, and answers those of the first level. At most {NotionLimits.ArrayMaximum} side by side, {NotionLimits.LevelsMaximum} levels below
        the first, {NotionLimits.BlocksMaximum} in all. `position` says where they go: `start`, `end` or `after_block`; `after` is the older name of the last.
        """
    )
    {
        Body = Schema.Of(
            "The blocks and where they go.",
            new Property(
                "children",
                Schema.List(
                    "Blocks: each with its value under the name of its type, and what is below it in the value's children.",
                    new Schema(ValueKind.Object, "A block.")
                ) with
                {
                    Maximum = NotionLimits.ArrayMaximum,
                }
            ),
            new Property(
                "after",
                Schema.Id("The child that they go behind; not together with position.").OrNull(),
                false
            ),
            new Property(
                "position",
                new Schema(ValueKind.Object, "Where they go: {type, after_block?}.") { IsNullable = true },
                false
            )
        ),
        BodyExample = """
            {
              "children": [
                { "heading_2": { "rich_text": [{ "text": { "content": "Later" } }] } },
                { "to_do": { "rich_text": [{ "text": { "content": "Read it again" }, "annotations": { "bold": true } }] } }
              ],
              "position": { "type": "end" }
            }
            """,
        Answer = Paging.ListOf("The blocks of the first level.", "block", BlockOutput.Schema),
        AnswerExample = ListExample,
        Refusals = [403, 404],
    };
}
