using System.Numerics;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// The identities of the last records that were stored, at most a maximum: beyond it the oldest is forgotten, and its record, were it sent again, would be stored again. A ring in
/// the order of arrival with a hash table (open addressing) over it: at most 24 bytes a record, taken as the ring grows.
/// </summary>
internal sealed class RecentRecords(int maximum)
{
    private const int FirstSize = 1_024;

    private UInt128[] _ring = new UInt128[Math.Min(FirstSize, maximum)];
    private int[] _table = new int[TableSize(Math.Min(FirstSize, maximum))];
    private int _next;

    /// <summary>How many it knows.</summary>
    public int Count { get; private set; }

    /// <summary>Remembers an identity; false when it is known.</summary>
    public bool Add(UInt128 identity)
    {
        var slot = Find(identity);
        if (_table[slot] != 0)
            return false;
        if (Count == _ring.Length)
        {
            if (_ring.Length < maximum)
                Grow();
            else
                Remove(_ring[_next]);
            slot = Find(identity);
        }
        _ring[_next] = identity;
        _table[slot] = _next + 1;
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        Count++;
        return true;
    }

    /// <summary>Forgets the last so many (what they displaced stays forgotten).</summary>
    public void TakeBack(int count)
    {
        for (count = Math.Min(count, Count); count > 0; count--)
        {
            _next = _next == 0 ? _ring.Length - 1 : _next - 1;
            Remove(_ring[_next]);
        }
    }

    // Half full at most, so that a search ends after a step or two.
    private static int TableSize(int records) => (int)BitOperations.RoundUpToPowerOf2((uint)records * 2);

    private static int Spread(UInt128 identity, int mask) =>
        (int)((((ulong)identity ^ (ulong)(identity >> 64)) * 0x9E3779B97F4A7C15) >> 32) & mask;

    private int Find(UInt128 identity)
    {
        var mask = _table.Length - 1;
        var slot = Spread(identity, mask);
        while (_table[slot] != 0 && _ring[_table[slot] - 1] != identity)
            slot = (slot + 1) & mask;
        return slot;
    }

    // Closes the gap, so that searches need no marks of what was removed.
    private void Remove(UInt128 identity)
    {
        var mask = _table.Length - 1;
        var gap = Find(identity);
        for (var slot = (gap + 1) & mask; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            var home = Spread(_ring[_table[slot] - 1], mask);
            if (((slot - home) & mask) < ((slot - gap) & mask))
                continue;
            _table[gap] = _table[slot];
            gap = slot;
        }
        _table[gap] = 0;
        Count--;
    }

    // Only a full ring grows: its oldest is at _next.
    private void Grow()
    {
        var ring = new UInt128[(int)Math.Min(maximum, _ring.Length * 2L)];
        var oldest = _ring.AsSpan(_next);
        oldest.CopyTo(ring);
        _ring.AsSpan(0, _next).CopyTo(ring.AsSpan(oldest.Length));
        _next = _ring.Length;
        _ring = ring;
        _table = new int[TableSize(ring.Length)];
        for (var i = 0; i < Count; i++)
            _table[Find(ring[i])] = i + 1;
    }
}
