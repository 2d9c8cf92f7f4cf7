namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Writes the length of a field into one byte as Lucene does from its version 7 on (and so Elasticsearch 8): exact up to 40, then with four significant bits. Lucene 4.8's own byte keeps
/// three bits from the first token on, so that texts of 5 and 6 words already look the same.
/// </summary>
internal static class ExactLengths
{
    // 24 values below are themselves; the byte then holds four bits and their shift.
    private const int Free = 24;

    private static readonly float[] Decoded = [.. Enumerable.Range(0, 256).Select(value => (float)Decode((byte)value))];

    /// <summary>The byte of a length.</summary>
    public static byte Encode(int length) => length < Free ? (byte)length : (byte)(Free + Int4((uint)(length - Free)));

    /// <summary>The length of a byte.</summary>
    public static int Decode(byte encoded) =>
        encoded < Free ? encoded : (int)Math.Min(int.MaxValue, Free + Back((uint)(encoded - Free)));

    /// <summary>The length of a byte, from a table.</summary>
    public static float Length(long norm) => Decoded[(byte)norm];

    private static uint Int4(uint value)
    {
        var bits = 32 - System.Numerics.BitOperations.LeadingZeroCount(value);
        if (bits < 4)
            return value;
        var shift = bits - 4;
        // The highest bit is always set and need not be kept.
        return ((value >> shift) & 0x07) | (uint)((shift + 1) << 3);
    }

    private static long Back(uint encoded)
    {
        var bits = encoded & 0x07;
        var shift = (int)(encoded >> 3) - 1;
        return shift < 0 ? bits : (long)(bits | 0x08) << shift;
    }
}
