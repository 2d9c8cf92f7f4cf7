using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ConsoleOutput;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// One file per process in the data directory, appended to over the runs. A file that reaches
/// <see cref="MaximumSize"/> becomes <c>.1</c> and a new one begins, so a process has at most twice that on disk.
/// </summary>
internal sealed class LogFiles : IDisposable
{
    public const long MaximumSize = 16 * 1024 * 1024;

    private readonly Dictionary<string, LogFile> _files = new(StringComparer.OrdinalIgnoreCase);

    public LogFiles(string directory, IEnumerable<IResource> resources)
    {
        foreach (var resource in resources.Where(r => r.Annotations.OfType<ResourceInstancesAnnotation>().Any()))
        foreach (var id in resource.GetResourceIds())
            _files[id] = new LogFile(Path.Combine(directory, id + ".log"));
    }

    public string? PathOf(string id) => _files.TryGetValue(id, out var file) ? file.Path : null;

    public void Write(string id, string text)
    {
        if (_files.TryGetValue(id, out var file))
            file.Write(text);
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private sealed class LogFile(string path) : IDisposable
    {
        private readonly Lock _lock = new();
        private StreamWriter? _writer;
        private bool _closed;

        public string Path { get; } = path;

        public void Write(string text)
        {
            lock (_lock)
            {
                if (_closed)
                    return;
                try
                {
                    _writer ??= Open();
                    _writer.Write(DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", null));
                    _writer.WriteLine(AnsiCodes.Remove(text));
                    _writer.Flush();
                    if (_writer.BaseStream.Length < MaximumSize)
                        return;
                    _writer.Dispose();
                    _writer = null;
                    File.Move(Path, Path + ".1", overwrite: true);
                }
                catch (IOException)
                {
                    // A full disk must not stop the process whose output this is; memory and console still have it.
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _closed = true;
                _writer?.Dispose();
            }
        }

        private StreamWriter Open() =>
            new(new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
    }
}
