using NotionStyle.Blocks;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Synced blocks: an original holds content, a copy shows that of its original: <c>format.synced_from</c> is the original's id.</summary>
internal static class SyncedBlocks
{
    public const string From = "synced_from";

    /// <summary>The original that a block is a copy of; null when it is none.</summary>
    public static Guid? OriginalOf(Record record) =>
        record.Type == BlockTypes.SyncedBlock ? StoredBlock.FormatId(record, From) : null;
}
