using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads a property of a row as callers send it into the form in which it is stored (<see cref="NotionStyle.Blocks.DataSources.Values.StoredValue" />).</summary>
internal static class PropertyValueInput
{
    /// <summary>Reads one value and checks it by its type; null for no value.</summary>
    /// <param name="property">The property; its options are taken, and options that are new are added to <paramref name="newOptions" />.</param>
    /// <param name="value">The value, such as <c>{"number": 3}</c>.</param>
    /// <param name="newOptions">Options that the value names and the schema has not; Notion makes those of select and multi_select on the way.</param>
    public static JsonNode? Read(PropertyDefinition property, Input value, List<PropertyOption> newOptions) =>
        throw new NotSupportedException($"Being written: {property.Id} {value.Place} {newOptions.Count}");
}
