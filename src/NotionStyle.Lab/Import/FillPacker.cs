using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Import;

/// <summary>Transactions that must be sent one after the other. Different batches touch different pages, so they may go side by side.</summary>
/// <param name="Transactions">In their order.</param>
/// <param name="Pages">Pages that are filled when all are sent.</param>
internal sealed record Batch(IReadOnlyList<OutgoingTransaction> Transactions, int Pages);

/// <summary>Packs the blocks of many pages into few transactions; a page that is larger than one gets its own.</summary>
internal sealed class FillPacker(TransactionSize size) : IDisposable
{
    private TransactionWriter? _open;
    private int _pages;

    /// <summary>Adds a page; gives what is ready to be sent.</summary>
    public IEnumerable<Batch> Add(PageFill page)
    {
        var tree = TreeTransactions.Fill(page);
        _open ??= new TransactionWriter(size);
        if (TryAdd(tree))
            yield break;
        if (Finish() is { } full)
        {
            yield return full;
            _open = new TransactionWriter(size);
            if (TryAdd(tree))
                yield break;
        }

        yield return new Batch([.. tree.Split(size)], 1);
    }

    /// <summary>What is left; null when nothing is.</summary>
    public Batch? Finish()
    {
        var open = _open;
        _open = null;
        if (open is { Operations: > 0 })
        {
            var batch = new Batch([open.Finish()], _pages);
            _pages = 0;
            return batch;
        }

        open?.Dispose();
        return null;
    }

    public void Dispose() => _open?.Dispose();

    private bool TryAdd(TreeTransactions tree)
    {
        if (!tree.TryWriteWhole(_open!))
            return false;
        _pages++;
        return true;
    }
}
