using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Import;

/// <summary>Transactions that must be sent one after the other. Different batches touch different pages, so they may go side by side.</summary>
internal sealed record Batch(IReadOnlyList<OutgoingTransaction> Transactions);

/// <summary>Packs the blocks of many pages into few transactions; a page that is larger than one gets its own.</summary>
internal sealed class FillPacker(TransactionSize size) : IDisposable
{
    private TransactionWriter? _open;

    /// <summary>Adds a page; gives what is ready to be sent.</summary>
    public IEnumerable<Batch> Add(PageFill page)
    {
        var tree = TreeTransactions.Fill(page);
        _open ??= new TransactionWriter(size);
        if (tree.TryWriteWhole(_open))
            yield break;
        if (Finish() is { } full)
        {
            yield return full;
            _open = new TransactionWriter(size);
            if (tree.TryWriteWhole(_open))
                yield break;
        }

        yield return new Batch([.. tree.Split(size)]);
    }

    /// <summary>What is left; null when nothing is.</summary>
    public Batch? Finish()
    {
        var open = _open;
        _open = null;
        if (open is { Operations: > 0 })
            return new Batch([open.Finish()]);
        open?.Dispose();
        return null;
    }

    public void Dispose() => _open?.Dispose();
}
