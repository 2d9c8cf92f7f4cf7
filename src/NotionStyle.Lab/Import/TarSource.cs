using System.Formats.Tar;
using System.IO.Compression;

namespace NotionStyle.Lab.Import;

/// <summary>
/// A tar archive of Markdown, packed or not. It is read once, front to back, into memory: nothing of it ever reaches the file system, so a
/// hostile path has nothing to write to; it is skipped all the same, because it would become the path of a page.
/// </summary>
internal static class TarSource
{
    private static readonly string[] Endings = [".tar.gz", ".tgz", ".tar"];

    public static bool IsArchive(string name) =>
        Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    public static async Task<MarkdownSource> OpenAsync(string path, ImportLimits limits, CancellationToken ct)
    {
        var name = Path.GetFileName(path);
        name = name[..^Endings.First(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)).Length];

        try
        {
            await using var file = File.OpenRead(path);
            var isPacked = !path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
            await using Stream unpacked = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
            return await ReadAsync(name, unpacked, isPacked ? file.Length : null, limits, ct);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new LabException($"{path} cannot be read as a tar archive: {e.Message}", e);
        }
    }

    /// <summary>Reads an archive.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tar">The unpacked archive.</param>
    /// <param name="packedLength">Its length before it was unpacked; null when it was not packed.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="ct">Cancels reading.</param>
    public static async Task<MarkdownSource> ReadAsync(
        string name,
        Stream tar,
        long? packedLength,
        ImportLimits limits,
        CancellationToken ct
    )
    {
        var skipped = new SkippedFiles();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var others = new HashSet<string>(StringComparer.Ordinal);
        await using var counted = new BoundedStream(tar, packedLength, limits);
        await using var reader = new TarReader(counted);
        var entries = 0;
        long markdownBytes = 0;
        while (await reader.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            if (++entries > limits.EntriesMaximum)
                throw new LabException(
                    $"The archive has more than {limits.EntriesMaximum} entries, the maximum of one import. Import its parts."
                );
            if (
                entry.EntryType
                is TarEntryType.Directory
                    or TarEntryType.DirectoryList
                    or TarEntryType.GlobalExtendedAttributes
            )
                continue;
            if (Judge(entry, limits) is { } reason)
            {
                skipped.Add(reason, entry.Name);
                continue;
            }

            var path = SourcePath.Normalize(entry.Name, limits)!;
            if (!SourcePath.IsMarkdown(path))
            {
                others.Add(path);
                continue;
            }

            markdownBytes += entry.Length;
            if (markdownBytes > limits.MarkdownBytesMaximum)
                throw new LabException(
                    $"The archive has more than {limits.MarkdownBytesMaximum} bytes of Markdown, the maximum of one import. Unpack it and import the folder."
                );
            var bytes = new byte[entry.Length];
            if (entry.DataStream is { } data)
                await data.ReadExactlyAsync(bytes, ct);
            if (!files.TryAdd(path, bytes))
                skipped.Add(SkipReason.Repeated, entry.Name);
        }

        return new MarkdownSource(
            name,
            [.. files.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new SourceFile(p.Key, () => p.Value))],
            [.. others],
            skipped
        );
    }

    private static SkipReason? Judge(TarEntry entry, ImportLimits limits)
    {
        if (
            entry.EntryType
            is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
        )
            return SkipReason.NoFile;
        if (SourcePath.Normalize(entry.Name, limits) is not { } path)
            return SkipReason.BadPath;
        if (SourcePath.IsHidden(path))
            return SkipReason.Hidden;
        return SourcePath.IsMarkdown(path) && entry.Length > limits.FileBytesMaximum ? SkipReason.TooLarge : null;
    }

    /// <summary>Counts what comes out of the unpacking, and ends it when it is a bomb.</summary>
    private sealed class BoundedStream(Stream inner, long? packedLength, ImportLimits limits) : Stream
    {
        private long _read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default) =>
            Counted(await inner.ReadAsync(buffer, ct));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Counted(int count)
        {
            _read += count;
            if (_read > limits.UnpackedBytesMaximum)
                throw new LabException(
                    $"The archive unpacks to more than {limits.UnpackedBytesMaximum} bytes, the maximum. Unpack what you need and import the folder."
                );
            if (
                packedLength is { } packed
                && _read > limits.RatioFreeBytes
                && _read / Math.Max(packed, 1) > limits.UnpackedRatioMaximum
            )
                throw new LabException(
                    $"The archive unpacks to more than {limits.UnpackedRatioMaximum} times its size, as only a bomb does. Unpack it yourself and import the folder if you trust it."
                );
            return count;
        }
    }
}
