using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>What the mentions of an answer are called: titles of pages and databases, names of members. What the actor may not know of has no name here.</summary>
internal sealed class Names
{
    private readonly Dictionary<RecordPointer, Record> _records = [];

    private Names() { }

    /// <summary>Names of a set of records.</summary>
    public Names(IEnumerable<Record> records)
    {
        foreach (var record in records)
            _records[record.Pointer] = record;
    }

    /// <summary>No names: every mention is of something unknown.</summary>
    public static Names None { get; } = new();

    /// <summary>The title of a page or database; null when the actor may not read it or it has gone for good. An empty title is "Untitled", as people see it.</summary>
    public string? TitleOf(Guid blockId) =>
        _records.TryGetValue(RecordPointer.Block(blockId), out var record)
            ? PlainOf(record, "title") is { Length: > 0 } title
                ? title
                : Mention.Untitled
            : null;

    /// <summary>The name of a member; null when there is none.</summary>
    public string? MemberName(Guid userId) =>
        _records.TryGetValue(new RecordPointer(RecordTable.NotionUser, userId), out var record)
            ? PlainOf(record, "name")
            : null;

    /// <summary>Whether the block is known to be a database.</summary>
    public bool IsDatabase(Guid blockId) =>
        _records.TryGetValue(RecordPointer.Block(blockId), out var record) && record.Type == BlockTypes.ChildDatabase;

    private static string PlainOf(Record record, string property) =>
        Text.TryParse(record.Properties.Node?[property], property, out var text, out _)
            ? RichTextOutput.Plain(text, None)
            : "";
}
