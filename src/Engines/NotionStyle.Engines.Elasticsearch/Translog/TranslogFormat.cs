using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace NotionStyle.Engines.Elasticsearch.Translog;

/// <summary>The bytes of a translog file.</summary>
/// <remarks>
/// <code>
/// header  "ESTLOG01" | generation i64 | primary term i64 | crc32c u32              (28 bytes)
/// frame   "FRME" | length u32 | crc32c u32 of length and payload | payload         (12 + length)
/// payload index, delete: kind u8 | flags u8 (1 = has routing) | version i64 | sequence number i64 | primary term i64
///                        | id (length i32, UTF-8) | routing (the same, if flagged) | source (the rest)
///         synced mark:   kind u8 | offset i64
/// </code>
/// All numbers are little-endian. A frame begins with a fixed word so that a reader that meets a broken one can look whether whole ones follow.
/// </remarks>
internal static class TranslogFormat
{
    /// <summary>Bytes of the file's header.</summary>
    public const int HeaderBytes = 28;

    /// <summary>Bytes of a frame before its payload.</summary>
    public const int FrameOverhead = 12;

    /// <summary>The most that a payload takes; a length beyond is a broken one. A document comes in one request and is smaller.</summary>
    public const int PayloadMaximum = 512 * 1024 * 1024;

    /// <summary>Bytes of a mark with its frame.</summary>
    public const int MarkBytes = FrameOverhead + 1 + sizeof(long);

    private const byte HasRouting = 1;

    /// <summary>The word that a frame begins with.</summary>
    public static ReadOnlySpan<byte> FrameMagic => "FRME"u8;

    private static ReadOnlySpan<byte> FileMagic => "ESTLOG01"u8;

    /// <summary>Writes the header.</summary>
    public static void WriteHeader(Span<byte> header, long generation, long primaryTerm)
    {
        FileMagic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], generation);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], primaryTerm);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], Checksum(header[..24]));
    }

    /// <summary>Reads the header; false when it is not whole.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out long generation, out long primaryTerm)
    {
        generation = primaryTerm = 0;
        if (
            header.Length < HeaderBytes
            || !header.StartsWith(FileMagic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) != Checksum(header[..24])
        )
            return false;
        generation = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        primaryTerm = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        return true;
    }

    /// <summary>Appends the frame of a change.</summary>
    public static void WriteOperation(IBufferWriter<byte> target, in TranslogOperation operation)
    {
        var idBytes = Encoding.UTF8.GetByteCount(operation.Id);
        var routingBytes = operation.Routing is null ? 0 : 4 + Encoding.UTF8.GetByteCount(operation.Routing);
        var length = 2 + 24 + 4 + idBytes + routingBytes + operation.Source.Length;
        var frame = target.GetSpan(FrameOverhead + length)[..(FrameOverhead + length)];
        var payload = frame[FrameOverhead..];
        payload[0] = (byte)operation.Kind;
        payload[1] = operation.Routing is null ? (byte)0 : HasRouting;
        BinaryPrimitives.WriteInt64LittleEndian(payload[2..], operation.Version);
        BinaryPrimitives.WriteInt64LittleEndian(payload[10..], operation.SequenceNumber);
        BinaryPrimitives.WriteInt64LittleEndian(payload[18..], operation.PrimaryTerm);
        var at = WriteText(payload, 26, operation.Id);
        if (operation.Routing is not null)
            at = WriteText(payload, at, operation.Routing);
        operation.Source.Span.CopyTo(payload[at..]);
        Seal(frame);
        target.Advance(frame.Length);
    }

    /// <summary>Appends a mark that everything before the offset is on disk.</summary>
    public static void WriteMark(IBufferWriter<byte> target, long syncedOffset)
    {
        var frame = target.GetSpan(MarkBytes)[..MarkBytes];
        frame[FrameOverhead] = (byte)TranslogOperationKind.SyncedMark;
        BinaryPrimitives.WriteInt64LittleEndian(frame[(FrameOverhead + 1)..], syncedOffset);
        Seal(frame);
        target.Advance(MarkBytes);
    }

    /// <summary>The payload of the frame at the beginning of the bytes; false when there is no whole and unbroken one.</summary>
    public static bool TryReadFrame(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        var span = bytes.Span;
        if (span.Length < FrameOverhead + 1 || !span.StartsWith(FrameMagic))
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(span[4..]);
        if (length is 0 or > PayloadMaximum || span.Length - FrameOverhead < length)
            return false;
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(span[8..]);
        if (crc != Checksum(span.Slice(4, 4), span.Slice(FrameOverhead, (int)length)))
            return false;
        payload = bytes.Slice(FrameOverhead, (int)length);
        return true;
    }

    /// <summary>The offset of a mark.</summary>
    public static bool TryReadMark(ReadOnlySpan<byte> payload, out long syncedOffset)
    {
        syncedOffset = 0;
        if (payload.Length != 1 + sizeof(long) || payload[0] != (byte)TranslogOperationKind.SyncedMark)
            return false;
        syncedOffset = BinaryPrimitives.ReadInt64LittleEndian(payload[1..]);
        return true;
    }

    /// <summary>The change of a payload whose checksum was right.</summary>
    public static TranslogOperation ReadOperation(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        var at = 26;
        var id = ReadText(span, ref at);
        var routing = (span[1] & HasRouting) != 0 ? ReadText(span, ref at) : null;
        return new TranslogOperation
        {
            Kind = (TranslogOperationKind)span[0],
            Id = id,
            Routing = routing,
            Version = BinaryPrimitives.ReadInt64LittleEndian(span[2..]),
            SequenceNumber = BinaryPrimitives.ReadInt64LittleEndian(span[10..]),
            PrimaryTerm = BinaryPrimitives.ReadInt64LittleEndian(span[18..]),
            Source = payload[at..],
        };
    }

    private static void Seal(Span<byte> frame)
    {
        FrameMagic.CopyTo(frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], (uint)(frame.Length - FrameOverhead));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Checksum(frame.Slice(4, 4), frame[FrameOverhead..]));
    }

    private static int WriteText(Span<byte> payload, int at, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, payload[(at + 4)..]);
        BinaryPrimitives.WriteInt32LittleEndian(payload[at..], length);
        return at + 4 + length;
    }

    private static string ReadText(ReadOnlySpan<byte> payload, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload[at..]);
        var text = Encoding.UTF8.GetString(payload.Slice(at + 4, length));
        at += 4 + length;
        return text;
    }

    private static uint Checksum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) =>
        ~Append(Append(uint.MaxValue, first), second);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var single in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, single);
        return crc;
    }
}
