using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Notion.RichText;
using Record = NotionStyle.Blocks.Records.Record;
using StoredText = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>A data source as it was read: its record, its place and its schema.</summary>
internal sealed record DataSource(PlacedRecord Placed, DataSourceSchema Schema)
{
    /// <summary>The type of a collection's record.</summary>
    public const string RecordType = "collection";

    public Guid Id => Record.Pointer.Id;

    public Record Record => Placed.Record;

    /// <summary>The title without marks.</summary>
    public string Title => TitleOf(Record);

    /// <summary>The database that it belongs to.</summary>
    public Guid DatabaseId => Record.Parent?.Id ?? Guid.Empty;

    public static DataSource Of(PlacedRecord placed) => new(placed, SchemaJson.Read(placed.Record));

    /// <summary>A record's title as stored; empty when it is none.</summary>
    public static StoredText TextOf(Record record, string property = "title") =>
        StoredText.TryParse(record.Properties.Node?[property], property, out var text, out _) ? text : StoredText.Empty;

    /// <summary>A record's title without marks.</summary>
    public static string TitleOf(Record record) => RichTextOutput.Plain(TextOf(record), Names.None);

    /// <summary>Whether a block is a database.</summary>
    public static bool IsDatabase(PlacedRecord? placed) => placed?.Record.Type == BlockTypes.ChildDatabase;
}
