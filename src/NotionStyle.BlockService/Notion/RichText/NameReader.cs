using System.Buffers;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>
/// Looks names up: one read for all mentions of an answer, none when there are none. Of more mentioned things than one read takes, the rest stay without a name.
/// </summary>
internal sealed class NameReader(IBlockStore store)
{
    /// <summary>How the marks of mentions begin in stored JSON. Inside of a text the quotes would be escaped, so nothing else looks like it.</summary>
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [$"[\"{RichTextMark.PageKind}\"", $"[\"{RichTextMark.DatabaseKind}\"", $"[\"{RichTextMark.UserKind}\""],
        StringComparison.Ordinal
    );

    /// <summary>The names of everything that the rich text in these records mentions.</summary>
    public async Task<Names> ReadAsync(Actor actor, IEnumerable<Record> records, CancellationToken ct)
    {
        var mentioned = new HashSet<RecordPointer>();
        foreach (var record in records)
        {
            Collect(record.Properties.Text, mentioned);
            if (mentioned.Count >= StoreLimits.ReadMaximum)
                break;
        }

        if (mentioned.Count == 0)
            return Names.None;
        var found = await store.ReadAsync(actor, [.. mentioned.Take(StoreLimits.ReadMaximum)], ct);
        // A title in the trash is a title still, as Notion shows it.
        return new Names(found.OfType<PlacedRecord>().Select(r => r.Record));
    }

    private static void Collect(ReadOnlySpan<char> json, HashSet<RecordPointer> mentioned)
    {
        for (var at = json.IndexOfAny(Marks); at >= 0; at = json.IndexOfAny(Marks))
        {
            var isUser = json[at + 2] == RichTextMark.UserKind[0];
            json = json[(at + 3)..];
            var rest = json[(json.IndexOf('"') + 1)..].TrimStart(", ");
            if (rest.IsEmpty || rest[0] != '"')
                continue;
            var end = rest[1..].IndexOf('"');
            if (end < 0 || !Ids.TryParse(rest.Slice(1, end), out var id))
                continue;
            mentioned.Add(isUser ? new RecordPointer(RecordTable.NotionUser, id) : RecordPointer.Block(id));
            if (mentioned.Count >= StoreLimits.ReadMaximum)
                return;
        }
    }
}
