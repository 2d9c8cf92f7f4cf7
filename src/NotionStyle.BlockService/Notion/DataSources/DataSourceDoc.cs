using NotionStyle.BlockService.Docs;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Databases and data sources in the OpenAPI document.</summary>
internal static class DataSourceDoc
{
    public const string Tag = "Databases";

    public const string DatabaseExample = """
        {
          "object": "database",
          "id": "248104cd-477e-40fd-b757-e945d38000bd",
          "created_time": "2026-11-22T17:03:08.123Z",
          "last_edited_time": "2026-11-22T17:03:08.123Z",
          "title": [],
          "description": [],
          "icon": null,
          "cover": null,
          "parent": {"type": "page_id", "page_id": "7f1e2d3c-4b5a-4968-8776-a5b4c3d2e1f0"},
          "url": "http://localhost:5000/248104cd477e40fdb757e945d38000bd",
          "public_url": null,
          "is_inline": false,
          "is_locked": false,
          "archived": false,
          "in_trash": false,
          "data_sources": [{"id": "c174b72c-d782-432f-8dc0-b647e1c96df6", "name": "Tasks"}]
        }
        """;

    public const string DataSourceExample = """
        {
          "object": "data_source",
          "id": "c174b72c-d782-432f-8dc0-b647e1c96df6",
          "created_time": "2026-11-22T17:03:08.123Z",
          "last_edited_time": "2026-11-22T17:03:08.123Z",
          "created_by": {"object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01"},
          "last_edited_by": {"object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01"},
          "title": [],
          "description": [],
          "icon": null,
          "cover": null,
          "properties": {"Name": {"id": "title", "name": "Name", "description": null, "type": "title", "title": {}}},
          "parent": {"type": "database_id", "database_id": "248104cd-477e-40fd-b757-e945d38000bd"},
          "database_parent": {"type": "page_id", "page_id": "7f1e2d3c-4b5a-4968-8776-a5b4c3d2e1f0"},
          "url": "http://localhost:5000/248104cd477e40fdb757e945d38000bd",
          "public_url": null,
          "is_inline": false,
          "archived": false,
          "in_trash": false
        }
        """;

    /// <summary>What a property of a schema may be, in words: a caller reads Notion's own documentation for the rest.</summary>
    public const string PropertiesSummary =
        "Name to configuration, such as `{\"Done\": {\"checkbox\": {}}}`. Types: title, rich_text, number, select, multi_select, status, date, people, files, checkbox, url, email, phone_number, formula, relation, rollup, created_time, created_by, last_edited_time, last_edited_by, unique_id, place. At most 500.";

    public static readonly Schema RichText = Schema.List("Rich text objects.", Any("A rich text object."));

    public static readonly Schema Database = Schema.Of(
        "A database: a block that holds data sources.",
        [
            Schema.Object("database"),
            new("id", Schema.Id("The database.")),
            .. Times,
            new("title", RichText),
            new("description", RichText),
            new("icon", Any("An emoji or a file.").OrNull()),
            new("cover", Any("A file.").OrNull()),
            new("parent", Any("A page, a block or the workspace.")),
            new("url", Schema.Text("The address of the database.")),
            new("public_url", Schema.Text("Always null.").OrNull()),
            new("is_inline", Schema.Bool("Whether it is shown inside its page.")),
            new("is_locked", Schema.Bool("Whether people have locked it.")),
            .. Trash,
            new(
                "data_sources",
                Schema.List(
                    "Its data sources, in the order in which they were made.",
                    Schema.Of(
                        "A data source.",
                        new Property("id", Schema.Id("The data source.")),
                        new Property("name", Schema.Text("Its title without marks."))
                    )
                )
            ),
        ]
    ) with
    {
        Name = "notion_database",
    };

    public static readonly Schema DataSource = Schema.Of(
        "A data source: a schema, and pages as its rows.",
        [
            Schema.Object("data_source"),
            new("id", Schema.Id("The data source.")),
            .. Times,
            new("created_by", Any("Who made it.")),
            new("last_edited_by", Any("Who changed it last.")),
            new("title", RichText),
            new("description", RichText),
            new("icon", Any("An emoji or a file.").OrNull()),
            new("cover", Any("The cover of its database.").OrNull()),
            new("properties", Any("The schema: name to property.")),
            new("parent", Any("Its database.")),
            new("database_parent", Any("The parent of its database.")),
            new("url", Schema.Text("The address of its database.")),
            new("public_url", Schema.Text("Always null.").OrNull()),
            new("is_inline", Schema.Bool("Whether its database is shown inside its page.")),
            .. Trash,
        ]
    ) with
    {
        Name = "notion_data_source",
    };

    private static IEnumerable<Property> Times =>
        [
            new("created_time", Schema.Time("When it was made.")),
            new("last_edited_time", Schema.Time("When it was changed last.")),
        ];

    private static IEnumerable<Property> Trash =>
        [
            new("archived", Schema.Bool("The older name of in_trash.")),
            new("in_trash", Schema.Bool("Whether it, or what it is in, is in the trash.")),
        ];

    public static Schema Any(string summary) => new(ValueKind.Object, summary);

    /// <summary>Members that requests for databases and data sources have in common; none is required.</summary>
    public static IReadOnlyList<Property> Looks { get; } =
    [
        new("title", RichText, IsRequired: false),
        new("description", RichText, IsRequired: false),
        new("icon", Any("An emoji or a file; null takes it away.").OrNull(), IsRequired: false),
    ];

    /// <summary>Members by which requests move things to the trash and back.</summary>
    public static IReadOnlyList<Property> TrashChange { get; } =
    [
        new("in_trash", Schema.Bool("Move it to the trash, or back."), IsRequired: false),
        new("archived", Schema.Bool("The older name of in_trash."), IsRequired: false),
    ];
}
