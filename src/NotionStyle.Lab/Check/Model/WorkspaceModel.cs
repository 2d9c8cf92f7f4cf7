using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Check.Model;

/// <summary>
/// What the workspace should hold: filled from what was sent, changed along with every acknowledged edit, and compared with what is read. Reading goes two
/// ways, page by page and by the version sync, so a fault in one does not hide itself.
/// </summary>
internal sealed class WorkspaceModel(Guid spaceId)
{
    private readonly Dictionary<Guid, ModelBlock> _blocks = [];

    public Guid SpaceId => spaceId;

    public IReadOnlyDictionary<Guid, ModelBlock> Blocks => _blocks;

    public List<Guid> RootPages { get; } = [];

    public ModelBlock this[Guid id] => _blocks[id];

    public int Alive => _blocks.Values.Count(b => b.Alive);

    /// <summary>Adds a tree below the workspace.</summary>
    public void AddRoot(BlockNode root)
    {
        RootPages.Add(root.Id);
        AddTree(root, RecordPointer.Space(spaceId));
    }

    /// <summary>Adds a tree whose place in its parent's content the caller has set.</summary>
    public void AddTree(BlockNode root, RecordPointer parent)
    {
        var open = new Stack<(BlockNode Node, RecordPointer Parent)>();
        open.Push((root, parent));
        while (open.TryPop(out var at))
        {
            _blocks.Add(at.Node.Id, ModelBlock.Of(at.Node, at.Parent));
            foreach (var child in at.Node.Children)
                open.Push((child, RecordPointer.Block(at.Node.Id)));
        }
    }

    /// <summary>The ids of a page in the order in which it is read; pages below it are listed, not entered.</summary>
    public List<(Guid Id, int Depth)> ReadingOrder(Guid page)
    {
        var order = new List<(Guid, int)>();
        var open = new Stack<(Guid Id, int Depth)>();
        open.Push((page, 0));
        while (open.TryPop(out var at))
        {
            order.Add(at);
            var block = _blocks[at.Id];
            if (at.Depth > 0 && block.Type == BlockTypes.Page)
                continue;
            for (var i = block.Content.Count - 1; i >= 0; i--)
                open.Push((block.Content[i], at.Depth + 1));
        }

        return order;
    }

    /// <summary>Takes over the versions of an answer.</summary>
    public void Committed(Committed committed)
    {
        foreach (var (id, version) in committed.Versions)
        {
            if (_blocks.TryGetValue(id, out var block))
                block.Version = version;
        }
    }
}
