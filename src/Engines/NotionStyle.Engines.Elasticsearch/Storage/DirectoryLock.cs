using System.Globalization;

namespace NotionStyle.Engines.Elasticsearch.Storage;

/// <summary>
/// Keeps a second process out of a data directory. The lock is the operating system's on an open file, so it ends with the process however that ends, and there is no stale one.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory, or says who has it.</summary>
    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "node.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new EngineException(
                $"The data directory {directory} is in use by another process. Stop that one, or give another directory.",
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

    /// <summary>Gives it back.</summary>
    public void Dispose() => _file.Dispose();
}
