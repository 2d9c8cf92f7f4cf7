using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Makes durable that a file has a name: what .NET has no call for.</summary>
internal static partial class DurableDirectory
{
    /// <summary>Makes a directory, and durable that its parent has it.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path);
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            Flush(parent);
    }

    /// <summary>Returns when the names in a directory are on the disk. On Windows the file system's own journal sees to it.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (handle.IsInvalid || FSync(handle) != 0)
            throw new IOException(
                $"The names in {path} cannot be made durable: error {Marshal.GetLastPInvokeError()} of the system."
            );
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeFileHandle handle);
}
