using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Documents;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>
/// Two readers: the newest one, which finds documents by id, and the one that searches see. Both move at a refresh; when memory for the newest versions runs out, only the first does, so
/// that <c>refresh_interval: -1</c> keeps its word.
/// </summary>
internal sealed partial class Shard
{
    private readonly Lock _refreshing = new();
    private readonly Lock _swapping = new();
    private readonly Lock _waiting = new();
    private List<TaskCompletionSource> _waiters = [];
    private ShardReader _reader;
    private ShardReader _external;
    private long _refreshedChanges;

    /// <summary>Refreshes so far.</summary>
    public long Refreshes { get; private set; }

    /// <summary>Whether something was written that searches do not see.</summary>
    public bool NeedsRefresh => Volatile.Read(ref _refreshedChanges) != Interlocked.Read(ref _changes);

    /// <summary>Whether somebody waits for a refresh.</summary>
    public bool HasWaiters
    {
        get
        {
            lock (_waiting)
                return _waiters.Count > 0;
        }
    }

    /// <summary>What searches see; the caller releases it.</summary>
    public ShardReader AcquireSearcher()
    {
        while (true)
        {
            ThrowIfFailed();
            var reader = Volatile.Read(ref _external);
            if (reader.TryAcquire())
                return reader;
        }
    }

    /// <summary>The state of a document that searches see; null when there is none.</summary>
    public StoredDocument? GetVisible(string id)
    {
        var reader = AcquireSearcher();
        try
        {
            return reader.Find(id) is { } found ? Load(reader, found) : null;
        }
        finally
        {
            reader.Release();
        }
    }

    /// <summary>Makes everything written so far visible.</summary>
    public void Refresh() => Refresh(external: true);

    /// <summary>Returns when everything written so far is visible, which is for somebody else to do.</summary>
    public Task WaitForRefreshAsync()
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isFull;
        lock (_waiting)
        {
            _waiters.Add(waiter);
            isFull = _waiters.Count > Settings.RefreshListenersMaximum;
        }

        if (isFull)
            Refresh();
        return waiter.Task;
    }

    /// <summary>Forgets deletions that are old enough.</summary>
    public void PruneDeletions() => _versions.Prune(Settings.GcDeletes);

    private void Refresh(bool external)
    {
        _life.EnterReadLock();
        try
        {
            ThrowIfFailed();
            lock (_refreshing)
                Guard(() => Reopen(external));
        }
        finally
        {
            _life.ExitReadLock();
        }
    }

    /// <summary>
    /// Refreshes for the sake of memory. One writer does it while the others go on; they wait only when the room that is left for that time is full, and then find it done: each
    /// refresh of their own would make another small segment.
    /// </summary>
    private void MakeRoom(bool mustWait)
    {
        _life.EnterReadLock();
        try
        {
            ThrowIfFailed();
            if (mustWait)
                _refreshing.Enter();
            else if (!_refreshing.TryEnter())
                return;
            try
            {
                if (_versions.Bytes > _memory.VersionBytesToRefresh)
                    Guard(() => Reopen(external: false));
            }
            finally
            {
                _refreshing.Exit();
            }
        }
        finally
        {
            _life.ExitReadLock();
        }
    }

    /// <summary>Needs <c>_refreshing</c>.</summary>
    private void Reopen(bool external)
    {
        List<TaskCompletionSource> served = [];
        if (external)
            lock (_waiting)
                (served, _waiters) = (_waiters, served);
        try
        {
            var reached = Interlocked.Read(ref _changes);
            _writer.Config.RAMBufferSizeMB = _memory.WriterMegabytes;
            _versions.BeginRefresh();
            if (DirectoryReader.OpenIfChanged(_reader.Reader, _writer, applyAllDeletes: true) is { } opened)
                Swap(ref _reader, new ShardReader(opened, IdField));
            _versions.EndRefresh();
            if (!external)
                return;
            if (_external != _reader)
            {
                _reader.TryAcquire();
                Swap(ref _external, _reader);
            }

            Volatile.Write(ref _refreshedChanges, reached);
            Refreshes++;
        }
        finally
        {
            // Also when it failed: what they wait to say is that their write is durable, which it is.
            foreach (var waiter in served)
                waiter.TrySetResult();
        }
    }

    private ShardReader AcquireNewest()
    {
        while (true)
        {
            var reader = Volatile.Read(ref _reader);
            if (reader.TryAcquire())
                return reader;
        }
    }

    private static StoredDocument Load(ShardReader reader, (DocumentState State, int DocumentId) found)
    {
        var document = reader.Reader.Document(found.DocumentId);
        var source = document.GetBinaryValue(MetaFields.Source);
        return new StoredDocument(
            found.State,
            document.Get(MetaFields.Routing),
            // Null when the mapping says that no source is kept.
            source is null
                ? default
                : source.Bytes.AsMemory(source.Offset, source.Length)
        );
    }

    private void Swap(ref ShardReader place, ShardReader next)
    {
        ShardReader before;
        lock (_swapping)
        {
            before = place;
            Volatile.Write(ref place, next);
        }

        before.Release();
    }

    private void ReleaseWaiters()
    {
        lock (_waiting)
        {
            foreach (var waiter in _waiters)
                waiter.TrySetResult();
            _waiters = [];
        }
    }

    private void CloseReaders()
    {
        _reader.Release();
        _external.Release();
    }
}
