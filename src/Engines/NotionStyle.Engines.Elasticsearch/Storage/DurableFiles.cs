using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotionStyle.Engines.Elasticsearch.Storage;

/// <summary>
/// What it takes until a file is there after a loss of power: its content is flushed, and so is the folder that names it. .NET flushes files only; a folder is opened and flushed by the
/// C library. Windows flushes names with the file system's own log and has no such call.
/// </summary>
internal static partial class DurableFiles
{
    private const int ReadOnly = 0;

    /// <summary>Flushes the names in a folder.</summary>
    /// <exception cref="IOException">The system could not.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"{path} cannot be opened to flush it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Sync(descriptor) != 0)
                throw new IOException($"{path} cannot be flushed to disk (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Flushes the content of a file that somebody wrote and closed.</summary>
    public static void SyncFile(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes a folder that is there after a loss of power.</summary>
    public static void CreateDirectory(string path)
    {
        Directory.CreateDirectory(path);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Replaces a file: a reader sees the old content or the new one, also after a loss of power.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
