using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Import;

/// <summary>
/// Writes trees of new blocks as transactions. The store's rule is that a block and its place in its parent's content arrive together. So blocks go in
/// reading order: in one transaction the children that come along with their parent are always the first of its children, and stand in the
/// parent's own <c>set</c>; children whose parent came in an earlier transaction are put behind their sibling by <c>listAfter</c>.
/// </summary>
internal sealed class TreeTransactions
{
    private readonly List<Item> _items = [];
    private readonly RecordPointer _parent;
    private readonly PageFill? _page;

    private TreeTransactions(RecordPointer parent, PageFill? page, IReadOnlyList<BlockNode> roots)
    {
        _parent = parent;
        _page = page;
        var open = new Stack<(BlockNode Node, int Parent)>();
        // Siblings wait on the stack in reverse, so that they come off it in reading order; the one before is then known.
        var last = new Dictionary<int, int>();
        for (var i = roots.Count - 1; i >= 0; i--)
            open.Push((roots[i], -1));
        while (open.TryPop(out var at))
        {
            var index = _items.Count;
            _items.Add(new Item(at.Node, at.Parent, last.GetValueOrDefault(at.Parent, -1)));
            last[at.Parent] = index;
            for (var i = at.Node.Children.Count - 1; i >= 0; i--)
                open.Push((at.Node.Children[i], index));
        }
    }

    /// <summary>Trees below something that exists and may have other children: they go behind those.</summary>
    public static TreeTransactions Below(RecordPointer parent, IReadOnlyList<BlockNode> roots) =>
        new(parent, null, roots);

    /// <summary>The blocks of a page whose only children so far are its child pages.</summary>
    public static TreeTransactions Fill(PageFill page) => new(RecordPointer.Block(page.Page.Id), page, page.Blocks);

    /// <summary>Writes everything into a transaction that may have other operations already; false, and nothing written, when it does not fit.</summary>
    public bool TryWriteWhole(TransactionWriter writer) => TryWrite(writer, 0, _items.Count);

    /// <summary>Writes everything as transactions that must be sent in this order.</summary>
    public IEnumerable<OutgoingTransaction> Split(TransactionSize size)
    {
        var start = 0;
        do
        {
            var count = Math.Min(_items.Count - start, size.Operations);
            using var writer = new TransactionWriter(size);
            while (count > 1 && !TryWrite(writer, start, count))
                count /= 2;
            if (writer.Operations > 0 || TryWrite(writer, start, count))
            {
                yield return writer.Finish();
            }
            else
            {
                // One block alone, or a page with very many child pages: as large as the service takes.
                using var largest = new TransactionWriter(TransactionSize.Largest);
                if (!TryWrite(largest, start, count))
                    throw new LabException(
                        $"One block is larger than a transaction may be ({TransactionSize.Largest.Bytes} bytes). Split the document."
                    );
                yield return largest.Finish();
            }

            start += count;
        } while (start < _items.Count);
    }

    private bool TryWrite(TransactionWriter writer, int start, int count)
    {
        var place = writer.Place;
        var end = start + count;
        var contents = new List<Guid>?[count];
        var top = new List<Guid>();
        for (var i = start; i < end; i++)
        {
            var parent = _items[i].Parent;
            if (parent >= start)
                (contents[parent - start] ??= []).Add(_items[i].Node.Id);
            else if (parent < 0)
                top.Add(_items[i].Node.Id);
        }

        var startsPage = _page is not null && start == 0;
        if (startsPage)
            writer.FillPage(_page!.Page.Id, [.. top, .. _page.ChildPages]);
        for (var i = start; i < end && writer.Fits; i++)
            writer.MakeBlock(_items[i].Node, PointerOf(_items[i].Parent), contents[i - start] ?? []);
        for (var i = start; i < end && writer.Fits; i++)
        {
            var item = _items[i];
            if (item.Parent >= start || (item.Parent < 0 && startsPage))
                continue;
            writer.ListAfter(
                PointerOf(item.Parent),
                item.Node.Id,
                item.Previous < 0 ? null : _items[item.Previous].Node.Id
            );
        }

        if (writer.Fits)
            return true;
        writer.Return(place);
        return false;
    }

    private RecordPointer PointerOf(int index) => index < 0 ? _parent : RecordPointer.Block(_items[index].Node.Id);

    /// <summary>A block of the trees in reading order.</summary>
    /// <param name="Node">The block.</param>
    /// <param name="Parent">The index of its parent; -1 at the top.</param>
    /// <param name="Previous">The index of the sibling before it; -1 for the first.</param>
    private readonly record struct Item(BlockNode Node, int Parent, int Previous);
}
