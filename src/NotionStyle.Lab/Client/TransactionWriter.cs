using System.Text.Encodings.Web;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Lab.Client;

/// <summary>How large one transaction may grow; the service's own maximum is <see cref="StoreLimits" />.</summary>
internal readonly record struct TransactionSize(int Operations, int Bytes)
{
    /// <summary>For filling pages: large enough that the round trip does not count, small enough that several in flight share the work.</summary>
    public static TransactionSize Usual { get; } = new(1_000, 2 * 1024 * 1024);

    /// <summary>The service's maximum, less the frame around the operations.</summary>
    public static TransactionSize Largest { get; } =
        new(StoreLimits.OperationsMaximum, StoreLimits.RequestBytesMaximum - 1024);
}

/// <summary>
/// Writes the operations of one transaction straight into the bytes that are sent. What was written last can be taken back, so a caller tries whether
/// something still fits by writing it.
/// </summary>
internal sealed class TransactionWriter : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The body is JSON for a program, not for a page: text beyond ASCII stays as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonEncodedText Pointer = JsonEncodedText.Encode("pointer");
    private static readonly JsonEncodedText Table = JsonEncodedText.Encode("table");
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Path = JsonEncodedText.Encode("path");
    private static readonly JsonEncodedText Command = JsonEncodedText.Encode("command");
    private static readonly JsonEncodedText Args = JsonEncodedText.Encode("args");
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Properties = JsonEncodedText.Encode("properties");
    private static readonly JsonEncodedText Format = JsonEncodedText.Encode("format");
    private static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText ParentId = JsonEncodedText.Encode("parent_id");
    private static readonly JsonEncodedText ParentTable = JsonEncodedText.Encode("parent_table");
    private static readonly JsonEncodedText Alive = JsonEncodedText.Encode("alive");

    private readonly TransactionSize _maximum;
    private readonly Utf8JsonWriter _json;
    private PooledBuffer? _buffer;
    private int _blocks;

    public TransactionWriter(TransactionSize maximum)
    {
        _maximum = maximum;
        _buffer = new PooledBuffer(64 * 1024);
        _buffer.Append("{\"id\":\""u8);
        Span<byte> id = stackalloc byte[36];
        _ = Id.TryFormat(id, out _);
        _buffer.Append(id);
        _buffer.Append("\",\"operations\":["u8);
        _json = new Utf8JsonWriter(_buffer, Options);
    }

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>Whether what is written is still within the size.</summary>
    public bool Fits => Operations <= _maximum.Operations && Buffer.Length <= _maximum.Bytes;

    private PooledBuffer Buffer => _buffer ?? throw new InvalidOperationException("The transaction is finished.");

    /// <summary>A place to go back to.</summary>
    public Mark Place => new(Buffer.Length, Operations, _blocks);

    public void Return(Mark mark)
    {
        Buffer.Truncate(mark.Length);
        Operations = mark.Operations;
        _blocks = mark.Blocks;
    }

    /// <summary>Makes a block. Its parent must list it in the same transaction.</summary>
    public void MakeBlock(BlockNode node, RecordPointer parent, IReadOnlyList<Guid> content)
    {
        Begin(RecordPointer.Block(node.Id), "set"u8);
        _json.WriteStartObject();
        _json.WriteString(Type, node.Type);
        WriteSaid(node);
        WriteContent(content);
        _json.WriteString(ParentId, parent.Id);
        _json.WriteString(ParentTable, parent.Table.Name());
        _json.WriteEndObject();
        End();
        _blocks++;
    }

    /// <summary>Puts a content in place of a page's.</summary>
    public void FillPage(Guid page, IReadOnlyList<Guid> content)
    {
        Begin(RecordPointer.Block(page), "update"u8);
        _json.WriteStartObject();
        WriteContent(content);
        _json.WriteEndObject();
        End();
    }

    /// <summary>Lists a child behind another, or last.</summary>
    public void ListAfter(RecordPointer parent, Guid child, Guid? after = null)
    {
        Begin(parent, "listAfter"u8, "content");
        _json.WriteStartObject();
        _json.WriteString(IdName, child);
        if (after is { } anchor)
            _json.WriteString("after", anchor);
        _json.WriteEndObject();
        End();
    }

    /// <summary>Takes a child off the list of its parent.</summary>
    public void ListRemove(RecordPointer parent, Guid child)
    {
        Begin(parent, "listRemove"u8, "content");
        _json.WriteStartObject();
        _json.WriteString(IdName, child);
        _json.WriteEndObject();
        End();
    }

    /// <summary>Sets the title of a block.</summary>
    public void SetTitle(Guid block, RichText title)
    {
        Begin(RecordPointer.Block(block), "set"u8, "properties", "title");
        title.ToJson().WriteTo(_json);
        End();
    }

    /// <summary>Puts a block into the trash or takes it out of it. Its parent's list must change in the same transaction.</summary>
    public void SetAlive(Guid block, bool alive)
    {
        Begin(RecordPointer.Block(block), "update"u8);
        _json.WriteStartObject();
        _json.WriteBoolean(Alive, alive);
        _json.WriteEndObject();
        End();
    }

    /// <summary>Gives a block another parent. Both parents' lists must change in the same transaction.</summary>
    public void SetParent(Guid block, RecordPointer parent)
    {
        Begin(RecordPointer.Block(block), "update"u8);
        _json.WriteStartObject();
        _json.WriteString(ParentId, parent.Id);
        _json.WriteString(ParentTable, parent.Table.Name());
        _json.WriteEndObject();
        End();
    }

    /// <summary>The finished transaction, which owns the bytes from now on.</summary>
    public OutgoingTransaction Finish()
    {
        Buffer.Append("]}"u8);
        var finished = new OutgoingTransaction(Id, Operations, _blocks, Buffer);
        _buffer = null;
        _json.Dispose();
        return finished;
    }

    public void Dispose()
    {
        _buffer?.Dispose();
        _buffer = null;
        _json.Dispose();
    }

    private void Begin(RecordPointer pointer, ReadOnlySpan<byte> command, params ReadOnlySpan<string> path)
    {
        if (Operations > 0)
            Buffer.Append(","u8);
        _json.Reset(Buffer);
        _json.WriteStartObject();
        _json.WriteStartObject(Pointer);
        _json.WriteString(Table, pointer.Table.Name());
        _json.WriteString(IdName, pointer.Id);
        _json.WriteEndObject();
        _json.WriteStartArray(Path);
        foreach (var step in path)
            _json.WriteStringValue(step);
        _json.WriteEndArray();
        _json.WriteString(Command, command);
        _json.WritePropertyName(Args);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        Operations++;
    }

    private void WriteSaid(BlockNode node)
    {
        if (node.Properties is { Count: > 0 } properties)
        {
            _json.WritePropertyName(Properties);
            properties.WriteTo(_json);
        }

        if (node.Format is { Count: > 0 } format)
        {
            _json.WritePropertyName(Format);
            format.WriteTo(_json);
        }
    }

    private void WriteContent(IReadOnlyList<Guid> content)
    {
        if (content.Count == 0)
            return;
        _json.WriteStartArray(Content);
        foreach (var child in content)
            _json.WriteStringValue(child);
        _json.WriteEndArray();
    }

    /// <summary>How much was written.</summary>
    internal readonly record struct Mark(int Length, int Operations, int Blocks);
}
