using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>The pages of the document on the endpoints for pages.</summary>
internal static class PageDocs
{
    private static readonly QueryShape Filter = new(PageAnswers.FilterProperties);

    private static readonly Property Properties = Any(
        "properties",
        "Values by the names or the ids of properties. A page in no data source has its `title` alone."
    );

    private static readonly Property Icon = Any("icon", "An `emoji`, `external` or `file_upload`; null for none.");

    private static readonly Property Cover = Any("cover", "`external` or `file_upload`; null for none.");

    public static EndpointDoc Create { get; } =
        new(
            "createPage",
            "Pages",
            "Create a page",
            """
            Makes a page below another page, as a row of a data source, or in the workspace itself, with its properties and its first blocks, all by one transaction: up to 100 blocks side by
            side, two levels below them, 1,000 in all; or Markdown, whose first heading becomes the title when there is none. `database_id` stands for the database's only data source.
            Options of select and multi_select that are new are added to the schema. A relation that goes both ways gains its other side.
            """
        )
        {
            Query = Filter,
            Body = Schema.Of(
                "A new page.",
                Any(
                    "parent",
                    "`page_id`, `data_source_id`, `database_id` or `workspace`; the workspace when it is not given."
                ),
                Properties,
                Icon,
                Cover,
                List("children", "Blocks."),
                List("content", "Another name of `children`."),
                new("markdown", Schema.Text("The content as Markdown.").OrNull(), IsRequired: false),
                Any("template", "Only `{\"type\": \"none\"}`: there are no templates."),
                Any("position", "Where on the parent page: `page_start`, `page_end` or `after_block`."),
                new(
                    "allow_async",
                    Schema.Bool("Taken, and of no effect: the answer comes when the page is made.").OrNull(),
                    IsRequired: false
                )
            ),
            BodyExample = """
                {
                  "parent": { "type": "page_id", "page_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01" },
                  "properties": { "title": { "title": [{ "text": { "content": "Reading list" } }] } },
                  "icon": { "type": "emoji", "emoji": "📚" },
                  "children": [{ "paragraph": { "rich_text": [{ "text": { "content": "Start here." } }] } }]
                }
                """,
            Answer = PageOutput.Schema,
            AnswerExample = PageOutput.Example,
            Refusals = [403, 404, 409],
        };

    public static EndpointDoc Retrieve { get; } =
        new(
            "retrievePage",
            "Pages",
            "Retrieve a page",
            "A page with its properties, in the trash or not. Its blocks are listed by `GET /v1/blocks/{block_id}/children`."
        )
        {
            Query = Filter,
            Answer = PageOutput.Schema,
            AnswerExample = PageOutput.Example,
            Refusals = [404],
        };

    public static EndpointDoc Update { get; } =
        new(
            "updatePage",
            "Pages",
            "Update a page",
            """
            Changes what is given and leaves the rest. `in_trash` true puts the page into the trash, false restores it, to the end of its parent's content; a page in the trash takes
            no other change before. `is_locked` keeps people from editing it, not the API. `erase_content` trashes all of its blocks.
            Of a relation that goes both ways, links to rows that this token may not see stay.
            """
        )
        {
            Query = Filter,
            Body = Schema.Of(
                "What changes.",
                Properties,
                Icon,
                Cover,
                Flag("is_locked", "Whether people are kept from editing it."),
                Flag("in_trash", "Whether it is in the trash."),
                Flag("archived", "The older name of `in_trash`."),
                Flag("is_archived", "Only false: there is no archive beside the trash."),
                Flag("erase_content", "Whether all of its blocks go into the trash."),
                Any("template", "Refused: there are no templates.")
            ),
            BodyExample = """
                {
                  "properties": { "title": { "title": [{ "text": { "content": "Reading list" } }] } },
                  "icon": null
                }
                """,
            Answer = PageOutput.Schema,
            AnswerExample = PageOutput.Example,
            Refusals = [403, 404, 409],
        };

    public static EndpointDoc Move { get; } =
        new(
            "movePage",
            "Pages",
            "Move a page",
            "Puts a page last on another page, or into a data source. What its properties hold stays stored, so a row that comes back has its values again; a data source with a `unique_id` gives it the next number."
        )
        {
            Body = Schema.Of("Where to.", Any("parent", "`page_id` or `data_source_id`.", isRequired: true)),
            BodyExample = """
                { "parent": { "type": "page_id", "page_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01" } }
                """,
            Answer = PageOutput.Schema,
            AnswerExample = PageOutput.Example,
            Refusals = [403, 404, 409],
        };

    public static EndpointDoc Property { get; } =
        new(
            "retrievePageProperty",
            "Pages",
            "Retrieve a page property item",
            """
            The whole of one property. `title`, `rich_text`, `people`, `relation` and `rollup` are a list of property items in parts; a rollup that is a number or a date has it under
            `property_item`, and no results. Every other property is one property item.
            """
        )
        {
            PathValues = new Dictionary<string, Schema>
            {
                ["property_id"] = Schema.Text("The id or the name of a property."),
            },
            Query = Paging.Query(),
            Answer = new Schema(
                ValueKind.Object,
                "A `property_item`; or a `list` of them, with `next_cursor`, `has_more` and, under `property_item`, the property's `id`, `type` and `next_url`."
            ),
            AnswerExample = """
                { "object": "property_item", "id": "Ab3x", "type": "number", "number": 3 }
                """,
            Refusals = [404],
        };

    private static Property Any(string name, string summary, bool isRequired = false) =>
        new(name, new Schema(ValueKind.Object, summary) { IsNullable = !isRequired }, isRequired);

    private static Property Flag(string name, string summary) =>
        new(name, Schema.Bool(summary).OrNull(), IsRequired: false);

    private static Property List(string name, string summary) =>
        new(
            name,
            Schema.List(summary, new Schema(ValueKind.Object)) with
            {
                Maximum = NotionLimits.ArrayMaximum,
                IsNullable = true,
            },
            IsRequired: false
        );
}
