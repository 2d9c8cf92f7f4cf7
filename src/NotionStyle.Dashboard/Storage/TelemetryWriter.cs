using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// The one writer. Callers put their batches into a bounded queue and wait; a thread takes all that waits, appends it in one transaction, commits it (DuckDB syncs its write-ahead
/// log to the disk), and only then answers. So the cost of a commit is shared by whoever waited during the one before, and what was answered survives the kill of the process.
/// </summary>
internal sealed class TelemetryWriter : ITelemetrySink, IHostedService, IDisposable
{
    /// <summary>Records that one transaction takes at most (but always a whole batch).</summary>
    private const int TransactionRecords = 50_000;

    private static readonly TimeSpan _retryWhenFull = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _retryWhenFailed = TimeSpan.FromSeconds(10);

    private readonly TelemetryDatabase _database;
    private readonly StoreOptions _options;
    private readonly StoreCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger<TelemetryWriter> _logger;
    private readonly string _runLabel;
    private readonly WriteQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DuckDBConnection _connection;
    private RecordAppender? _appender;
    private bool _isStarted;

    public TelemetryWriter(
        TelemetryDatabase database,
        DashboardOptions options,
        StoreCounters counters,
        TimeProvider time,
        ILogger<TelemetryWriter> logger
    )
    {
        (_database, _options, _counters, _time, _logger) = (database, options.Store, counters, time, logger);
        _runLabel = options.RunLabel;
        _queue = new WriteQueue(_options.QueueRecords, counters);
        _connection = database.Connect();
    }

    /// <summary>The number of this run, on every record that is written.</summary>
    public int Run { get; private set; }

    /// <inheritdoc />
    public async Task<TelemetryReceipt> WriteAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return default;
        if (_queue.Add(batch) is not { } waiting)
        {
            _counters.Refuse(batch.Count);
            throw new TelemetryBusyException(
                $"{_counters.QueueLength} records wait to be stored and the queue takes {_options.QueueRecords} (or the dashboard stops): send these {batch.Count} again later.",
                _retryWhenFull
            );
        }
        return await waiting.Outcome.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        BeginRun();
        _isStarted = true;
        new Thread(Work) { Name = "Telemetry writer", IsBackground = true }.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        if (_isStarted)
            await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _appender?.Dispose();
        _connection.Dispose();
        _queue.Dispose();
    }

    private void BeginRun()
    {
        Run = (_connection.Scalar<int>("SELECT max(run) FROM run") ?? 0) + 1;
        var started = Timestamp.From(_time.GetUtcNow()).UnixNano;
        _connection.Execute($"INSERT INTO run VALUES ({Run}, {started}, {Sql.Literal(_runLabel)})");
        _counters.Measure(_database.File.Length);
        _logger.LogInformation(
            "Telemetry is stored in {File} as run {Run}: {Disk} MiB and {Days} days at most, {Memory} MiB of memory for the store and {Recent} MiB for what is known again, {Queue} records in the queue",
            _database.File.FullName,
            Run,
            _options.MaximumMegabytes,
            _options.MaximumDays,
            _options.MemoryMegabytes,
            StoreMemory.MaximumBytes >> 20,
            _options.QueueRecords
        );
    }

    private void Work()
    {
        try
        {
            while (_queue.Take(TransactionRecords, TimeSpan.FromSeconds(1)) is { } batches)
            {
                if (batches.Count > 0)
                    WriteAndAnswer(batches);
            }
            _connection.Execute("CHECKPOINT");
        }
        catch (DuckDBException e)
        {
            _logger.LogWarning(
                "The store's last checkpoint failed; the next start makes up for it. {Error}",
                e.Message
            );
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
            var receipts = Write(batches);
            for (var i = 0; i < batches.Count; i++)
            {
                var receipt = receipts[i];
                var kept = batches[i].Batch.Count - receipt.Rejected;
                _counters.Stored(kept, receipt.Duplicates, receipt.Rejected);
                batches[i].Outcome.SetResult(receipt);
            }
        }
        catch (Exception e) when (e is DuckDBException or StoreWriteException)
        {
            _logger.LogWarning(
                "A transaction of telemetry failed and its senders are told to send again: {Error}",
                e.Message
            );
            foreach (var batch in batches)
            {
                _counters.Refuse(batch.Batch.Count);
                batch.Outcome.SetException(
                    new TelemetryBusyException($"The telemetry cannot be stored now: {e.Message}", _retryWhenFailed)
                );
            }
        }
        finally
        {
            _queue.Done(batches);
        }
    }

    private TelemetryReceipt[] Write(List<WaitingBatch> batches)
    {
        var receipts = new TelemetryReceipt[batches.Count];
        try
        {
            _connection.Execute("BEGIN TRANSACTION");
            _appender ??= new RecordAppender(_connection, _database.Memory, Run);
            for (var i = 0; i < batches.Count; i++)
                receipts[i] = _appender.Append(batches[i].Batch);
            _appender.Flush();
            _connection.Execute("COMMIT");
            _database.Memory.Commit();
            return receipts;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    private void Rollback()
    {
        _appender?.Dispose();
        _appender = null;
        _database.Memory.Rollback();
        try
        {
            _connection.Execute("ROLLBACK");
        }
        catch (DuckDBException)
        {
            // The failed commit has ended the transaction already.
        }
    }
}
