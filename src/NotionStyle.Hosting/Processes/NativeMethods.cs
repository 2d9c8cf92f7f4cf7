using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aspire.Hosting.Processes;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
internal static partial class NativeMethods
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwner(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    /// <summary>Reads a short file past the lock that .NET respects when it opens one.</summary>
    public static string ReadLockedFile(string path)
    {
        if (OperatingSystem.IsWindows())
            return "";
        using var handle = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (handle.IsInvalid)
            return "";
        var buffer = new byte[64];
        return System.Text.Encoding.ASCII.GetString(buffer, 0, RandomAccess.Read(handle, buffer, 0));
    }

    public static bool IsRoot => !OperatingSystem.IsWindows() && GetEffectiveUserId() == 0;
}
