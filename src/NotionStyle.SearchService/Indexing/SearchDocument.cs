using System.Buffers;
using System.IO.Hashing;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Indexing;

/// <summary>What the index should hold for a record: its JSON, and two hashes by which it is compared with what the index does hold.</summary>
/// <remarks>
/// A record that nobody can find (in the trash, or without text) leaves a blank document when there may be an older one on its way: an absent one would let that be written.
/// </remarks>
/// <param name="Json">The document.</param>
/// <param name="Digest">Of all that is in it. A blank document's own version is not in it: whatever changes below a container would write it anew.</param>
/// <param name="Structure">Of what records below inherit from this one.</param>
/// <param name="Version">The record's version.</param>
/// <param name="PageId">The page on which it stands, itself for what stands on none; null in the trash.</param>
/// <param name="IsBlank">Whether nothing can find it.</param>
/// <param name="IsNeeded">Whether it has to be written even where there is none yet.</param>
internal sealed record SearchDocument(
    byte[] Json,
    string Digest,
    string Structure,
    long Version,
    Guid? PageId,
    bool IsBlank,
    bool IsNeeded
)
{
    // The highlighter's marks must not stand in a text, or it could pass for a match.
    internal const char MatchBegins = '\uE000';
    internal const char MatchEnds = '\uE001';

    /// <summary>Characters of a title that can be found by a part of it, as at stage 1.</summary>
    private const int TitleLengthMaximum = 10_000;

    private const string Dead = "dead";
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of a record.</summary>
    /// <param name="spaceId">Its workspace.</param>
    /// <param name="record">The record.</param>
    /// <param name="tree">The heads of all above it.</param>
    /// <param name="below">For a page: what stands on it.</param>
    public static SearchDocument Of(Guid spaceId, Record record, PermissionTree tree, string below)
    {
        var pointer = record.Pointer;
        var readers = Readers.Of(tree, pointer, spaceId);
        var isAlive = readers.IsRooted && tree.IsAlive(pointer);
        var ancestors = tree.Upward(pointer).Skip(1).Select(h => h.Pointer.Id).ToArray();
        // Null and not the record itself, for the structure: what stands below a record that is no page and on none is each on its own.
        var page = tree.Upward(pointer).FirstOrDefault(h => h.Type == "page")?.Pointer.Id;
        var structure = isAlive ? StructureOf(ancestors, page, readers) : Dead;
        var title = TitleOf(record);
        var text = pointer.Table == RecordTable.Block ? Clean(SearchText.Of(record)) : "";
        var hasContent = title is not null || text.Length > 0;
        var isBlank = !isAlive || !hasContent;

        var buffer = new ArrayBufferWriter<byte>(512 + text.Length + below.Length);
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("id", pointer.Id);
        writer.WriteString("space_id", spaceId);
        writer.WriteNumber("shard", LogicalShard.Of(spaceId));
        writer.WriteString("table", pointer.Table.Name());
        writer.WriteBoolean("alive", !isBlank);
        if (!isBlank)
            WriteContent(writer, record, page ?? pointer.Id, ancestors, readers, title, text, below);
        writer.WriteString("structure", structure);
        writer.Flush();
        string digest;
        if (isBlank)
        {
            digest = Hash(buffer.WrittenSpan);
            writer.WriteNumber("record_version", record.Version);
        }
        else
        {
            writer.WriteNumber("record_version", record.Version);
            writer.Flush();
            digest = Hash(buffer.WrittenSpan);
        }

        writer.WriteString("digest", digest);
        writer.WriteEndObject();
        writer.Flush();
        // A record of its first version cannot have had another content; and what has no children passes nothing on. But where something above it died, somebody may have read it alive before.
        var isNeeded = hasContent || record.Version > 1 || record.Content.Count > 0;
        return new SearchDocument(
            buffer.WrittenSpan.ToArray(),
            digest,
            structure,
            record.Version,
            isAlive ? page ?? pointer.Id : null,
            isBlank,
            isNeeded
        );
    }

    /// <summary>A page's or data source's title as plain text; null for what has none.</summary>
    public static string? TitleOf(Record record)
    {
        if (record.Pointer.Table != RecordTable.Collection && record.Type != "page")
            return null;
        if (record.Properties.Text is not { } json)
            return "";
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("title", out var runs) || runs.ValueKind != JsonValueKind.Array)
            return "";
        var title = new StringBuilder();
        foreach (var run in runs.EnumerateArray())
        {
            if (
                run.ValueKind == JsonValueKind.Array
                && run.GetArrayLength() > 0
                && run[0].ValueKind == JsonValueKind.String
            )
                title.Append(run[0].GetString());
        }

        return title.Length <= TitleLengthMaximum ? title.ToString() : title.ToString(0, TitleLengthMaximum);
    }

    /// <summary>A text in the form in which titles are compared: equal but for the case by ordinal rules.</summary>
    public static string Fold(string text) => text.ToUpperInvariant();

    /// <summary>A time as a number that keeps the store's microseconds, below 2^53.</summary>
    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;

    private static void WriteContent(
        Utf8JsonWriter writer,
        Record record,
        Guid page,
        Guid[] ancestors,
        Readers readers,
        string? title,
        string text,
        string below
    )
    {
        writer.WriteString("type", record.Type);
        writer.WriteString("page_id", page);
        WriteAll("ancestors", ancestors.Select(a => a.ToString()));
        WriteAll("readers", readers.May);
        WriteAll("hidden_from", readers.Hidden);
        writer.WriteBoolean("has_text", text.Length > 0);
        if (title is not null)
        {
            writer.WriteString("title", Clean(title));
            writer.WriteString("title_folded", Fold(title));
        }

        if (text.Length > 0)
            writer.WriteString("text", text);
        // Its own words as well: a page is found by all that is on it together.
        if (record.Type == "page")
            writer.WriteString("page_text", below.Length == 0 ? text : $"{text}\n{Clean(below)}");
        writer.WriteString("created_time", Text(record.CreatedTime));
        writer.WriteNumber("created_order", Micros(record.CreatedTime));
        writer.WriteString("created_by", record.CreatedBy);
        writer.WriteString("last_edited_time", Text(record.LastEditedTime));
        writer.WriteNumber("edited_order", Micros(record.LastEditedTime));
        writer.WriteString("last_edited_by", record.LastEditedBy);

        void WriteAll(string name, IEnumerable<string> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }
    }

    private static string Text(DateTimeOffset time) =>
        time.ToUniversalTime()
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Clean(string text) => text.Replace(MatchBegins, '\uFFFD').Replace(MatchEnds, '\uFFFD');

    private static string StructureOf(Guid[] ancestors, Guid? page, Readers readers)
    {
        var text = new StringBuilder();
        foreach (var id in ancestors)
            text.Append(id).Append(' ');
        text.Append('/')
            .Append(page)
            .Append('/')
            .AppendJoin(' ', readers.May)
            .Append('/')
            .AppendJoin(' ', readers.Hidden);
        return Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(XxHash128.Hash(bytes));
}
