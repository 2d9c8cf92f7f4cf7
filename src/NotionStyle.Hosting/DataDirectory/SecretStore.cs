using System.Text.Json;

namespace Aspire.Hosting.LocalData;

/// <summary>
/// Generated secrets that must outlast a run: the password of a database that exists cannot be generated anew.
/// Kept in a file that only the user reads. Values asked for before the directory is open are written when it opens.
/// </summary>
internal sealed class SecretStore(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _lock = new();
    private Dictionary<string, string>? _values;
    private bool _open;
    private bool _changed;

    public string GetOrAdd(string key, Func<string> generate)
    {
        lock (_lock)
        {
            var values = Load();
            if (values.TryGetValue(key, out var value))
                return value;
            values[key] = value = generate();
            _changed = true;
            if (_open)
                Save();
            return value;
        }
    }

    public void Persist()
    {
        lock (_lock)
        {
            _open = true;
            Load();
            if (_changed)
                Save();
        }
    }

    private Dictionary<string, string> Load()
    {
        if (_values is not null)
            return _values;
        try
        {
            return _values = File.Exists(path)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path)) ?? []
                : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The secrets in {path} cannot be read: {e.Message}", e);
        }
    }

    private void Save()
    {
        AtomicFile.Write(
            path,
            JsonSerializer.Serialize(_values, Indented),
            UnixFileMode.UserRead | UnixFileMode.UserWrite
        );
        _changed = false;
    }
}
