using NotionStyle.Blocks.Ports;

namespace NotionStyle.Blocks.Postgres.Pages;

/// <summary>
/// Where reading stopped: a cut between two children of each open block, from the page down. The cut is known by its neighbours, up to two on either side, and by its
/// index when they have all gone.
/// </summary>
/// <remarks>
/// Why four neighbours: a block that was moved among its siblings since may be one of them. Three stand where they stood then, and the cut that has the most
/// neighbours on their side is the right one; by one neighbour alone, moving just that block would repeat or skip all that it passed. Neighbours in front of
/// the cut were read and are not read again, wherever they are now. What this cannot do: when most neighbours of one
/// cut were themselves moved between two chunks, a block near it may be skipped or repeated; to know better, a cursor would have to hold all that was read.
/// <para>
/// In a <see cref="PageCursor" /> the first levels are the chain: each names the child that is open (for the last: that comes next), which the next level
/// belongs to. The other neighbours follow as further levels of the same parents.
/// </para>
/// </remarks>
internal sealed class ReadingPlace
{
    /// <summary>A cursor holds no more levels than this, so that <see cref="PageCursor.Decode" /> takes it back; the deepest cuts get their neighbours first.</summary>
    private const int LevelsMaximum = StoreLimits.DepthMaximum + 1;

    private ReadingPlace(IReadOnlyList<Cut> cuts) => Cuts = cuts;

    /// <summary>The cuts, outermost first; never empty.</summary>
    public IReadOnlyList<Cut> Cuts { get; }

    /// <summary>The beginning of a page.</summary>
    public static ReadingPlace StartOf(Guid pageId) => new([new Cut(pageId, 0, [])]);

    /// <summary>A place further on: outer cuts that stay, and new ones inside.</summary>
    public static ReadingPlace Of(IEnumerable<Cut> cuts) => new([.. cuts]);

    /// <summary>Reads a cursor; null when its first level is not the page.</summary>
    public static ReadingPlace? From(PageCursor cursor, Guid pageId)
    {
        var chain = new List<PageCursor.Level>();
        var expected = pageId;
        foreach (var level in cursor.Levels)
        {
            if (level.Parent != expected)
                break;
            chain.Add(level);
            expected = level.Child;
        }

        if (chain.Count == 0)
            return null;
        var others = cursor.Levels.Skip(chain.Count).ToLookup(l => l.Parent);
        return new ReadingPlace([
            .. chain.Select(
                (level, i) =>
                {
                    // Behind the open child, and before the one that comes next.
                    var isOpen = i < chain.Count - 1;
                    var index = isOpen && level.Index < int.MaxValue ? level.Index + 1 : level.Index;
                    return new Cut(
                        level.Parent,
                        index,
                        [
                            new Neighbour(level.Child, isOpen, level.Index),
                            .. others[level.Parent]
                                .Take(4)
                                .Select(o => new Neighbour(o.Child, o.Index < index, o.Index)),
                        ]
                    );
                }
            ),
        ]);
    }

    /// <summary>The cursor that <see cref="From" /> reads.</summary>
    public PageCursor ToCursor(Guid pageId, DateTimeOffset now)
    {
        var chain = Cuts.Select(c => new PageCursor.Level(c.Parent, c.Neighbours[0].Id, c.Neighbours[0].Index));
        var others = Cuts.Reverse()
            .SelectMany(c => c.Neighbours.Skip(1).Select(n => new PageCursor.Level(c.Parent, n.Id, n.Index)))
            .Take(LevelsMaximum - Cuts.Count);
        return new PageCursor(pageId, now, [.. chain, .. others]);
    }
}

/// <summary>A place between two children of a block.</summary>
/// <param name="Parent">The block.</param>
/// <param name="Index">Children in front of the place.</param>
/// <param name="Neighbours">Children near the place; the first is the one that was entered, or the one that comes next.</param>
internal sealed record Cut(Guid Parent, int Index, IReadOnlyList<Neighbour> Neighbours)
{
    /// <summary>The place before a child, or behind it when it was entered.</summary>
    /// <param name="parent">The block.</param>
    /// <param name="child">The child.</param>
    /// <param name="isOpen">Whether it was entered.</param>
    /// <param name="index">Children in front of the place.</param>
    /// <param name="near">The two children in front of the place and the two behind it; null where there is none.</param>
    /// <param name="earlier">The place before, when there was one in this block: what was in front of it was read, wherever it stands now.</param>
    public static Cut At(Guid parent, Guid child, bool isOpen, int index, IReadOnlyList<Guid?> near, Cut? earlier)
    {
        var read = earlier?.Neighbours.Where(n => n.IsBefore).Select(n => n.Id).ToHashSet() ?? [];
        // The indexes in a cursor tell the sides, and none can be below zero; so in front of all children everything is told one further on.
        var shift = index == 0 ? 1 : 0;
        var neighbours = new List<Neighbour> { new(child, isOpen, index + shift - (isOpen ? 1 : 0)) };
        for (var i = 0; i < near.Count; i++)
        {
            if (near[i] is not { } id || id == child)
                continue;
            var at = index - 2 + i;
            var isBehindThoughRead = at >= index && read.Contains(id);
            neighbours.Add(isBehindThoughRead ? new Neighbour(id, true, 0) : new Neighbour(id, at < index, at + shift));
        }

        return new Cut(parent, index + shift, neighbours);
    }

    /// <summary>The same place among the children of now; the child that was entered stays the first neighbour, wherever it is.</summary>
    /// <param name="index">Children in front of the place now.</param>
    /// <param name="near">The two in front and the two behind.</param>
    public Cut MovedTo(int index, IReadOnlyList<Guid?> near) =>
        At(Parent, Neighbours[0].Id, isOpen: true, index, near, this);
}

/// <summary>A child near a cut.</summary>
/// <param name="Id">The child.</param>
/// <param name="IsBefore">Whether it is in front of the cut, and so was read.</param>
/// <param name="Index">Its index when the cursor was made, for the order in which the neighbours stood.</param>
internal readonly record struct Neighbour(Guid Id, bool IsBefore, int Index);
