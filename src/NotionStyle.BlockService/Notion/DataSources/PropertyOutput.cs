using System.Text.Json;
using NotionStyle.Blocks.DataSources;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Writes the properties of a schema as the Notion API answers them.</summary>
internal static class PropertyOutput
{
    /// <summary>
    /// Writes the object of all properties, by their names. A relation that leads to what the actor may not read is left out, as Notion does, and with it the rollups that
    /// follow it.
    /// </summary>
    public static void WriteAll(Utf8JsonWriter writer, DataSourceSchema schema, RelatedRecords related)
    {
        writer.WriteStartObject("properties");
        foreach (var property in schema.Properties)
        {
            if (!IsShown(property, schema, related))
                continue;
            writer.WriteStartObject(property.Name);
            writer.WriteString("id", property.Id);
            writer.WriteString("name", property.Name);
            writer.WriteString("description", property.Description);
            var type = property.Type.Name();
            writer.WriteString("type", type);
            writer.WriteStartObject(type);
            WriteConfig(writer, property, schema, related);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static bool IsShown(PropertyDefinition property, DataSourceSchema schema, RelatedRecords related)
    {
        if (property.Relation is { } relation)
            return related.Source(relation.DataSourceId) is not null;
        return property.Rollup is not { } rollup
            || schema.ById(rollup.RelationPropertyId)?.Relation is not { } followed
            || related.Source(followed.DataSourceId) is not null;
    }

    private static void WriteConfig(
        Utf8JsonWriter writer,
        PropertyDefinition property,
        DataSourceSchema schema,
        RelatedRecords related
    )
    {
        switch (property.Type)
        {
            case PropertyType.Number:
                writer.WriteString("format", property.NumberFormat ?? SchemaWords.DefaultNumberFormat);
                break;
            case PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status:
                WriteOptions(writer, property);
                break;
            case PropertyType.Formula:
                writer.WriteString("expression", property.Expression ?? "");
                break;
            case PropertyType.UniqueId:
                writer.WriteString("prefix", property.Prefix);
                break;
            case PropertyType.Relation when property.Relation is { } relation:
                WriteRelation(writer, relation, related.Source(relation.DataSourceId));
                break;
            case PropertyType.Rollup when property.Rollup is { } rollup:
                var followed = schema.ById(rollup.RelationPropertyId);
                var taken = followed?.Relation is { } target
                    ? related.Source(target.DataSourceId)?.Schema.ById(rollup.TargetPropertyId)
                    : null;
                writer.WriteString("function", rollup.Function);
                // What was removed from a schema has no name any more; its id says what it was.
                writer.WriteString("relation_property_name", followed?.Name ?? "");
                writer.WriteString("relation_property_id", rollup.RelationPropertyId);
                writer.WriteString("rollup_property_name", taken?.Name ?? "");
                writer.WriteString("rollup_property_id", rollup.TargetPropertyId);
                break;
        }
    }

    private static void WriteOptions(Utf8JsonWriter writer, PropertyDefinition property)
    {
        writer.WriteStartArray("options");
        foreach (var option in property.Options)
        {
            writer.WriteStartObject();
            writer.WriteString("id", option.Id);
            writer.WriteString("name", option.Name);
            writer.WriteString("color", option.Color);
            writer.WriteString("description", option.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (property.Type != PropertyType.Status)
            return;
        writer.WriteStartArray("groups");
        foreach (var group in property.Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("id", group.Id);
            writer.WriteString("name", group.Name);
            writer.WriteString("color", group.Color);
            writer.WriteStartArray("option_ids");
            foreach (var id in group.OptionIds)
                writer.WriteStringValue(id);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRelation(Utf8JsonWriter writer, RelationTarget relation, DataSource? target)
    {
        writer.WriteString("database_id", target?.DatabaseId ?? Guid.Empty);
        writer.WriteString("data_source_id", relation.DataSourceId);
        var mirror = relation.SyncedPropertyId is { } synced ? target?.Schema.ById(synced) : null;
        if (mirror is null)
        {
            writer.WriteString("type", "single_property");
            writer.WriteStartObject("single_property");
        }
        else
        {
            writer.WriteString("type", "dual_property");
            writer.WriteStartObject("dual_property");
            writer.WriteString("synced_property_id", mirror.Id);
            writer.WriteString("synced_property_name", mirror.Name);
        }

        writer.WriteEndObject();
    }
}
