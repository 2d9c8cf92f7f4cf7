using System.Globalization;
using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>The file of the telemetry database: where it is, how it is opened, and what is done when that fails.</summary>
internal sealed class DatabaseFile(string directory, StoreOptions options)
{
    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>The database.</summary>
    public string FullName => Path.Combine(_directory, "telemetry.duckdb");

    /// <summary>What was committed and is not in the database's own pages yet.</summary>
    public string WriteAheadLog => FullName + ".wal";

    /// <summary>Bytes of the write-ahead log.</summary>
    public long WriteAheadLogLength => LengthOf(WriteAheadLog);

    /// <summary>Bytes of both files.</summary>
    public long Length => LengthOf(FullName) + WriteAheadLogLength;

    /// <summary>Opens another connection; the first one reads the write-ahead log.</summary>
    public DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(ConnectionString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the directory, for this user alone.</summary>
    public void CreateDirectory()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(_directory);
            else
                Directory.CreateDirectory(
                    _directory,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DashboardException(
                $"The directory {_directory} cannot be made: {e.Message} Set Dashboard:DataDirectory to one that this user may write."
            );
        }
    }

    /// <summary>No reading of other files, no extensions, and no way back: queries come from people.</summary>
    public static void Lock(DuckDBConnection connection) =>
        connection.Execute("SET enable_external_access = false; SET lock_configuration = true");

    /// <summary>What the person who starts the dashboard can do about a file that does not open; null when the file itself is broken.</summary>
    public DashboardException? Explain(DuckDBException e) =>
        e.Message switch
        {
            var m when m.Contains("Could not set lock", StringComparison.Ordinal) => new DashboardException(
                $"{FullName} is in use by another process, most likely another dashboard: stop that one, or set Dashboard:DataDirectory to another directory. ({FirstLine(m)})"
            ),
            var m when m.Contains("version number", StringComparison.Ordinal) => new DashboardException(
                $"{FullName} was written by another version of DuckDB: start the dashboard that wrote it, or set Dashboard:DataDirectory to another directory. ({FirstLine(m)})"
            ),
            var m when _remediable.Any(text => m.Contains(text, StringComparison.OrdinalIgnoreCase)) =>
                new DashboardException(
                    $"{FullName} cannot be opened: {FirstLine(m)} Mend that, or set Dashboard:DataDirectory to another directory."
                ),
            _ => null,
        };

    /// <summary>Renames the broken file (and its log), so that it can be looked at. The result is its new name.</summary>
    public string MoveAside(DateTimeOffset now)
    {
        var suffix = now.ToString("'.broken-'yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        if (File.Exists(WriteAheadLog))
            File.Move(WriteAheadLog, FullName + suffix + ".wal");
        if (File.Exists(FullName))
            File.Move(FullName, FullName + suffix);
        return FullName + suffix;
    }

    private static readonly string[] _remediable =
    [
        "Permission denied",
        "No space left",
        "Read-only file system",
        "Too many open files",
        "Is a directory",
        "Out of Memory",
    ];

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();

    private static long LengthOf(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    private string ConnectionString()
    {
        var text = new DuckDBConnectionStringBuilder { DataSource = FullName };
        text["memory_limit"] = $"{options.MemoryMegabytes}MiB";
        // Queries may use what the machine has, within reason; the writer is one thread.
        text["threads"] = Math.Clamp(Environment.ProcessorCount, 1, 4).ToString(CultureInfo.InvariantCulture);
        text["temp_directory"] = Path.Combine(_directory, "spill");
        text["max_temp_directory_size"] = $"{Math.Max(256, options.MaximumMegabytes / 4)}MiB";
        text["autoinstall_known_extensions"] = "false";
        text["autoload_known_extensions"] = "false";
        text["checkpoint_threshold"] = $"{options.CheckpointMegabytes}MiB";
        return text.ConnectionString;
    }
}
