namespace NotionStyle.Blocks.DataSources;

/// <summary>The types of properties of a data source, as the Notion API has them.</summary>
public enum PropertyType
{
    /// <summary>The row's title; every schema has exactly one, whose id is <c>title</c>.</summary>
    Title,

    /// <summary>Rich text.</summary>
    RichText,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of the schema's options.</summary>
    Select,

    /// <summary>Some of the schema's options.</summary>
    MultiSelect,

    /// <summary>One of the schema's options, which stand in groups.</summary>
    Status,

    /// <summary>A day or a moment, or a range of them.</summary>
    Date,

    /// <summary>Members of the workspace.</summary>
    People,

    /// <summary>Files, uploaded or by address.</summary>
    Files,

    /// <summary>Yes or no.</summary>
    Checkbox,

    /// <summary>An address.</summary>
    Url,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number, as it was typed.</summary>
    PhoneNumber,

    /// <summary>Computed from the row's other properties.</summary>
    Formula,

    /// <summary>Rows of a data source.</summary>
    Relation,

    /// <summary>Computed from a property of related rows.</summary>
    Rollup,

    /// <summary>When the row was made.</summary>
    CreatedTime,

    /// <summary>Who made the row.</summary>
    CreatedBy,

    /// <summary>When the row was changed last.</summary>
    LastEditedTime,

    /// <summary>Who changed the row last.</summary>
    LastEditedBy,

    /// <summary>A number that counts up by one with every row, with an optional prefix.</summary>
    UniqueId,

    /// <summary>A place on the map; kept as it was given.</summary>
    Place,
}
