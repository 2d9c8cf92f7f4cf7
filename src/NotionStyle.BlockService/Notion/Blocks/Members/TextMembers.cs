using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Markdown;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks.Members;

/// <summary>Rich text in a property.</summary>
internal sealed class TextMember(string name, string property, bool isRequired = true) : BlockMember(name)
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (value.IsGiven || (isNew && isRequired))
            draft.SetText(property, RichTextInput.Read(value));
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        writer.WritePropertyName(Names[0]);
        RichTextOutput.Write(writer, StoredBlock.TextOf(record, property), context.Names);
    }
}

/// <summary>A title that is answered as plain text, of a page or database; it is changed through its own endpoint.</summary>
internal sealed class TitleMember() : BlockMember("title")
{
    public override bool IsUpdatable => false;

    public override void Read(Input block, BlockDraft draft, bool isNew) { }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteString(Names[0], RichTextOutput.Plain(StoredBlock.TextOf(record, "title"), context.Names));
}

/// <summary>The LaTeX of a displayed equation.</summary>
internal sealed class ExpressionMember() : BlockMember("expression")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (isNew || value.IsGiven)
            draft.SetPlain("title", value.Text(NotionLimits.EquationMaximum));
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteString(Names[0], StoredBlock.PlainOf(record, "title"));
}

/// <summary>The language of a code block.</summary>
internal sealed class LanguageMember() : BlockMember("language")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (value.IsGiven || isNew)
            draft.SetPlain("language", CodeLanguages.Read(value));
        // What a Markdown file said of the code begins with its language, which would contradict the new one.
        if (!isNew && value.IsGiven)
            draft.Format[FormatKeys.Info] = null;
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteString(Names[0], CodeLanguages.Shown(StoredBlock.PlainOf(record, "language")));
}

/// <summary>Whether a task is done.</summary>
internal sealed class CheckedMember() : BlockMember("checked")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (value.IsGiven)
            draft.SetPlain("checked", value.Bool() ? "Yes" : "No");
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteBoolean(Names[0], StoredBlock.PlainOf(record, "checked") == "Yes");
}

/// <summary>
/// The cells of a row: one property each, <c>c0</c>, <c>c1</c> and so on. A row that came through the API holds its empty cells as well, so that it knows how many it has; one from
/// Markdown does not, and is filled up to its table's width where that is known.
/// </summary>
internal sealed class CellsMember() : BlockMember("cells")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (!value.IsGiven && !isNew)
            return;
        var index = 0;
        foreach (var cell in value.Items(NotionLimits.ArrayMaximum, 1))
        {
            draft.Properties[$"c{index}"] = RichTextInput.Read(cell).ToJson();
            index++;
        }
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        var count = context.TableWidth ?? CountOf(record.Properties.Node);
        writer.WriteStartArray(Names[0]);
        for (var index = 0; index < count; index++)
            RichTextOutput.Write(writer, StoredBlock.TextOf(record, $"c{index}"), context.Names);
        writer.WriteEndArray();
    }

    /// <summary>How many cells properties hold: up to the last that is there.</summary>
    public static int CountOf(JsonObject? properties)
    {
        for (var count = NotionLimits.ArrayMaximum; count > 0; count--)
        {
            if (properties?.ContainsKey($"c{count - 1}") == true)
                return count;
        }

        return 0;
    }
}
