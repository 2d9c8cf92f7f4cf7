using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search.Similarities;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Translog;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>The documents of one index: Lucene, the translog in front of it, and the newest versions.</summary>
/// <remarks>
/// A write holds the lock of its id from the look at the document's state until it is in Lucene, in the translog and among the newest versions; so all three have the changes of a
/// document in the same order. It goes to Lucene first, which may refuse it; the translog has only what Lucene took. It is acknowledged when the translog is on disk.
/// A commit: the translog begins a new generation with all before it on disk, Lucene commits, older generations go. What is before the new generation was in Lucene when the
/// commit began; what is after it is replayed at the next start, over itself if the commit caught it, which ends in the same state.
/// When Lucene or the translog fails in a way that leaves open what they hold, the shard fails: it refuses everything until it is opened again from disk, where the acknowledged is.
/// </remarks>
internal sealed partial class Shard : IAsyncDisposable
{
    /// <summary>Locks that ids share.</summary>
    private const int IdLocks = 1024;

    /// <summary>The version in the commit's data: where the replay begins.</summary>
    private const string CommittedGeneration = "translog_generation";

    /// <summary>The highest sequence number that was given.</summary>
    private const string MaximumSequenceNumber = "max_seq_no";

    private readonly string _name;
    private readonly MemoryBudget _memory;
    private readonly DurableDirectory _directory;
    private readonly IndexWriter _writer;
    private readonly WriteAheadLog _translog;
    private readonly LiveVersions _versions;
    private readonly Lock[] _idLocks = [.. Enumerable.Range(0, IdLocks).Select(_ => new Lock())];
    private readonly ReaderWriterLockSlim _life = new(LockRecursionPolicy.NoRecursion);
    private readonly SemaphoreSlim _commits = new(1, 1);
    private readonly TimeProvider _time;
    private long _sequenceNumber;
    private long _changes;
    private volatile Exception? _failure;
    private volatile bool _isClosed;

    /// <summary>The settings; replaced when they change.</summary>
    public ShardSettings Settings { get; set; }

    /// <summary>Why the shard refuses everything, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>The term of this opening.</summary>
    public long PrimaryTerm => _translog.PrimaryTerm;

    /// <summary>Changes that were replayed when it was opened.</summary>
    public long Replayed { get; private set; }

    /// <summary>Opens the shard of a folder, which may be empty, and replays what Lucene does not hold.</summary>
    public Shard(ShardOptions options)
    {
        _name = options.Name;
        _memory = options.Memory;
        _time = options.Time;
        _versions = new LiveVersions(options.Time);
        Settings = options.Settings;
        var lucene = Path.Combine(options.Directory, "index");
        var log = Path.Combine(options.Directory, "translog");
        Storage.DurableFiles.CreateDirectory(lucene);
        Storage.DurableFiles.CreateDirectory(log);
        _directory = new DurableDirectory(lucene);
        var committed = ReadCommit();
        _writer = new IndexWriter(_directory, Configuration(options));
        try
        {
            _reader = _external = new ShardReader(DirectoryReader.Open(_writer, applyAllDeletes: true), IdField);
            _external.TryAcquire();
            _translog = WriteAheadLog.Open(log, committed, operation => Replay(operation, options.Build));
            if (committed is null || Replayed > 0)
            {
                Commit(_translog.Generation);
                _translog.Trim(_translog.Generation);
            }

            Refresh(external: true);
        }
        catch
        {
            _translog?.Abandon();
            _writer.Rollback();
            _directory.Dispose();
            throw;
        }
    }

    /// <summary>Whether something is not in Lucene's last commit.</summary>
    public bool HasUncommitted => _translog.UncommittedBytes > 0;

    /// <summary>Bytes of the translog that the next start would replay.</summary>
    public long UncommittedBytes => _translog.UncommittedBytes;

    /// <summary>Bytes of the files.</summary>
    public long StoreBytes() =>
        _directory.Directory.Exists ? _directory.Directory.EnumerateFiles().Sum(f => Length(f)) : 0;

    /// <summary>Returns when the write at the position may be acknowledged.</summary>
    public Task AcknowledgeAsync(long position) => Settings.SyncsEachRequest ? SyncAsync(position) : Task.CompletedTask;

    /// <summary>Puts what was written so far on disk.</summary>
    public Task SyncAsync() => SyncAsync(_translog.Appended);

    /// <summary>Commits Lucene and drops the translog before it.</summary>
    public async Task FlushAsync()
    {
        await _commits.WaitAsync();
        try
        {
            ThrowIfFailed();
            var generation = await _translog.RollAsync();
            Guard(() => Commit(generation));
            _translog.Trim(generation);
            Flushes++;
        }
        catch (IOException e)
        {
            Fail(e);
            throw Failed();
        }
        finally
        {
            _commits.Release();
        }
    }

    /// <summary>Commits and closes; or only closes, as a crash does, when it has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_failure is null && !_isClosed && HasUncommitted)
            try
            {
                await FlushAsync();
            }
            catch (Exception e) when (e is ElasticsearchException or IOException)
            {
                // The translog has it; the next start replays.
            }

        await CloseAsync();
    }

    /// <summary>Closes without a commit.</summary>
    public async Task CloseAsync()
    {
        await _commits.WaitAsync();
        try
        {
            if (!CloseReading())
                return;
            if (_failure is null)
                await _translog.DisposeAsync();
            else
                _translog.Abandon();
            try
            {
                _writer.Rollback();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It had failed before.
            }

            _directory.Dispose();
        }
        finally
        {
            _commits.Release();
        }
    }

    /// <summary>Waits for who is inside, and lets nobody in any more; false when that was done before. The lock belongs to a thread, so nothing is awaited while it is held.</summary>
    private bool CloseReading()
    {
        _life.EnterWriteLock();
        try
        {
            if (_isClosed)
                return false;
            _isClosed = true;
            ReleaseWaiters();
            CloseReaders();
            return true;
        }
        finally
        {
            _life.ExitWriteLock();
        }
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // Merged away meanwhile.
            return 0;
        }
    }

    private IndexWriterConfig Configuration(ShardOptions options) =>
        new(Lucene.Net.Util.LuceneVersion.LUCENE_48, options.Analyzer)
        {
            Similarity = options.Similarity,
            RAMBufferSizeMB = _memory.WriterMegabytes,
            OpenMode = OpenMode.CREATE_OR_APPEND,
        };

    private long? ReadCommit()
    {
        if (!DirectoryReader.IndexExists(_directory))
            return null;
        var infos = new SegmentInfos();
        infos.Read(_directory);
        var data = infos.UserData;
        if (!data.TryGetValue(CommittedGeneration, out var generation))
            return null;
        _sequenceNumber = long.Parse(data[MaximumSequenceNumber], null) + 1;
        return long.Parse(generation, null);
    }

    private void Commit(long generation)
    {
        _writer.SetCommitData(
            new Dictionary<string, string>
            {
                [CommittedGeneration] = FormattableString.Invariant($"{generation}"),
                [MaximumSequenceNumber] = FormattableString.Invariant($"{Interlocked.Read(ref _sequenceNumber) - 1}"),
            }
        );
        _writer.Commit();
    }

    private void Replay(TranslogOperation operation, BuildDocument build)
    {
        var state = new DocumentState(
            operation.Version,
            operation.SequenceNumber,
            operation.PrimaryTerm,
            operation.Kind == TranslogOperationKind.Delete
        );
        var term = new Term(IdField, operation.Id);
        if (state.IsDeleted)
        {
            _writer.DeleteDocuments(term);
            _versions.PutDeleted(operation.Id, state);
        }
        else
        {
            var source = operation.Source.ToArray();
            var document = build(operation.Id, operation.Routing, source);
            MetadataFields.Set(document, state);
            _writer.UpdateDocument(term, document);
            _versions.Forget(operation.Id);
        }

        _sequenceNumber = Math.Max(_sequenceNumber, operation.SequenceNumber + 1);
        Replayed++;
    }

    private async Task SyncAsync(long position)
    {
        try
        {
            await _translog.SyncAsync(position);
        }
        catch (IOException e)
        {
            Fail(e);
            throw Failed();
        }
    }

    /// <summary>Runs something of Lucene's whose failure leaves open what it holds.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is not ElasticsearchException)
        {
            Fail(e);
            throw Failed();
        }
    }

    private void Fail(Exception cause) => Interlocked.CompareExchange(ref _failure, cause, null);

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw Failed();
        if (_isClosed)
            throw ElasticsearchException.NoSuchIndex(_name);
    }

    private ElasticsearchException Failed() =>
        new(
            503,
            "no_shard_available_action_exception",
            $"the shard of [{_name}] has failed and is opened again from disk: {_failure?.Message}",
            _failure
        )
        {
            Index = _name,
        };
}

/// <summary>Makes Lucene's document of a source.</summary>
internal delegate Document BuildDocument(string id, string? routing, ReadOnlyMemory<byte> source);

/// <summary>What a shard is opened with.</summary>
internal sealed record ShardOptions
{
    /// <summary>The index's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The folder.</summary>
    public required string Directory { get; init; }

    /// <summary>The settings.</summary>
    public required ShardSettings Settings { get; init; }

    /// <summary>Analyzes what is written.</summary>
    public required Analyzer Analyzer { get; init; }

    /// <summary>Writes the lengths of fields.</summary>
    public required Similarity Similarity { get; init; }

    /// <summary>Makes documents again when the translog is replayed.</summary>
    public required BuildDocument Build { get; init; }

    /// <summary>The memory that all shards share.</summary>
    public required MemoryBudget Memory { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
