using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>
/// The engine over a dictionary, reading exactly what a plan names: the planned records, the heads of what the arguments name, and their ancestors. What the
/// plan forgets is not there, as it would not be in a database; so this also proves that the plan names enough.
/// </summary>
public sealed class EngineStore
{
    private readonly Dictionary<RecordPointer, Record> _records;
    private readonly Dictionary<Guid, (UInt128 Fingerprint, RecordPointer[] Changed)> _committed;

    public EngineStore(IEnumerable<Record> records)
        : this(records.ToDictionary(r => r.Pointer, r => r.Clone()), []) { }

    private EngineStore(
        Dictionary<RecordPointer, Record> records,
        Dictionary<Guid, (UInt128, RecordPointer[])> committed
    )
    {
        _records = records;
        _committed = committed;
    }

    /// <summary>The whole workspace.</summary>
    public IReadOnlyCollection<Record> Records => _records.Values;

    /// <summary>One record; null when there is none.</summary>
    public Record? Find(RecordPointer pointer) => _records.GetValueOrDefault(pointer);

    public Record this[RecordPointer pointer] => _records[pointer];

    public Record this[Guid block] => _records[RecordPointer.Block(block)];

    /// <summary>An independent store in the same state.</summary>
    public EngineStore Fork() => new(_records.ToDictionary(p => p.Key, p => p.Value.Clone()), new(_committed));

    /// <summary>Commits as <see cref="Blocks.Ports.IBlockStore.CommitAsync" /> does.</summary>
    public TransactionResult Commit(Actor actor, Transaction transaction, DateTimeOffset now)
    {
        if (_committed.TryGetValue(transaction.Id, out var earlier))
        {
            if (earlier.Fingerprint != transaction.Fingerprint)
                throw new BlockStoreException(
                    ErrorCode.ConflictError,
                    $"Transaction {transaction.Id} was committed with another body."
                );
            return new(
                transaction.Id,
                true,
                [.. earlier.Changed.Select(p => new RecordVersion(p, _records[p].Version))]
            );
        }

        var effect = Judge(actor, transaction, now);
        Write(transaction, effect);
        return new(
            transaction.Id,
            false,
            [.. effect.Changes.Select(c => new RecordVersion(c.After.Pointer, c.After.Version))]
        );
    }

    /// <summary>What the engine says of a transaction in the state of now, without writing it.</summary>
    public TransactionEffect Judge(Actor actor, Transaction transaction, DateTimeOffset now)
    {
        var plan = TransactionPlan.Of(transaction);
        var before = Read(plan);
        var kept = before.Records.Values.Select(r => r.Clone()).ToList();
        foreach (var copy in kept)
            copy.Content = [.. copy.Content];

        var effect = TransactionEngine.Apply(transaction, before, actor, now);

        if (Snapshot.Differences(kept, before.Records.Values) is { Count: > 0 } spoiled)
            throw new InvalidOperationException("The engine changed the before picture: " + string.Join(" ", spoiled));
        foreach (var change in effect.Changes)
            CheckAnnounced(plan, change);
        return effect;
    }

    /// <summary>Writes an effect, field by field as it says: what is not flagged stays as it was.</summary>
    public void Write(Transaction transaction, TransactionEffect effect)
    {
        foreach (var (_, after, fields) in effect.Changes)
        {
            var stored = after.Clone();
            if (_records.TryGetValue(after.Pointer, out var old))
            {
                if (!fields.HasFlag(RecordFields.Type))
                    stored.Type = old.Type;
                if (!fields.HasFlag(RecordFields.Properties))
                    stored.Properties = old.Properties.Clone();
                if (!fields.HasFlag(RecordFields.Format))
                    stored.Format = old.Format.Clone();
                if (!fields.HasFlag(RecordFields.Content))
                    stored.Content = old.Content;
                if (!fields.HasFlag(RecordFields.Parent))
                    stored.Parent = old.Parent;
                if (!fields.HasFlag(RecordFields.Permissions))
                    stored.Permissions = old.Permissions;
                if (!fields.HasFlag(RecordFields.Alive))
                    stored.Alive = old.Alive;
            }

            _records[after.Pointer] = stored;
        }

        _committed[transaction.Id] = (transaction.Fingerprint, [.. effect.Changes.Select(c => c.After.Pointer)]);
    }

    /// <summary>The before picture of a plan, and nothing beyond it.</summary>
    public BeforePicture Read(TransactionPlan plan)
    {
        var records = new Dictionary<RecordPointer, Record>();
        foreach (var pointer in plan.Changed)
        {
            if (_records.TryGetValue(pointer, out var record))
                records[pointer] = record;
        }

        var heads = new Dictionary<RecordPointer, RecordHead>();
        foreach (var pointer in plan.Changed.Concat(plan.Referenced))
        {
            RecordPointer? next = pointer;
            while (next is { } at && !heads.ContainsKey(at) && _records.TryGetValue(at, out var record))
            {
                heads[at] = RecordHead.Of(record);
                next = record.Parent;
            }
        }

        return new BeforePicture(records, heads.Values);
    }

    private static void CheckAnnounced(TransactionPlan plan, RecordChange change)
    {
        if (!plan.Changed.Contains(change.After.Pointer))
            throw new InvalidOperationException($"{change.After.Pointer} was changed without having been locked.");
        if (change.Before is not { } old || plan.IsStructural)
            return;
        if (old.Parent != change.After.Parent)
            throw new InvalidOperationException($"{old.Pointer} was moved, but the plan is not structural.");
        if (old.Permissions?.ToJson() != change.After.Permissions?.ToJson())
            throw new InvalidOperationException($"{old.Pointer} got new grants, but the plan is not structural.");
    }
}
