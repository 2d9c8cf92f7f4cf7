using Lucene.Net.Index;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Translog;

namespace NotionStyle.Engines.Elasticsearch.Shards;

internal sealed partial class Shard
{
    private const string IdField = MetaFields.Id;

    /// <summary>Writes a document.</summary>
    public WriteResult Index(in DocumentWrite write, in WriteConditions conditions)
    {
        Enter();
        try
        {
            lock (LockOf(write.Id))
                return IndexLocked(write, conditions, write.IsNewId ? null : CurrentState(write.Id));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Deletes a document.</summary>
    public WriteResult Delete(string id, in WriteConditions conditions)
    {
        Enter();
        try
        {
            lock (LockOf(id))
            {
                var found = CurrentState(id);
                if (VersionRules.Conflict(id, conditions, found) is { } conflict)
                    return Refused(conflict, found);
                return DeleteLocked(id, conditions, found);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Changes a document by what it is: nobody else changes it between the look and the write, so there is nothing to retry.</summary>
    /// <param name="id">The document.</param>
    /// <param name="conditions">What must hold of it.</param>
    /// <param name="change">Gets the document, or null; gives what to write, or null to leave it.</param>
    public WriteResult Update(string id, in WriteConditions conditions, Func<StoredDocument?, DocumentWrite?> change)
    {
        Enter();
        try
        {
            lock (LockOf(id))
            {
                var document = FindNewest(id);
                var found = document?.State ?? CurrentState(id);
                if (VersionRules.Conflict(id, conditions, found) is { } conflict)
                    return Refused(conflict, found);
                return change(document) is { } write
                    ? IndexLocked(write, conditions, found)
                    : new WriteResult(WriteOutcome.Noop, found ?? default, 0);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The newest state of a document, visible to searches or not; null when it is not there.</summary>
    public StoredDocument? Get(string id)
    {
        _life.EnterReadLock();
        try
        {
            ThrowIfFailed();
            return FindNewest(id);
        }
        finally
        {
            _life.ExitReadLock();
        }
    }

    private WriteResult IndexLocked(in DocumentWrite write, in WriteConditions conditions, DocumentState? found)
    {
        if (VersionRules.Conflict(write.Id, conditions, found) is { } conflict)
            return Refused(conflict, found);
        var isNew = found is not { IsDeleted: false };
        var state = NextState(conditions, found, isDeleted: false);
        MetadataFields.Set(write.Document, state);
        try
        {
            // Without an older one there is nothing to delete, and Lucene keeps no list of deletions.
            if (isNew)
                _writer.AddDocument(write.Document);
            else
                _writer.UpdateDocument(new Term(IdField, write.Id), write.Document);
        }
        catch (ArgumentException e)
        {
            // The document's own fault, such as a term that is too long; Lucene took nothing of it.
            throw new ElasticsearchException(400, "illegal_argument_exception", e.Message, e);
        }
        catch (Exception e)
        {
            Fail(e);
            throw Failed();
        }

        var position = Append(
            new TranslogOperation
            {
                Kind = TranslogOperationKind.Index,
                Id = write.Id,
                Routing = write.Routing,
                Version = state.Version,
                SequenceNumber = state.SequenceNumber,
                PrimaryTerm = state.PrimaryTerm,
                Source = write.Source,
            }
        );
        _versions.Put(write.Id, new StoredDocument(state, write.Routing, write.Source));
        Interlocked.Increment(ref _indexed);
        Interlocked.Increment(ref _changes);
        return new WriteResult(isNew ? WriteOutcome.Created : WriteOutcome.Updated, state, position);
    }

    private WriteResult DeleteLocked(string id, in WriteConditions conditions, DocumentState? found)
    {
        var isThere = found is { IsDeleted: false };
        var state = NextState(conditions, found, isDeleted: true);
        if (isThere)
            Guard(() => _writer.DeleteDocuments(new Term(IdField, id)));
        // A deletion of nothing is written too: its external version must keep older writes out, also after a crash.
        var position = Append(
            new TranslogOperation
            {
                Kind = TranslogOperationKind.Delete,
                Id = id,
                Version = state.Version,
                SequenceNumber = state.SequenceNumber,
                PrimaryTerm = state.PrimaryTerm,
            }
        );
        _versions.PutDeleted(id, state);
        Interlocked.Increment(ref _deleted);
        Interlocked.Increment(ref _changes);
        return new WriteResult(isThere ? WriteOutcome.Deleted : WriteOutcome.NotFound, state, position);
    }

    private static WriteResult Refused(string conflict, DocumentState? found) =>
        new(WriteOutcome.Conflict, found ?? default, 0) { Conflict = conflict };

    private DocumentState NextState(in WriteConditions conditions, DocumentState? found, bool isDeleted) =>
        new(
            VersionRules.Next(conditions, found),
            Interlocked.Increment(ref _sequenceNumber) - 1,
            PrimaryTerm,
            isDeleted
        );

    private long Append(in TranslogOperation operation)
    {
        try
        {
            return _translog.Append(operation);
        }
        catch (IOException e)
        {
            // Lucene has it, and nothing says so: only opening again makes the two agree.
            Fail(e);
            throw Failed();
        }
    }

    /// <summary>The newest state, also of a deletion that is remembered.</summary>
    private DocumentState? CurrentState(string id)
    {
        if (_versions.Find(id) is { } known)
            return known.State;
        var reader = AcquireNewest();
        try
        {
            return reader.Find(id)?.State;
        }
        finally
        {
            reader.Release();
        }
    }

    private StoredDocument? FindNewest(string id)
    {
        if (_versions.Find(id) is { } known)
            return known.State.IsDeleted ? null : known;
        var reader = AcquireNewest();
        try
        {
            return reader.Find(id) is { } found ? Load(reader, found) : null;
        }
        finally
        {
            reader.Release();
        }
    }

    private void Enter()
    {
        _life.EnterReadLock();
        if (_failure is null && !_isClosed)
            return;
        _life.ExitReadLock();
        ThrowIfFailed();
    }

    private void Leave()
    {
        var bytes = _versions.Bytes;
        _life.ExitReadLock();
        // Who writes pays for the room: the newest versions are dropped when a reader knows them.
        if (bytes > _memory.VersionBytesToRefresh)
            MakeRoom(mustWait: bytes > _memory.VersionBytes);
    }

    private Lock LockOf(string id) => _idLocks[(uint)string.GetHashCode(id, StringComparison.Ordinal) % IdLocks];
}
