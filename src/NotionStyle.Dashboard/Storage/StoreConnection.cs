using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>The writer's connection: transactions of batches, and what follows when one fails. Used by one thread at a time.</summary>
internal sealed class StoreConnection(TelemetryDatabase database) : IDisposable
{
    private DuckDBConnection? _connection = database.Connect();
    private RecordAppender? _appender;

    /// <summary>The number of this run.</summary>
    public int Run { get; private set; }

    /// <summary>See <see cref="TelemetryWriter.BeforeCommit" />.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>For what is no batch. Opens the database again when a failure has closed it.</summary>
    public DuckDBConnection Connection => _connection ??= Reopen();

    /// <summary>DuckDB's reason of a failure; <see cref="DuckDBErrorType.Invalid" /> when it is none of DuckDB's.</summary>
    public static DuckDBErrorType ReasonOf(Exception e) =>
        e switch
        {
            StoreWriteException failed => failed.Reason,
            // An invalidated database says so in words whatever the type of the first failure was.
            DuckDBException duck when duck.Message.Contains("invalidated", StringComparison.Ordinal) =>
                DuckDBErrorType.Fatal,
            DuckDBException duck => duck.ErrorType,
            _ => DuckDBErrorType.Invalid,
        };

    /// <summary>Takes the next number, which is never used again.</summary>
    public void BeginRun(string label, Timestamp started)
    {
        Run = (Connection.Scalar<int>("SELECT max(run) FROM run") ?? 0) + 1;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO run VALUES ({Run}, {started.UnixNano}, {Sql.Literal(label)})"
        );
        Connection.Execute(text);
    }

    /// <summary>Stores batches in one transaction; when it returns they are on disk, and when it throws nothing of them is.</summary>
    public TelemetryReceipt[] Write(List<WaitingBatch> batches)
    {
        var receipts = new TelemetryReceipt[batches.Count];
        try
        {
            Connection.Execute("BEGIN TRANSACTION");
            _appender ??= new RecordAppender(Connection, database.Memory, Run);
            for (var i = 0; i < batches.Count; i++)
                receipts[i] = _appender.Append(batches[i].Batch);
            _appender.Flush();
            BeforeCommit?.Invoke();
            Connection.Execute("COMMIT");
            database.Memory.Commit();
            return receipts;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>After a failure that leaves DuckDB unsure of its own state the next use opens the database again.</summary>
    public void CloseAfter(Exception e)
    {
        if (ReasonOf(e) == DuckDBErrorType.Fatal)
            Dispose();
    }

    /// <summary>Writes what the log holds into the database's own pages.</summary>
    public void Checkpoint() => Connection.Execute("CHECKPOINT");

    /// <inheritdoc />
    public void Dispose()
    {
        _appender?.Dispose();
        _appender = null;
        _connection?.Dispose();
        _connection = null;
    }

    private DuckDBConnection Reopen()
    {
        try
        {
            database.Reopen();
            return database.Connect();
        }
        catch (DuckDBException e)
        {
            throw new StoreWriteException(
                $"The store was closed after a failure and cannot be opened again: {e.Message}",
                DuckDBErrorType.Io
            );
        }
    }

    private void Rollback()
    {
        _appender?.Dispose();
        _appender = null;
        database.Memory.Rollback();
        try
        {
            _connection?.Execute("ROLLBACK");
        }
        catch (DuckDBException)
        {
            // A failed commit has ended the transaction already.
        }
    }
}
