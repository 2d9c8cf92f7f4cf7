using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads the sorts of a query, the strongest first: <c>{"property": name or id, "direction": …}</c> or <c>{"timestamp": …, "direction": …}</c>.</summary>
internal static class SortInput
{
    /// <summary>Reads the sorts; none when none were given.</summary>
    public static IReadOnlyList<RowSort> Read(DataSourceSchema schema, Input sorts) =>
        sorts.IsGiven ? [.. sorts.Items(NotionLimits.ArrayMaximum).Select(sort => ReadOne(schema, sort))] : [];

    private static RowSort ReadOne(DataSourceSchema schema, Input sort)
    {
        sort.Object("property", "timestamp", "direction");
        if (sort["property"].IsGiven && sort["timestamp"].IsGiven)
            throw sort["timestamp"].Refuse("not present beside property");
        var isDescending = sort["direction"].Choice("ascending", "descending") == "descending";
        if (sort["timestamp"].IsGiven)
        {
            RowKey stamp =
                sort["timestamp"].Choice("created_time", "last_edited_time") == "created_time"
                    ? new RowKey.CreatedTime()
                    : new RowKey.LastEditedTime();
            return new RowSort(stamp, isDescending);
        }

        var property = FilterInput.Find(schema, sort["property"]);
        return property.Type == PropertyType.Place
            ? throw BlockStoreException.Invalid(
                $"body failed validation: {sort.Place}.property is a place, and places have no order. Sort by another property."
            )
            : new RowSort(new RowKey.Property(property), isDescending);
    }
}
