using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>What happens to a shard by itself: refreshes, flushes, the sync of <c>async</c> durability, forgetting of deletions, and a new opening after it failed.</summary>
internal sealed partial class ShardKeeper : IAsyncDisposable
{
    /// <summary>The longest that it looks away; settings that changed are noticed by then.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>An index that nobody writes to is committed after so long, so that a start has nothing to replay.</summary>
    private static readonly TimeSpan IdleCommit = TimeSpan.FromMinutes(5);

    /// <summary>How long a failed shard rests before it is opened again.</summary>
    private static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(2);

    private readonly IndexHandle _index;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Task _loop;
    private long _refreshed;
    private long _synced;
    private long _changed;
    private long _seenUncommitted;
    private long _failed;

    /// <summary>Begins.</summary>
    public ShardKeeper(IndexHandle index, TimeProvider time, ILogger logger)
    {
        _index = index;
        _time = time;
        _logger = logger;
        _refreshed = _synced = _changed = time.GetTimestamp();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Makes it look at once, because the translog has grown or the settings have changed.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It looks already.
        }
    }

    /// <summary>Ends it, and returns when it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var shard = _index.Shard;
                if (shard.Failure is { } failure)
                    await ReopenAsync(failure);
                else
                    await TendAsync(shard);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogTendingFailed(_logger, _index.Name, e);
            }

            await WaitAsync();
        }
    }

    private async Task WaitAsync()
    {
        var settings = _index.Shard.Settings;
        var pause = settings.RefreshInterval is { } interval && interval < Tick ? interval : Tick;
        if (pause < TimeSpan.FromMilliseconds(1))
            pause = TimeSpan.FromMilliseconds(1);
        try
        {
            await _wake.WaitAsync(pause, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }

    private async Task TendAsync(Shard shard)
    {
        var settings = shard.Settings;
        var isRefreshDue = settings.RefreshInterval is { } refresh && IsDue(ref _refreshed, refresh);
        if (isRefreshDue && (shard.NeedsRefresh || shard.HasWaiters))
            shard.Refresh();
        shard.PruneDeletions();
        if (!settings.SyncsEachRequest && IsDue(ref _synced, settings.SyncInterval))
            await shard.SyncAsync();

        var uncommitted = shard.UncommittedBytes;
        if (uncommitted != _seenUncommitted)
        {
            _seenUncommitted = uncommitted;
            _changed = _time.GetTimestamp();
        }

        if (uncommitted >= settings.FlushThresholdBytes)
            await shard.FlushAsync();
        else if (uncommitted > 0 && _time.GetElapsedTime(_changed) > IdleCommit)
            await shard.FlushAsync();
    }

    private async Task ReopenAsync(Exception failure)
    {
        if (_failed == 0)
            LogShardFailed(_logger, _index.Name, failure);
        else if (_time.GetElapsedTime(_failed) < ReopenPause)
            return;
        _failed = _time.GetTimestamp();
        await _index.ReopenAsync();
        _failed = 0;
        LogShardReopened(_logger, _index.Name, _index.Shard.Replayed);
    }

    private bool IsDue(ref long last, TimeSpan interval)
    {
        // A little early is as good: the tick and the interval are often the same length.
        if (_time.GetElapsedTime(last) < interval - TimeSpan.FromMilliseconds(20))
            return false;
        last = _time.GetTimestamp();
        return true;
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "The shard of {Index} has failed")]
    private static partial void LogShardFailed(ILogger logger, string index, Exception exception);

    [LoggerMessage(
        EventId = 6102,
        Level = LogLevel.Information,
        Message = "The shard of {Index} is open again; {Replayed} changes replayed"
    )]
    private static partial void LogShardReopened(ILogger logger, string index, long replayed);

    [LoggerMessage(EventId = 6103, Level = LogLevel.Error, Message = "The shard of {Index} could not be tended")]
    private static partial void LogTendingFailed(ILogger logger, string index, Exception exception);
}
