using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;

namespace NotionStyle.Blocks.Ports;

/// <summary>
/// Where a list that is ordered by values stopped: the values of its last record, and that record's id. What is inserted or deleted meanwhile shifts nothing, since no
/// number of records is in it.
/// </summary>
/// <remarks>
/// A cursor gives no rights: whoever sends it is asked for them again. It is bound to the question that it goes on with, because under another order its values would
/// skip records silently. Wire form: base64url of version (1 byte), issue time (Unix seconds, 8 bytes), scope (16), question (8), last id (16),
/// then per key its length in bytes plus 1 (2 bytes; 0 for a key without a value) and its UTF-8.
/// </remarks>
/// <param name="Scope">What is listed: the parent, the data source or the workspace.</param>
/// <param name="Question">The question, as <see cref="QuestionOf" /> names it.</param>
/// <param name="IssuedAt">When the cursor was given out.</param>
/// <param name="Keys">The last record's values of the order's keys, at most <see cref="KeysMaximum" />; null for one that has none.</param>
/// <param name="LastId">The last record.</param>
public sealed record KeysetCursor(
    Guid Scope,
    ulong Question,
    DateTimeOffset IssuedAt,
    IReadOnlyList<string?> Keys,
    Guid LastId
)
{
    /// <summary>Keys of one order.</summary>
    public const int KeysMaximum = 102;

    /// <summary>Characters of one key. An order over longer values compares less of them: 1,000 code points always fit.</summary>
    public const int KeyLengthMaximum = 2_000;

    private const byte Format = 1;
    private const int HeaderLength = 1 + 8 + 16 + 8 + 16;
    private const int BytesMaximum = HeaderLength + KeysMaximum * (2 + 3 * KeyLengthMaximum);

    // Neither half characters nor what is no UTF-8: a database would refuse both.
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Names a question by a hash over who asks and everything that it consists of, but for the cursor and the limit.</summary>
    public static ulong QuestionOf(Actor actor, params ReadOnlySpan<string?> parts)
    {
        var hash = new XxHash64();
        hash.Append(actor.SpaceId.ToByteArray());
        hash.Append(actor.UserId.ToByteArray());
        foreach (var part in parts)
        {
            // The length as well: {"ab", "c"} is another question than {"a", "bc"}.
            hash.Append(BitConverter.GetBytes(part?.Length ?? -1));
            hash.Append(Encoding.Unicode.GetBytes(part ?? ""));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>A time as a key, exact to the microsecond that the store keeps.</summary>
    public static string TimeKey(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>The key of <see cref="TimeKey" /> at an index.</summary>
    /// <exception cref="BlockStoreException">There is no time: somebody else made this cursor.</exception>
    public DateTimeOffset TimeAt(int index) =>
        long.TryParse(Keys[index], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw NotOurs();

    /// <summary>The opaque text for the wire.</summary>
    public string Encode()
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Keys.Count, KeysMaximum);
        var length = HeaderLength;
        foreach (var key in Keys)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(key?.Length ?? 0, KeyLengthMaximum);
            length += 2 + (key is null ? 0 : Utf8.GetByteCount(key));
        }

        var bytes = new byte[length];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), IssuedAt.ToUnixTimeSeconds());
        Scope.TryWriteBytes(bytes.AsSpan(9), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(25), Question);
        LastId.TryWriteBytes(bytes.AsSpan(33), bigEndian: true, out _);
        var at = HeaderLength;
        foreach (var key in Keys)
        {
            var written = key is null ? 0 : Utf8.GetBytes(key, bytes.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)(key is null ? 0 : written + 1));
            at += 2 + written;
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor of the wire, for the question that is asked now.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">What is listed.</param>
    /// <param name="question">The question.</param>
    /// <param name="keys">How many keys its order has.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="BlockStoreException">It is no cursor, it is of another question, or it is too old.</exception>
    public static KeysetCursor Decode(string text, Guid scope, ulong question, int keys, DateTimeOffset now)
    {
        var bytes = Bytes(text);
        if (bytes.Length < HeaderLength || bytes[0] != Format)
            throw NotOurs();
        if (
            new Guid(bytes.AsSpan(9, 16), bigEndian: true) != scope
            || BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(25)) != question
        )
            throw BlockStoreException.Invalid(
                "start_cursor belongs to another question: its parent, filter, order or token is another. Start again without it."
            );
        var seconds = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1));
        var age = now.ToUnixTimeSeconds() - (Int128)seconds;
        if (age < -3600 || age > StoreLimits.CursorHoursMaximum * 3600)
            throw new BlockStoreException(
                ErrorCode.CursorExpired,
                $"start_cursor was given out more than {StoreLimits.CursorHoursMaximum} hours ago. Start again without it."
            );
        return new KeysetCursor(
            scope,
            question,
            DateTimeOffset.FromUnixTimeSeconds(seconds),
            ReadKeys(bytes.AsSpan(HeaderLength), keys),
            new Guid(bytes.AsSpan(33, 16), bigEndian: true)
        );
    }

    /// <summary>The refusal of what this service never gave out; for a key that is not what the order's values look like, too.</summary>
    public static BlockStoreException NotOurs() =>
        BlockStoreException.Invalid("start_cursor is not one that this service gave out. Start again without it.");

    private static byte[] Bytes(string text)
    {
        // Four characters for three bytes: no text that is longer is decoded at all.
        if (text.Length > BytesMaximum / 3 * 4 + 8)
            return [];
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static string?[] ReadKeys(ReadOnlySpan<byte> bytes, int count)
    {
        var keys = new string?[count];
        for (var i = 0; i < count; i++)
        {
            if (bytes.Length < 2)
                throw NotOurs();
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes) - 1;
            bytes = bytes[2..];
            if (length > bytes.Length)
                throw NotOurs();
            if (length < 0)
                continue;
            keys[i] = ReadKey(bytes[..length]);
            bytes = bytes[length..];
        }

        return bytes.IsEmpty ? keys : throw NotOurs();
    }

    private static string ReadKey(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var key = Utf8.GetString(bytes);
            // PostgreSQL knows no text with a zero in it.
            return key.Length <= KeyLengthMaximum && !key.Contains('\0', StringComparison.Ordinal)
                ? key
                : throw NotOurs();
        }
        catch (DecoderFallbackException)
        {
            throw NotOurs();
        }
    }
}
