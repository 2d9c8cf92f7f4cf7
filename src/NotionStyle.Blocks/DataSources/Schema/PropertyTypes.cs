using System.Collections.Frozen;

namespace NotionStyle.Blocks.DataSources;

/// <summary>The names of property types, as the Notion API and stored schemas have them.</summary>
public static class PropertyTypes
{
    private static readonly FrozenDictionary<string, PropertyType> ByName = Enum.GetValues<PropertyType>()
        .ToFrozenDictionary(t => t.Name(), StringComparer.Ordinal);

    /// <summary>All types, in the order of the enumeration.</summary>
    public static IReadOnlyList<PropertyType> All { get; } = Enum.GetValues<PropertyType>();

    /// <summary>The type's name, such as <c>multi_select</c>.</summary>
    public static string Name(this PropertyType type) =>
        type switch
        {
            PropertyType.Title => "title",
            PropertyType.RichText => "rich_text",
            PropertyType.Number => "number",
            PropertyType.Select => "select",
            PropertyType.MultiSelect => "multi_select",
            PropertyType.Status => "status",
            PropertyType.Date => "date",
            PropertyType.People => "people",
            PropertyType.Files => "files",
            PropertyType.Checkbox => "checkbox",
            PropertyType.Url => "url",
            PropertyType.Email => "email",
            PropertyType.PhoneNumber => "phone_number",
            PropertyType.Formula => "formula",
            PropertyType.Relation => "relation",
            PropertyType.Rollup => "rollup",
            PropertyType.CreatedTime => "created_time",
            PropertyType.CreatedBy => "created_by",
            PropertyType.LastEditedTime => "last_edited_time",
            PropertyType.LastEditedBy => "last_edited_by",
            PropertyType.UniqueId => "unique_id",
            PropertyType.Place => "place",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type."),
        };

    /// <summary>Finds the type of a name; false when there is none.</summary>
    public static bool TryParse(string? name, out PropertyType type)
    {
        type = default;
        return name is not null && ByName.TryGetValue(name, out type);
    }

    /// <summary>Whether its values are options of the schema.</summary>
    public static bool HasOptions(this PropertyType type) =>
        type is PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status;
}
