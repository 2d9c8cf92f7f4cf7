using System.Collections.Concurrent;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>
/// The newest state of every document that changed since the reader was opened, so that reads by id and version checks see each write at once; and of documents that were deleted not
/// long ago, so that a late write with an older external version does not bring them back.
/// </summary>
/// <remarks>
/// Two maps: a refresh makes the current one the old one, opens the reader, and then drops the old one. Whoever writes gives the change to Lucene first and puts it here afterwards; so
/// an entry that lands in the old map was in Lucene before the reader was opened. Whoever reads takes both maps at once, looks into them, and only then into a reader that it acquires
/// after that: what a dropped map held is in that reader. Changes of one document are ordered by the lock of its id, which the caller holds.
/// Emptied by every refresh; the shard refreshes when <see cref="Bytes"/> comes near its maximum.
/// </remarks>
internal sealed class LiveVersions(TimeProvider time)
{
    /// <summary>Deletions remembered; beyond it the oldest are forgotten before their time.</summary>
    public const int TombstonesMaximum = 500_000;

    private const int EntryOverheadBytes = 200;

    private readonly ConcurrentDictionary<string, DocumentState> _tombstones = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Id, long SequenceNumber, long Stamp)> _deletions = new();
    private volatile Maps _maps = new(new(), null);

    /// <summary>About how much memory the changes take.</summary>
    public long Bytes => _maps.Current.Bytes + (_maps.Old?.Bytes ?? 0);

    /// <summary>Deletions that are remembered.</summary>
    public int Tombstones => _tombstones.Count;

    /// <summary>Remembers a write.</summary>
    public void Put(string id, StoredDocument document)
    {
        _maps.Current.Put(id, document, EntryOverheadBytes + (2 * id.Length) + document.Source.Length);
        _tombstones.TryRemove(id, out _);
    }

    /// <summary>Remembers a deletion.</summary>
    public void PutDeleted(string id, DocumentState state)
    {
        _maps.Current.Put(id, new StoredDocument(state, null, default), EntryOverheadBytes + (2 * id.Length));
        _tombstones[id] = state;
        _deletions.Enqueue((id, state.SequenceNumber, time.GetTimestamp()));
        while (_deletions.Count > TombstonesMaximum && _deletions.TryDequeue(out var oldest))
            Forget(oldest.Id, oldest.SequenceNumber);
    }

    /// <summary>Forgets what is known of a document that was written again while the translog is replayed: it is in Lucene, and nobody reads before the next refresh.</summary>
    public void Forget(string id)
    {
        _maps.Current.Entries.TryRemove(id, out _);
        _tombstones.TryRemove(id, out _);
    }

    /// <summary>The newest state, when it is here; else it is what the reader holds.</summary>
    public StoredDocument? Find(string id)
    {
        var maps = _maps;
        if (maps.Current.Entries.TryGetValue(id, out var found) || maps.Old?.Entries.TryGetValue(id, out found) == true)
            return found;
        return _tombstones.TryGetValue(id, out var deleted) ? new StoredDocument(deleted, null, default) : null;
    }

    /// <summary>Call before the reader is opened.</summary>
    public void BeginRefresh() => _maps = new Maps(new(), _maps.Current);

    /// <summary>Call when the new reader is the one that everybody gets.</summary>
    public void EndRefresh() => _maps = new Maps(_maps.Current, null);

    /// <summary>Forgets deletions that are older than so long.</summary>
    public void Prune(TimeSpan age)
    {
        while (_deletions.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Stamp) > age)
            if (_deletions.TryDequeue(out oldest))
                Forget(oldest.Id, oldest.SequenceNumber);
    }

    private void Forget(string id, long sequenceNumber)
    {
        if (_tombstones.TryGetValue(id, out var state) && state.SequenceNumber == sequenceNumber)
            _tombstones.TryRemove(new KeyValuePair<string, DocumentState>(id, state));
    }

    private sealed record Maps(Map Current, Map? Old);

    private sealed class Map
    {
        private long _bytes;

        public ConcurrentDictionary<string, StoredDocument> Entries { get; } = new(StringComparer.Ordinal);

        public long Bytes => Volatile.Read(ref _bytes);

        public void Put(string id, StoredDocument document, int bytes)
        {
            if (Entries.TryGetValue(id, out var before))
                Interlocked.Add(ref _bytes, document.Source.Length - before.Source.Length);
            else
                Interlocked.Add(ref _bytes, bytes);
            Entries[id] = document;
        }
    }
}
