using System.Text.Json;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Writes the values of formulas and rollups as the Notion API answers them.</summary>
internal static class ComputedValueOutput
{
    /// <summary>
    /// Writes the value under the type's name: <c>{"type": "number", "number": 3}</c> for a formula, the same with <c>function</c> or an array for a rollup. Of an array the first
    /// <see cref="RowValues.RowsShown" /> items are written.
    /// </summary>
    public static void Write(
        Utf8JsonWriter writer,
        PropertyDefinition property,
        Record row,
        RowValues values,
        Names names,
        FileLinks files
    )
    {
        if (property.Type == PropertyType.Formula)
            WriteFormula(writer, property, row, values);
        else
            WriteRollup(writer, property, row, values, names, files);
    }

    /// <summary>
    /// A formula's value has one of four types. The value says which; where there is none, the expression does, so that a column stays of one type.
    /// </summary>
    private static void WriteFormula(Utf8JsonWriter writer, PropertyDefinition property, Record row, RowValues values)
    {
        var value = values.Of(row, property);
        var type = value switch
        {
            Value.Number => FormulaType.Number,
            Value.Flag => FormulaType.Flag,
            Value.Date => FormulaType.Date,
            { IsEmpty: true } => values.TypeOf(row, property),
            _ => FormulaType.Text,
        };
        writer.WriteStartObject();
        switch (type)
        {
            case FormulaType.Number:
                WriteNumber(writer, value);
                break;
            case FormulaType.Flag:
                writer.WriteString("type", "boolean");
                if (value is Value.Flag flag)
                    writer.WriteBoolean("boolean", flag.IsTrue);
                else
                    writer.WriteNull("boolean");
                break;
            case FormulaType.Date:
                WriteDate(writer, value);
                break;
            default:
                writer.WriteString("type", "string");
                writer.WriteString("string", (value as Value.Text)?.Content);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteRollup(
        Utf8JsonWriter writer,
        PropertyDefinition property,
        Record row,
        RowValues values,
        Names names,
        FileLinks files
    )
    {
        writer.WriteStartObject();
        switch (values.TypeOf(row, property))
        {
            case FormulaType.Number:
                WriteNumber(writer, values.Of(row, property));
                break;
            case FormulaType.Date:
                WriteDate(writer, values.Of(row, property));
                break;
            case FormulaType.List:
                writer.WriteString("type", "array");
                writer.WriteStartArray("array");
                if (values.ShownBy(row, property) is { } shown)
                {
                    foreach (var other in shown.Rows.Take(values.RowsShown))
                    {
                        writer.WriteStartObject();
                        WriteItemMembers(writer, other, shown, names, files);
                        writer.WriteEndObject();
                    }
                }
                else if (values.Of(row, property) is Value.Many { Items: var items } && !IsOfRows(property))
                {
                    foreach (var item in items)
                    {
                        writer.WriteStartObject();
                        WriteNumber(writer, item);
                        writer.WriteEndObject();
                    }
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteString("type", "unsupported");
                writer.WriteStartObject("unsupported");
                writer.WriteEndObject();
                break;
        }

        writer.WriteString("function", property.Rollup?.Function ?? "show_original");
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the members of one item of an array, <c>"type": "title", "title": […]</c>: a property value without its id. The API has no rollup among them: one that is
    /// rolled up is answered as what it computes.
    /// </summary>
    public static void WriteItemMembers(
        Utf8JsonWriter writer,
        Record row,
        ShownRows shown,
        Names names,
        FileLinks files
    )
    {
        if (shown.Target.Type != PropertyType.Rollup)
        {
            PropertyValueOutput.WriteMembers(writer, shown.Target, row, shown.Values, names, files);
            return;
        }

        var value = shown.Values.Of(row, shown.Target);
        switch (shown.Values.TypeOf(row, shown.Target))
        {
            case FormulaType.Number:
                WriteNumber(writer, value);
                break;
            case FormulaType.Date:
                WriteDate(writer, value);
                break;
            default:
                writer.WriteString("type", "formula");
                writer.WriteStartObject("formula");
                writer.WriteString("type", "string");
                writer.WriteString("string", value.IsEmpty ? null : shown.Values.Words(row, value));
                writer.WriteEndObject();
                break;
        }
    }

    private static bool IsOfRows(PropertyDefinition property) =>
        property.Rollup is { } rollup && Rollups.ShowsRows(rollup.Function);

    private static void WriteNumber(Utf8JsonWriter writer, Value value)
    {
        writer.WriteString("type", "number");
        if (value is Value.Number number)
            writer.WriteNumber("number", number.Amount);
        else
            writer.WriteNull("number");
    }

    private static void WriteDate(Utf8JsonWriter writer, Value value)
    {
        writer.WriteString("type", "date");
        writer.WritePropertyName("date");
        DateOutput.Write(writer, value is Value.Date date ? date.Range : null);
    }
}
