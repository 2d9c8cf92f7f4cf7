using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>The telemetry database, open. Lends connections to queries; the writer has one of its own.</summary>
internal sealed class TelemetryDatabase : ITelemetryReader, IDisposable
{
    private const int MaximumReaders = 4;

    private readonly SemaphoreSlim _readers = new(MaximumReaders);
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];
    private readonly StoreOptions _options;
    private DuckDBConnection _root;

    private TelemetryDatabase(DatabaseFile file, StoreOptions options)
    {
        File = file;
        _options = options;
        (_root, Memory) = Begin();
    }

    /// <summary>The file.</summary>
    public DatabaseFile File { get; }

    /// <summary>What the writer knows by heart, read while opening: so a broken file shows itself at once.</summary>
    public StoreMemory Memory { get; private set; }

    /// <summary>Opens or makes the database. A broken file is renamed and a new one begun: telemetry is not worth a dashboard that does not start.</summary>
    /// <exception cref="DashboardException">Another process has it, a newer program wrote it, or the directory cannot be written.</exception>
    public static TelemetryDatabase Open(string directory, StoreOptions options, TimeProvider time, ILogger logger)
    {
        var file = new DatabaseFile(directory, options);
        file.CreateDirectory();
        try
        {
            return new TelemetryDatabase(file, options);
        }
        catch (DuckDBException e)
        {
            if (file.Explain(e) is { } explanation)
                throw explanation;
            var kept = file.MoveAside(time.GetUtcNow());
            logger.LogWarning(
                "{File} is broken and was renamed to {Kept}; a new store begins without the telemetry in it. {Error}",
                file.FullName,
                kept,
                e.Message
            );
            return new TelemetryDatabase(file, options);
        }
    }

    /// <summary>Another connection, for the writer; whoever asks closes it.</summary>
    public DuckDBConnection Connect() => File.Connect();

    /// <inheritdoc />
    public async Task<T> ReadAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        try
        {
            return await Task.Factory.StartNew(
                () => Read(query, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default
            );
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>
    /// Closes the database and opens it again: DuckDB refuses all work after a failure that leaves it unsure of its own state (a log that could not be written nor cut back). The
    /// caller has closed its own connection. What the writer knows is read again, because only the file tells whether the last commit is in it.
    /// </summary>
    public void Reopen()
    {
        for (var i = 0; i < MaximumReaders; i++)
            _readers.Wait();
        try
        {
            CloseConnections();
            (_root, Memory) = Begin();
        }
        finally
        {
            _readers.Release(MaximumReaders);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        CloseConnections();
        _readers.Dispose();
    }

    private void CloseConnections()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        _root.Dispose();
    }

    // The first connection stays open and keeps the database open with it.
    private (DuckDBConnection Root, StoreMemory Memory) Begin()
    {
        var root = File.Connect();
        try
        {
            TelemetrySchema.Apply(root, File.FullName);
            var memory = StoreMemory.Load(root, _options);
            DatabaseFile.Lock(root);
            return (root, memory);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    private T Read<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var connection))
            connection = Connect();
        var isReusable = false;
        try
        {
            connection.Execute("BEGIN TRANSACTION READ ONLY");
            using (var _ = new Interruption(connection, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = query(connection);
                isReusable = true;
                return result;
            }
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            // A connection on which something failed is not worth finding out in which state it is.
            if (isReusable)
            {
                connection.Execute("ROLLBACK");
                _idle.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }
}
