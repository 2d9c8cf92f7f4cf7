using System.Buffers;
using Microsoft.Win32.SafeHandles;
using NotionStyle.Engines.Elasticsearch.Storage;

namespace NotionStyle.Engines.Elasticsearch.Translog;

/// <summary>
/// The translog of one index: changes are appended in memory, written and flushed together for all who wait (group commit), and dropped by generations once Lucene holds them durably.
/// </summary>
/// <remarks>
/// Positions count all bytes appended since the log was opened, over all generations. <c>_synced</c> moves only after a flush returned, and nobody is told of a write before it passed
/// the write's position. A failed write or flush is final: what the disk holds is then unknown, so the log refuses everything until it is opened, and read, again.
/// Appending takes <c>_appending</c> for a copy of memory; whoever writes or flushes holds <c>_flushing</c> too, so that positions reach the disk in their order.
/// </remarks>
internal sealed class WriteAheadLog : IAsyncDisposable
{
    /// <summary>What is appended and not yet written goes to the file at this size, whoever waits or not.</summary>
    private const int BufferMaximum = 1024 * 1024;

    private readonly string _directory;
    private readonly Lock _appending = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly SortedDictionary<long, long> _starts = [];
    private ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private SafeFileHandle _file;
    private long _written;
    private long _appended;
    private long _synced;
    private Exception? _failure;

    private WriteAheadLog(string directory, long generation, long primaryTerm)
    {
        _directory = directory;
        PrimaryTerm = primaryTerm;
        Generation = generation;
        _file = Create(generation);
        _starts[generation] = 0;
    }

    /// <summary>The term of this opening; one more than any before, because sequence numbers that a crash undid are given again.</summary>
    public long PrimaryTerm { get; }

    /// <summary>The generation that is appended to.</summary>
    public long Generation { get; private set; }

    /// <summary>Told after each flush: the file, and its length that a loss of power leaves. For tests that take the power away.</summary>
    internal Action<string, long>? Synced { get; set; }

    /// <summary>Flushes so far.</summary>
    public long Syncs { get; private set; }

    /// <summary>Bytes that Lucene does not hold durably.</summary>
    public long UncommittedBytes
    {
        get
        {
            lock (_appending)
                return _appended - _starts.First().Value;
        }
    }

    /// <summary>Position behind the last change.</summary>
    public long Appended
    {
        get
        {
            lock (_appending)
                return _appended;
        }
    }

    /// <summary>Whether something was appended that is not on disk.</summary>
    public bool IsDirty => Volatile.Read(ref _synced) < Appended;

    /// <summary>Reads what is there from a generation on, cuts off a torn tail, and begins a generation of a new term.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="committed">The first generation that Lucene does not hold durably; null for none.</param>
    /// <param name="replay">Takes the changes in order.</param>
    public static WriteAheadLog Open(string directory, long? committed, Action<TranslogOperation> replay)
    {
        var generations = TranslogFile.Generations(directory);
        var first = committed ?? 0;
        var wanted = generations.Where(g => g >= first).ToArray();
        if (committed is not null && (wanted.Length == 0 || wanted[0] != committed))
            throw Missing(directory, committed.Value);
        long term = 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (i > 0 && wanted[i] != wanted[i - 1] + 1)
                throw Missing(directory, wanted[i - 1] + 1);
            var path = TranslogFile.PathOf(directory, wanted[i]);
            var isLast = i == wanted.Length - 1;
            var (good, fileTerm) = TranslogFile.Read(path, isLast && wanted[i] != committed, isLast, replay);
            term = Math.Max(term, fileTerm);
            if (good == 0)
            {
                // It died while it began this generation, so nothing was in it; its number is free.
                File.Delete(path);
                wanted = wanted[..i];
            }
            else if (isLast)
                CutTail(path, good);
        }

        foreach (var old in generations.Where(g => g < first))
            File.Delete(TranslogFile.PathOf(directory, old));
        var log = new WriteAheadLog(directory, wanted.LastOrDefault(first) + 1, term + 1);
        // Files of the earlier openings count until the next commit of Lucene lets them go.
        foreach (var generation in wanted)
            log._starts[generation] = 0;
        return log;
    }

    /// <summary>Appends a change.</summary>
    /// <returns>The position that <see cref="SyncAsync"/> has to reach before anybody is told.</returns>
    public long Append(in TranslogOperation operation)
    {
        lock (_appending)
        {
            ThrowIfFailed();
            var before = _buffer.WrittenCount;
            TranslogFormat.WriteOperation(_buffer, operation);
            _appended += _buffer.WrittenCount - before;
            if (_buffer.WrittenCount >= BufferMaximum)
                WriteBuffer();
            return _appended;
        }
    }

    /// <summary>Returns when everything before the position is on disk; one flush serves all who wait.</summary>
    public async Task SyncAsync(long position)
    {
        if (Volatile.Read(ref _synced) >= position)
            return;
        await _flushing.WaitAsync();
        try
        {
            if (_synced < position)
                Flush();
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Puts all of this generation on disk and begins the next one.</summary>
    /// <returns>The new generation: with a commit of Lucene that begins after this, all older ones can go.</returns>
    public async Task<long> RollAsync()
    {
        await _flushing.WaitAsync();
        try
        {
            // Once without holding up who appends, and again for the little that came meanwhile.
            Flush();
            lock (_appending)
            {
                // The last mark as well: a file that is not the newest one is whole or broken, and has no torn tail.
                WriteBuffer();
                FlushFile();
                Volatile.Write(ref _synced, _appended);
                _file.Dispose();
                _file = Create(Generation + 1);
                Generation++;
                _starts[Generation] = _appended;
            }

            return Generation;
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Deletes the generations before the given one.</summary>
    public void Trim(long generation)
    {
        long[] old;
        lock (_appending)
        {
            old = [.. _starts.Keys.Where(g => g < generation)];
            foreach (var gone in old)
                _starts.Remove(gone);
        }

        foreach (var gone in old)
            File.Delete(TranslogFile.PathOf(_directory, gone));
        if (old.Length > 0)
            DurableFiles.SyncDirectory(_directory);
    }

    /// <summary>Puts everything on disk and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _flushing.WaitAsync();
        try
        {
            if (_failure is null)
                Flush();
        }
        finally
        {
            _failure ??= new ObjectDisposedException(nameof(WriteAheadLog));
            _file.Dispose();
            _flushing.Release();
        }
    }

    /// <summary>Closes the file as it is, as a crash does.</summary>
    public void Abandon()
    {
        lock (_appending)
        {
            _failure ??= new ObjectDisposedException(nameof(WriteAheadLog));
            _file.Dispose();
        }
    }

    /// <summary>Needs <c>_flushing</c>.</summary>
    private void Flush()
    {
        long target;
        long offset;
        lock (_appending)
        {
            ThrowIfFailed();
            if (_appended == _synced)
                return;
            WriteBuffer();
            target = _appended;
            offset = _written;
        }

        FlushFile();
        lock (_appending)
        {
            // The mark is for a reader after a crash; it does not have to be on disk itself, but out of this process.
            TranslogFormat.WriteMark(_buffer, offset);
            var isAlone = _appended == target;
            _appended += TranslogFormat.MarkBytes;
            WriteBuffer();
            Volatile.Write(ref _synced, isAlone ? _appended : target);
        }
    }

    /// <summary>Needs <c>_flushing</c>.</summary>
    private void FlushFile()
    {
        try
        {
            // Before the flush: what others write meanwhile may or may not be part of it.
            var length = RandomAccess.GetLength(_file);
            RandomAccess.FlushToDisk(_file);
            Syncs++;
            Synced?.Invoke(TranslogFile.PathOf(_directory, Generation), length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (_appending)
                _failure = e;
            throw;
        }
    }

    /// <summary>Needs <c>_appending</c>.</summary>
    private void WriteBuffer()
    {
        if (_buffer.WrittenCount == 0)
            return;
        try
        {
            RandomAccess.Write(_file, _buffer.WrittenSpan, _written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failure = e;
            throw;
        }

        _written += _buffer.WrittenCount;
        if (_buffer.Capacity > 4 * BufferMaximum)
            _buffer = new ArrayBufferWriter<byte>(BufferMaximum);
        else
            _buffer.ResetWrittenCount();
    }

    private SafeFileHandle Create(long generation)
    {
        var path = TranslogFile.PathOf(_directory, generation);
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        Span<byte> header = stackalloc byte[TranslogFormat.HeaderBytes];
        TranslogFormat.WriteHeader(header, generation, PrimaryTerm);
        RandomAccess.Write(file, header, 0);
        RandomAccess.FlushToDisk(file);
        DurableFiles.SyncDirectory(_directory);
        _written = TranslogFormat.HeaderBytes;
        return file;
    }

    private static void CutTail(string path, long good)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        if (RandomAccess.GetLength(file) == good)
            return;
        RandomAccess.SetLength(file, good);
        RandomAccess.FlushToDisk(file);
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw new IOException($"The translog in {_directory} cannot be written: {_failure.Message}", _failure);
    }

    private static EngineException Missing(string directory, long generation) =>
        new(
            $"The translog {TranslogFile.PathOf(directory, generation)} is missing, which Lucene's last commit needs. Restore the file, or delete the index's folder and fill the index again."
        );
}
