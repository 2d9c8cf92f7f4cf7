using System.Globalization;

namespace NotionStyle.Engines.Elasticsearch.Translog;

/// <summary>Reads one generation of a translog.</summary>
/// <remarks>
/// A process that dies leaves a torn tail: frames that nobody was told of. A broken frame with proof that it had been on disk whole is something else, a disk or a hand that changed it,
/// and to go on then would lose acknowledged writes in silence. The proof is a later mark, which says how far the file was on disk when it was written; a mark follows every flush, and a
/// new generation is begun only when all of the old one is on disk.
/// </remarks>
internal static class TranslogFile
{
    private const string Prefix = "translog-";
    private const string Suffix = ".tlog";

    /// <summary>The path of a generation.</summary>
    public static string PathOf(string directory, long generation) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{generation:D10}{Suffix}"));

    /// <summary>The generations in a folder, oldest first.</summary>
    public static long[] Generations(string directory) =>
        [
            .. Directory
                .EnumerateFiles(directory, Prefix + "*" + Suffix)
                .Select(path => Path.GetFileName(path)[Prefix.Length..^Suffix.Length])
                .Select(text => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))
                .Order(),
        ];

    /// <summary>Hands every change to the caller, in order. A source is good until the caller returns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayLackHeader">Whether the process may have died before it had begun the file.</param>
    /// <param name="isLast">Whether a torn tail may be there.</param>
    /// <param name="replay">Takes a change.</param>
    /// <returns>How far the file is good, and its primary term; nothing is good of a file without a whole header.</returns>
    /// <exception cref="EngineException">The file is broken where it had been good.</exception>
    public static (long GoodBytes, long PrimaryTerm) Read(
        string path,
        bool mayLackHeader,
        bool isLast,
        Action<TranslogOperation> replay
    )
    {
        var bytes = Load(path);
        if (!TranslogFormat.TryReadHeader(bytes.Span, out _, out var term))
            return mayLackHeader && FindMark(bytes, 0) is null ? (0, 0) : throw Broken(path, 0);
        var at = TranslogFormat.HeaderBytes;
        while (at < bytes.Length)
        {
            if (!TranslogFormat.TryReadFrame(bytes[at..], out var payload))
            {
                if (isLast && !(FindMark(bytes, at) > at))
                    return (at, term);
                throw Broken(path, at);
            }

            if (payload.Span[0] != (byte)TranslogOperationKind.SyncedMark)
                replay(TranslogFormat.ReadOperation(payload));
            at += TranslogFormat.FrameOverhead + payload.Length;
        }

        return (at, term);
    }

    /// <summary>The furthest offset that a mark behind the given one vouches for.</summary>
    private static long? FindMark(ReadOnlyMemory<byte> bytes, int from)
    {
        long? furthest = null;
        while (from < bytes.Length)
        {
            var next = bytes.Span[from..].IndexOf(TranslogFormat.FrameMagic);
            if (next < 0)
                break;
            from += next;
            if (
                TranslogFormat.TryReadFrame(bytes[from..], out var payload)
                && TranslogFormat.TryReadMark(payload.Span, out var offset)
            )
                furthest = Math.Max(furthest ?? 0, offset);
            from++;
        }

        return furthest;
    }

    private static ReadOnlyMemory<byte> Load(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > Array.MaxLength)
            throw new EngineException(
                $"{path} has {length} bytes, more than one generation can have; set index.translog.flush_threshold_size lower."
            );
        return File.ReadAllBytes(path);
    }

    private static EngineException Broken(string path, long offset) =>
        new(
            $"The translog {path} is corrupt at offset {offset}: that part was whole on disk before, and acknowledged writes follow it. Restore the file or the index from a copy, or "
                + "delete the index's folder and fill the index again."
        );
}
