using System.Buffers.Binary;
using System.Buffers.Text;
using NotionStyle.Blocks.Errors;

namespace NotionStyle.Blocks.Ports;

/// <summary>
/// Where reading a page stopped: for each open level, from the page down, the child that comes next. The child is named by its id, and by its index in case
/// it has gone since; so a cursor survives edits of the page.
/// </summary>
/// <remarks>
/// A cursor gives no rights: the store checks again, from the database, that each level is still part of the page and may be read by the caller.
/// Wire form: base64url of version (1 byte), issue time (Unix seconds, 8 bytes), page id (16), then per level parent id (16), child id (16), index (4).
/// </remarks>
/// <param name="PageId">The page that is read.</param>
/// <param name="IssuedAt">When the cursor was given out.</param>
/// <param name="Levels">The open levels, outermost first; never empty.</param>
public sealed record PageCursor(Guid PageId, DateTimeOffset IssuedAt, IReadOnlyList<PageCursor.Level> Levels)
{
    private const byte Format = 1;
    private const int HeaderLength = 1 + 8 + 16;
    private const int LevelLength = 16 + 16 + 4;

    /// <summary>One open level.</summary>
    /// <param name="Parent">The record whose children are read.</param>
    /// <param name="Child">The child that comes next.</param>
    /// <param name="Index">Its index when the cursor was made.</param>
    public readonly record struct Level(Guid Parent, Guid Child, int Index);

    /// <summary>The opaque text for the wire.</summary>
    public string Encode()
    {
        var bytes = new byte[HeaderLength + Levels.Count * LevelLength];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), IssuedAt.ToUnixTimeSeconds());
        PageId.TryWriteBytes(bytes.AsSpan(9), bigEndian: true, out _);
        var at = HeaderLength;
        foreach (var level in Levels)
        {
            level.Parent.TryWriteBytes(bytes.AsSpan(at), bigEndian: true, out _);
            level.Child.TryWriteBytes(bytes.AsSpan(at + 16), bigEndian: true, out _);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 32), level.Index);
            at += LevelLength;
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor of the wire.</summary>
    /// <exception cref="BlockStoreException">It is no cursor, it is of another page, or it is too old.</exception>
    public static PageCursor Decode(string text, Guid pageId, DateTimeOffset now)
    {
        // One level is less than 50 characters, so this bounds the work on any text.
        byte[] bytes = [];
        if (text.Length <= 64 + 50 * (StoreLimits.DepthMaximum + 1))
        {
            try
            {
                bytes = Base64Url.DecodeFromChars(text);
            }
            catch (FormatException)
            {
                // Falls through to the refusal below.
            }
        }

        if (
            bytes.Length < HeaderLength + LevelLength
            || (bytes.Length - HeaderLength) % LevelLength != 0
            || bytes[0] != Format
        )
            throw NotOurs();
        var page = new Guid(bytes.AsSpan(9, 16), bigEndian: true);
        if (page != pageId)
            throw BlockStoreException.Invalid(
                $"cursor belongs to page {page}, not to {pageId}. Start again without it."
            );
        var seconds = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1));
        var age = now.ToUnixTimeSeconds() - (Int128)seconds;
        if (age < -3600 || age > StoreLimits.CursorHoursMaximum * 3600)
            throw new BlockStoreException(
                ErrorCode.CursorExpired,
                $"cursor was given out more than {StoreLimits.CursorHoursMaximum} hours ago. Start again without it."
            );
        var levels = new List<Level>();
        for (var at = HeaderLength; at < bytes.Length; at += LevelLength)
        {
            levels.Add(
                new Level(
                    new Guid(bytes.AsSpan(at, 16), bigEndian: true),
                    new Guid(bytes.AsSpan(at + 16, 16), bigEndian: true),
                    BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 32))
                )
            );
        }

        if (levels.Exists(static level => level.Index < 0))
            throw NotOurs();
        return new PageCursor(page, DateTimeOffset.FromUnixTimeSeconds(seconds), levels);
    }

    private static BlockStoreException NotOurs() =>
        BlockStoreException.Invalid("cursor is not one that this service gave out. Start again without it.");
}
