using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>
/// The beginning of each segment's last id. Ids that begin with the time, as those of version 7 do, lie behind all of the segments that were written before: whether they are new is
/// then known without a look into any.
/// </summary>
/// <remarks>A segment never changes, but for its deletions; what is known of it is kept as long as Lucene keeps the segment, over all readers.</remarks>
internal static class LastIds
{
    /// <summary>Bytes that are compared: a version 7 id has its time in the first thirteen characters.</summary>
    private const int Length = 16;

    private static readonly ConditionalWeakTable<object, byte[]> Known = [];

    /// <summary>Whether the id lies behind all ids of the segment.</summary>
    public static bool IsBeyond(AtomicReader segment, string idField, BytesRef id)
    {
        var last = Known.GetValue(segment.CoreCacheKey, _ => Find(segment, idField));
        return id.Bytes.AsSpan(id.Offset, Math.Min(id.Length, Length)).SequenceCompareTo(last) > 0;
    }

    /// <summary>Looks for the last term byte by byte, as Lucene 4.8 does not keep it: the greatest byte for which something is at or behind what is known so far with it.</summary>
    private static byte[] Find(AtomicReader segment, string idField)
    {
        if (segment.GetTerms(idField)?.GetEnumerator() is not { } terms)
            return [];
        var term = new BytesRef(Length);
        while (term.Length < Length)
        {
            term.Length++;
            var (least, most) = (-1, 255);
            while (least < most)
            {
                var middle = (least + most + 1) / 2;
                term.Bytes[term.Length - 1] = (byte)middle;
                if (terms.SeekCeil(term) == TermsEnum.SeekStatus.END)
                    most = middle - 1;
                else
                    least = middle;
            }

            if (least < 0)
            {
                // Nothing is behind it: it is the last term itself.
                term.Length--;
                break;
            }

            term.Bytes[term.Length - 1] = (byte)least;
        }

        return term.Bytes.AsSpan(0, term.Length).ToArray();
    }
}
