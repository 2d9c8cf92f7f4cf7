using System.Text.Json;
using NotionStyle.Blocks.Markdown;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks.Members;

/// <summary>The colour of a block's text or background.</summary>
internal sealed class ColourMember() : BlockMember("color")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (value.IsGiven)
            draft.Format["color"] = Colours.Read(value) is var colour && colour == Colours.Default ? null : colour;
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteString(Names[0], Colours.Shown(StoredBlock.FormatText(record, "color")));
}

/// <summary>The icon of a callout, or of a paragraph that is a tab.</summary>
internal sealed class IconMember() : BlockMember("icon")
{
    private const string Key = "icon";

    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (!value.IsGiven)
            return;
        var icon = FileObjects.ReadIcon(value);
        draft.Format[Key] = icon;
        if (FileObjects.UploadOf(icon) is { } upload)
            draft.References.Add(Uploads.Reference(upload, value));
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        writer.WritePropertyName(Names[0]);
        FileObjects.Write(writer, StoredBlock.FormatOf(record, Key), context.Files);
    }
}

/// <summary>Yes or no, no unless it is said.</summary>
internal sealed class FlagMember(string name) : BlockMember(name)
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (value.IsGiven)
            draft.Format[Names[0]] = value.Bool();
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteBoolean(Names[0], StoredBlock.IsSet(record, Names[0]));
}

/// <summary>The number of columns of a table, which stays.</summary>
internal sealed class TableWidthMember() : BlockMember("table_width")
{
    public override bool IsUpdatable => false;

    public override void Read(Input block, BlockDraft draft, bool isNew) =>
        draft.Format[FormatKeys.TableWidth] = block[Names[0]].Integer(1, NotionLimits.ArrayMaximum);

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteNumber(Names[0], WidthOf(record) ?? 0);

    /// <summary>The stored width of a table; null when there is none that can be.</summary>
    public static int? WidthOf(Record table) =>
        StoredBlock.FormatInteger(table, FormatKeys.TableWidth, 1, NotionLimits.ArrayMaximum);
}

/// <summary>The part of a row of columns that a column takes; answered where it was said.</summary>
internal sealed class WidthRatioMember() : BlockMember("width_ratio")
{
    private const string Key = "column_ratio";

    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (!value.IsGiven)
            return;
        var ratio = value.Number();
        if (ratio is <= 0 or > 1)
            throw value.Refuse("a number above 0 and at most 1");
        draft.Format[Key] = ratio;
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        if (StoredBlock.FormatNumber(record, Key) is { } ratio)
            writer.WriteNumber(Names[0], ratio);
    }
}

/// <summary>Where and how a numbered list counts; answered where it was said.</summary>
internal sealed class NumberingMember() : BlockMember("list_start_index", "list_format")
{
    private static readonly string[] Formats = ["numbers", "letters", "roman"];

    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var start = block["list_start_index"];
        if (start.IsGiven)
            draft.Format[FormatKeys.StartIndex] = start.Integer(0, int.MaxValue);
        var format = block["list_format"];
        if (format.IsGiven)
            draft.Format["list_format"] = format.Choice(Formats);
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        if (StoredBlock.FormatInteger(record, FormatKeys.StartIndex, 0, int.MaxValue) is { } start)
            writer.WriteNumber("list_start_index", start);
        if (StoredBlock.FormatText(record, "list_format") is { } format && Formats.Contains(format))
            writer.WriteString("list_format", format);
    }
}
