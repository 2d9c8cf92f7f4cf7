using System.Buffers.Binary;
using NotionStyle.Blocks.Permissions;

namespace NotionStyle.BlockService.Caching;

/// <summary>A finished answer as it is kept: the role that it was made for, the blocks on which it depends with their versions, the JSON.</summary>
/// <param name="MadeAt">When it was made. Redis may bring back what is older than it should be, and the cursor in an answer does not live for ever.</param>
/// <param name="Role">The reader's role on the page.</param>
/// <param name="DependsOn">The blocks.</param>
/// <param name="Json">The answer.</param>
internal sealed record CachedPage(
    DateTimeOffset MadeAt,
    Role Role,
    IReadOnlyList<(Guid Id, long Version)> DependsOn,
    ReadOnlyMemory<byte> Json
)
{
    /// <summary>Larger answers are not kept.</summary>
    public const int BytesMaximum = 1024 * 1024;

    /// <summary>Raised with the layout or the JSON: what an older version of this program has put there is then a miss.</summary>
    private const byte Format = 2;

    private const int HeaderBytes = 14;
    private const int EntryBytes = 24;

    /// <summary>The bytes: format, role, number of blocks (4, little-endian), milliseconds of the Unix epoch at which it was made (8, little-endian); for each its id (16, big-endian) and version (8, little-endian); the JSON.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + (EntryBytes * DependsOn.Count) + Json.Length];
        bytes[0] = Format;
        bytes[1] = (byte)Role;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), DependsOn.Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(6), MadeAt.ToUnixTimeMilliseconds());
        var at = bytes.AsSpan(HeaderBytes);
        foreach (var (id, version) in DependsOn)
        {
            id.TryWriteBytes(at, bigEndian: true, out _);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], version);
            at = at[EntryBytes..];
        }

        Json.Span.CopyTo(at);
        return bytes;
    }

    /// <summary>Whether it says the same as another: made of the same versions for the same role.</summary>
    public bool IsOf(CachedPage? other) =>
        other is not null && Role == other.Role && DependsOn.SequenceEqual(other.DependsOn);

    /// <summary>Reads the bytes; null when they are not such: Redis is not trusted to hold what was put there.</summary>
    public static CachedPage? FromBytes(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderBytes || span[0] != Format)
            return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(span[2..]);
        if (count < 1 || count > (span.Length - HeaderBytes) / EntryBytes)
            return null;
        var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(span[6..]);
        if (milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return null;
        var madeAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        var blocks = new (Guid, long)[count];
        for (var i = 0; i < count; i++)
        {
            var entry = span.Slice(HeaderBytes + (i * EntryBytes), EntryBytes);
            blocks[i] = (new Guid(entry[..16], bigEndian: true), BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
        }

        return new CachedPage(madeAt, (Role)span[1], blocks, bytes[(HeaderBytes + (count * EntryBytes))..]);
    }
}
