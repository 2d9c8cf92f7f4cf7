using System.Text.Json;

namespace NotionStyle.SearchService.Elastic;

/// <summary>A <c>_bulk</c> request: one line of what to do for each item, and for writes one line of the document.</summary>
internal sealed class BulkBody : IDisposable
{
    private readonly MemoryStream _lines = new();
    private readonly Utf8JsonWriter _writer;

    /// <summary>An empty body.</summary>
    public BulkBody() => _writer = new Utf8JsonWriter(_lines);

    /// <summary>Items in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in it; whoever fills it sends it before it grows too large.</summary>
    public long Length => _lines.Length;

    /// <summary>Writes a document, if the version is above the one that is there.</summary>
    public void Index(string index, string id, string routing, long version, ReadOnlySpan<byte> document)
    {
        Action("index", index, id, routing, version);
        _lines.Write(document);
        _lines.WriteByte((byte)'\n');
    }

    /// <summary>Deletes a document, if the version is above the one that is there.</summary>
    public void Delete(string index, string id, string routing, long version) =>
        Action("delete", index, id, routing, version);

    /// <summary>The whole body.</summary>
    public ReadOnlyMemory<byte> ToBytes() => _lines.GetBuffer().AsMemory(0, (int)_lines.Length);

    /// <inheritdoc />
    public void Dispose()
    {
        _writer.Dispose();
        _lines.Dispose();
    }

    private void Action(string action, string index, string id, string routing, long version)
    {
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteStartObject(action);
        _writer.WriteString("_index", index);
        _writer.WriteString("_id", id);
        _writer.WriteString("routing", routing);
        _writer.WriteNumber("version", version);
        _writer.WriteString("version_type", "external");
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
        _lines.WriteByte((byte)'\n');
        Count++;
    }
}
