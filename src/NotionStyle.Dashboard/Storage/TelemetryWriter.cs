using DuckDB.NET.Data;
using DuckDB.NET.Native;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// The one writer. Callers put their batches into a bounded queue and wait; a thread takes all that waits, appends it in one transaction, commits it (DuckDB syncs its write-ahead
/// log to the disk), and only then answers. So the cost of a commit is shared by whoever waited during the one before, and what was answered survives the kill of the process.
/// Between transactions the same thread removes what is too old or too much: nothing else ever changes the tables, and no two transactions can conflict.
/// </summary>
internal sealed class TelemetryWriter : ITelemetrySink, IHostedService, IDisposable
{
    /// <summary>Records that one transaction takes at most (but always a whole batch).</summary>
    private const int TransactionRecords = 50_000;

    private static readonly TimeSpan _retryWhenFull = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _retryWhenFailed = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _maintenanceEvery = TimeSpan.FromSeconds(1);

    private readonly TelemetryDatabase _database;
    private readonly DashboardOptions _options;
    private readonly StoreCounters _counters;
    private readonly ILogger<TelemetryWriter> _logger;
    private readonly TimeProvider _time;
    private readonly WriteQueue _queue;
    private readonly StoreConnection _store;
    private readonly StoreMaintenance _maintenance;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;

    public TelemetryWriter(
        TelemetryDatabase database,
        DashboardOptions options,
        StoreCounters counters,
        TimeProvider time,
        ILogger<TelemetryWriter> logger
    )
    {
        (_database, _options, _counters, _time, _logger) = (database, options, counters, time, logger);
        _queue = new WriteQueue(options.Store.QueueRecords, counters);
        _store = new StoreConnection(database);
        _maintenance = new StoreMaintenance(database, options.Store, counters, time, logger);
    }

    /// <summary>The number of this run, on every record that is written.</summary>
    public int Run => _store.Run;

    /// <summary>Where a test makes a transaction fail: after everything is appended and before the commit.</summary>
    internal Action? BeforeCommit
    {
        get => _store.BeforeCommit;
        set => _store.BeforeCommit = value;
    }

    /// <inheritdoc />
    public async Task<TelemetryReceipt> WriteAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return default;
        if (_queue.Add(batch) is not { } waiting)
        {
            _counters.Refuse(batch.Count);
            throw new TelemetryBusyException(
                $"{_counters.QueueLength} records wait to be stored and the queue takes {_options.Store.QueueRecords} (or the dashboard stops): send these {batch.Count} again later.",
                _retryWhenFull
            );
        }
        return await waiting.Outcome.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var store = _options.Store;
        _store.BeginRun(_options.RunLabel, Timestamp.From(_time.GetUtcNow()));
        _counters.Measure(_database.File.Length);
        _logger.LogInformation(
            "Telemetry is stored in {File} as run {Run}: {Disk} MiB on disk and {Days} days at most, {Memory} MiB of memory for the store and {Recent} MiB to know again what is sent twice, {Queue} records in the queue",
            _database.File.FullName,
            Run,
            store.MaximumMegabytes,
            store.MaximumDays,
            store.MemoryMegabytes,
            StoreMemory.MaximumBytes >> 20,
            store.QueueRecords
        );
        _isStarted = true;
        new Thread(Work) { Name = "Telemetry writer", IsBackground = true }.Start();
        return Task.CompletedTask;
    }

    /// <summary>Takes no more, stores what waits, and writes a checkpoint. When the time given is over, what still waits is refused.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        if (!_isStarted)
            return;
        await using var over = cancellationToken.Register(() => Refuse(_queue.Abandon(), "the dashboard stops"));
        // One transaction and the checkpoint are bounded, and the thread must not outlive its connection.
        await _ended.Task;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _store.Dispose();
        _queue.Dispose();
    }

    private void Work()
    {
        try
        {
            while (_queue.Take(TransactionRecords, _maintenanceEvery) is { } batches)
            {
                if (batches.Count > 0)
                    WriteAndAnswer(batches);
                _maintenance.WorkWhenDue(_store, batches.Sum(b => b.Batch.Count));
            }
            _store.Checkpoint();
        }
        catch (Exception e) when (e is DuckDBException or StoreWriteException)
        {
            _logger.LogWarning("The last checkpoint failed; the next start makes up for it. {Error}", e.Message);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void WriteAndAnswer(List<WaitingBatch> batches)
    {
        try
        {
            Answer(batches, _store.Write(batches));
        }
        catch (Exception e) when (IsPassing(e))
        {
            _logger.LogWarning("Telemetry was not stored and is to be sent again: {Error}", e.Message);
            _store.CloseAfter(e);
            Refuse(batches, e.Message);
        }
        catch (Exception e) when (batches.Count > 1)
        {
            // Something in one of them: the others are not to suffer.
            _logger.LogWarning("A transaction failed and its batches are stored one by one: {Error}", e.Message);
            foreach (var batch in batches)
                WriteAndAnswer([batch]);
            return;
        }
        catch (Exception e)
        {
            _logger.LogWarning(e, "{Count} records cannot be stored", batches[0].Batch.Count);
            Answer(
                batches,
                [new TelemetryReceipt(0, batches[0].Batch.Count, $"The records cannot be stored: {e.Message}")]
            );
        }
        _queue.Done(batches);
    }

    // What a later attempt may not meet: no space, no memory, a database that must be opened again.
    private static bool IsPassing(Exception e) =>
        StoreConnection.ReasonOf(e)
            is DuckDBErrorType.Io
                or DuckDBErrorType.OutOfMemory
                or DuckDBErrorType.Fatal
                or DuckDBErrorType.Transaction
                or DuckDBErrorType.Connection;

    private void Answer(List<WaitingBatch> batches, TelemetryReceipt[] receipts)
    {
        for (var i = 0; i < batches.Count; i++)
        {
            var kept = batches[i].Batch.Count - receipts[i].Rejected;
            _counters.Stored(kept, receipts[i].Duplicates, receipts[i].Rejected);
            batches[i].Outcome.SetResult(receipts[i]);
        }
    }

    private void Refuse(List<WaitingBatch> batches, string reason)
    {
        foreach (var batch in batches)
        {
            _counters.Refuse(batch.Batch.Count);
            batch.Outcome.SetException(
                new TelemetryBusyException($"The telemetry cannot be stored now: {reason}", _retryWhenFailed)
            );
        }
    }
}
