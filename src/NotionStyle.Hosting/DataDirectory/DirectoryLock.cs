using System.Globalization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.LocalData;

/// <summary>
/// Keeps a second host out. The lock is the operating system's lock on an open file, so it ends with the process
/// however that ends: there is no such thing as a stale lock. The file stays, and says who holds it.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
            when (File.Exists(path) && e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw new DistributedApplicationException(
                $"The data directory {directory} is in use by another host{Holder(path)}. Stop that one, or choose "
                    + "another directory with --data PATH.",
                e
            );
        }

        file.SetLength(0);
        file.Write(
            System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n")
        );
        file.Flush();
        return new DirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string path) =>
        NativeMethods.ReadLockedFile(path).Trim() is { Length: > 0 } pid ? $" (process {pid})" : "";
}
