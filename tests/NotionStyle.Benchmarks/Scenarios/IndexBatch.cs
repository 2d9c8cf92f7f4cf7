using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// A bulk request as the search service sends it: documents of paragraphs, and of a page now and then, with external versions and routing. Each sending has ids of its own, such as the
/// API gives them, written over those of the bytes: making the documents anew would cost the sender more than it costs anybody to read them.
/// </summary>
internal sealed class IndexBatch
{
    public const int Documents = 500;
    public const string Index = "blocks-benchmark";
    private const int IdLength = 36;

    /// <summary>Every so many-th document is a page with a title.</summary>
    private const int BlocksOfPage = 25;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<int> _ids = [];

    public IndexBatch(int seed)
    {
        var random = new Random(seed);
        var words = new Words(random);
        var lines = new ArrayBufferWriter<byte>();
        var space = Guid.CreateVersion7().ToString();
        var user = Guid.CreateVersion7().ToString();
        var root = Guid.CreateVersion7().ToString();
        var page = Guid.CreateVersion7().ToString();
        for (var i = 0; i < Documents; i++)
        {
            var id = Guid.CreateVersion7().ToString();
            var document = new IndexDocument(id, space);
            if (i % BlocksOfPage == 0)
                page = Page(document, id, root, words.Sentence(4));
            else
                Paragraph(document, page, root, words.Sentence(15));
            Shared(document, space, user, random);
            Items.Add(document);
            Write(lines, document);
        }

        Bytes = lines.WrittenSpan.ToArray();
    }

    /// <summary>The documents as Lucene's fields need them.</summary>
    public List<IndexDocument> Items { get; } = [];

    public byte[] Bytes { get; }

    /// <summary>Other ids for the same documents.</summary>
    public byte[] Renew()
    {
        for (var i = 0; i < Documents; i++)
        {
            // Where the action names it, and within the source.
            var id = Guid.CreateVersion7();
            id.TryFormat(Bytes.AsSpan(_ids[2 * i], IdLength), out _);
            id.TryFormat(Bytes.AsSpan(_ids[(2 * i) + 1], IdLength), out _);
            Items[i].Id = id.ToString();
        }

        return Bytes;
    }

    private static string Page(IndexDocument document, string id, string root, string title)
    {
        document.Keyword("type", "page").Keyword("page_id", id).Keyword("ancestors", root);
        document.Number("has_text", 0);
        document.Text("title", title).Text("title_folded", title.ToUpperInvariant());
        return id;
    }

    private static void Paragraph(IndexDocument document, string page, string root, string text)
    {
        document.Keyword("type", "paragraph").Keyword("page_id", page).Keyword("ancestors", page, root);
        document.Number("has_text", 1);
        document.Text("text", text);
    }

    private static void Shared(IndexDocument document, string space, string user, Random random)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        document.Keyword("space_id", space).Keyword("table", "block").Keyword("readers", "workspace");
        document.Keyword("created_by", user).Keyword("last_edited_by", user);
        document.Keyword("structure", Hash(random)).Keyword("digest", Hash(random));
        document.Number("shard", 113).Number("alive", 1).Number("record_version", 1);
        document.Number("created_time", now).Number("created_order", (now * 1_000) + 17);
        document.Number("last_edited_time", now).Number("edited_order", (now * 1_000) + 17);
    }

    private static string Hash(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private void Write(ArrayBufferWriter<byte> lines, IndexDocument document)
    {
        var action = Encoding.UTF8.GetBytes(
            $$$"""{"index":{"_index":"{{{Index}}}","_id":"{{{document.Id}}}","routing":"{{{document.Routing}}}","version":1,"version_type":"external"}}"""
        );
        var source = Source(document);
        var id = Encoding.UTF8.GetBytes(document.Id);
        _ids.Add(lines.WrittenCount + action.AsSpan().IndexOf(id));
        lines.Write(action);
        lines.Write("\n"u8);
        // It is the first member, so that a page's own name further on stays as it is.
        _ids.Add(lines.WrittenCount + source.AsSpan().IndexOf(id));
        document.SourceAt = (lines.WrittenCount, source.Length);
        lines.Write(source);
        lines.Write("\n"u8);
    }

    private static byte[] Source(IndexDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("id", document.Id);
        foreach (var (name, values) in document.Keywords)
        {
            if (name is not ("ancestors" or "readers"))
            {
                writer.WriteString(name, values[0]);
                continue;
            }

            writer.WriteStartArray(name);
            foreach (var value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        writer.WriteStartArray("hidden_from");
        writer.WriteEndArray();
        foreach (var (name, text) in document.Texts)
            writer.WriteString(name, text);
        foreach (var (name, value) in document.Numbers)
            if (name is "alive" or "has_text")
                writer.WriteBoolean(name, value == 1);
            else if (name.EndsWith("_time", StringComparison.Ordinal))
                writer.WriteString(name, Date(value));
            else
                writer.WriteNumber(name, value);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Date(long milliseconds) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(milliseconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
