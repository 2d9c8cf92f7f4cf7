namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>An arrow from one node to another; several kinds between the same two are one arrow.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it points.</param>
/// <param name="Kinds">Reference, WaitFor, Parent …</param>
internal sealed record GraphEdge(string From, string To, IReadOnlyList<string> Kinds);

/// <summary>A point of the picture, in pixels.</summary>
internal readonly record struct GraphPoint(double X, double Y);

/// <summary>A node with the upper left corner of its box.</summary>
internal sealed record PlacedNode(string Id, double X, double Y);

/// <summary>An arrow with the points that it goes through, from its start to its head.</summary>
internal sealed record PlacedEdge(GraphEdge Edge, IReadOnlyList<GraphPoint> Path);

/// <summary>A graph with places.</summary>
internal sealed record GraphPicture(
    IReadOnlyList<PlacedNode> Nodes,
    IReadOnlyList<PlacedEdge> Edges,
    double Width,
    double Height
);

/// <summary>
/// Draws a directed graph in columns: an arrow goes from a column to a later one, long arrows get a lane of their own between the boxes, and each column is ordered so that few
/// arrows cross. Arrows that close a cycle are laid out backwards. The same graph gives the same picture.
/// </summary>
internal static class GraphLayout
{
    /// <summary>The width of a box.</summary>
    public const double BoxWidth = 208;

    /// <summary>The height of a box.</summary>
    public const double BoxHeight = 56;

    private const double ColumnGap = 88;
    private const double RowGap = 24;
    private const double LaneHeight = 8;
    private const double Margin = 12;
    private const int Sweeps = 8;

    /// <summary>Places the nodes and the arrows. Arrows from a node to itself or to a node that is not there are left out.</summary>
    public static GraphPicture Arrange(IReadOnlyList<string> nodes, IReadOnlyList<GraphEdge> edges)
    {
        var known = nodes.ToHashSet(StringComparer.Ordinal);
        var drawn = edges.Where(e => e.From != e.To && known.Contains(e.From) && known.Contains(e.To)).ToList();
        var backwards = BackEdges(nodes, drawn);
        var links = drawn
            .Select(e =>
                backwards.Contains(e) ? (Edge: e, Left: e.To, Right: e.From) : (Edge: e, Left: e.From, Right: e.To)
            )
            .ToList();
        var columnOf = Columns(nodes, links.ConvertAll(l => (l.Left, l.Right)));

        var columns = new List<List<Box>>();
        var boxes = new Dictionary<string, Box>(StringComparer.Ordinal);
        foreach (var id in nodes.Distinct(StringComparer.Ordinal))
            boxes[id] = Add(id, columnOf[id], BoxHeight);
        var chains = links.ConvertAll(l => (l.Edge, Chain: Lanes(boxes[l.Left], boxes[l.Right])));

        Order(columns);
        Place(columns);
        var top = columns.SelectMany(c => c).Select(b => b.Y).DefaultIfEmpty().Min() - Margin;
        foreach (var box in columns.SelectMany(c => c))
            box.Y -= top;

        return new GraphPicture(
            [.. boxes.Values.Select(b => new PlacedNode(b.Id!, X(b), b.Y))],
            [.. chains.Select(c => new PlacedEdge(c.Edge, Path(c.Chain, backwards.Contains(c.Edge))))],
            Math.Max(columns.Count, 1) * (BoxWidth + ColumnGap) - ColumnGap + 2 * Margin,
            columns.SelectMany(c => c).Select(b => b.Y + b.Height).DefaultIfEmpty().Max() + Margin
        );

        Box Add(string? id, int column, double height)
        {
            while (columns.Count <= column)
                columns.Add([]);
            var box = new Box(id, column, height);
            columns[column].Add(box);
            return box;
        }

        List<Box> Lanes(Box left, Box right)
        {
            List<Box> chain = [left];
            for (var column = left.Column + 1; column < right.Column; column++)
                chain.Add(Add(null, column, LaneHeight));
            chain.Add(right);
            for (var i = 1; i < chain.Count; i++)
            {
                chain[i - 1].Right.Add(chain[i]);
                chain[i].Left.Add(chain[i - 1]);
            }

            return chain;
        }
    }

    // Those that a walk in depth finds to lead back to where it came from.
    private static HashSet<GraphEdge> BackEdges(IReadOnlyList<string> nodes, List<GraphEdge> edges)
    {
        var from = edges.ToLookup(e => e.From, StringComparer.Ordinal);
        var back = new HashSet<GraphEdge>(ReferenceEqualityComparer.Instance);
        var done = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var node in nodes)
            Walk(node);
        return back;

        void Walk(string node)
        {
            if (!done.TryAdd(node, false))
                return;
            foreach (var edge in from[node])
                if (done.TryGetValue(edge.To, out var left) && !left)
                    back.Add(edge);
                else
                    Walk(edge.To);
            done[node] = true;
        }
    }

    // As far to the right as the longest way that leads there.
    private static Dictionary<string, int> Columns(IReadOnlyList<string> nodes, List<(string Left, string Right)> links)
    {
        var into = links.ToLookup(l => l.Right, l => l.Left, StringComparer.Ordinal);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
            Column(node);
        return columns;

        int Column(string node)
        {
            if (columns.TryGetValue(node, out var column))
                return column;
            return columns[node] = into[node].Select(Column).DefaultIfEmpty(-1).Max() + 1;
        }
    }

    // Each box moves to the mean place of its neighbours, from left to right and back.
    private static void Order(List<List<Box>> columns)
    {
        foreach (var column in columns)
            Number(column);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var rightwards = sweep % 2 == 0;
            for (var i = 0; i < columns.Count; i++)
            {
                var column = columns[rightwards ? i : columns.Count - 1 - i];
                var sorted = column.OrderBy(b => Mean(rightwards ? b.Left : b.Right, n => n.Index, b.Index)).ToList();
                column.Clear();
                column.AddRange(sorted);
                Number(column);
            }
        }

        static void Number(List<Box> column)
        {
            for (var i = 0; i < column.Count; i++)
                column[i].Index = i;
        }
    }

    // Boxes go as near to their neighbours as the ones above them in the column allow.
    private static void Place(List<List<Box>> columns)
    {
        foreach (var column in columns)
            Settle(column, b => b.Index * (BoxHeight + RowGap));
        for (var sweep = 0; sweep < Sweeps; sweep++)
        for (var i = 0; i < columns.Count; i++)
        {
            var rightwards = sweep % 2 == 0;
            Settle(
                columns[rightwards ? i : columns.Count - 1 - i],
                b => Mean(rightwards ? b.Left : b.Right, n => n.Middle, b.Middle) - b.Height / 2
            );
        }
    }

    private static void Settle(List<Box> column, Func<Box, double> wish)
    {
        var wishes = column.ConvertAll(b => wish(b));
        for (var i = 0; i < column.Count; i++)
            column[i].Y = i == 0 ? wishes[i] : Math.Max(wishes[i], column[i - 1].Y + column[i - 1].Height + RowGap);
        var shift = column.Select((b, i) => wishes[i] - b.Y).DefaultIfEmpty().Average();
        foreach (var box in column)
            box.Y += shift;
    }

    private static double Mean(List<Box> neighbours, Func<Box, double> of, double otherwise) =>
        neighbours.Count == 0 ? otherwise : neighbours.Average(of);

    private static double X(Box box) => Margin + box.Column * (BoxWidth + ColumnGap);

    // A lane is as wide as a box, so that no arrow passes behind one.
    private static List<GraphPoint> Path(List<Box> chain, bool isBackwards)
    {
        List<GraphPoint> path = [new(X(chain[0]) + BoxWidth, chain[0].Middle)];
        foreach (var lane in chain.Skip(1).SkipLast(1))
            path.AddRange([new(X(lane), lane.Middle), new(X(lane) + BoxWidth, lane.Middle)]);
        path.Add(new(X(chain[^1]), chain[^1].Middle));
        if (isBackwards)
            path.Reverse();
        return path;
    }

    private sealed class Box(string? id, int column, double height)
    {
        public string? Id { get; } = id;
        public int Column { get; } = column;
        public double Height { get; } = height;
        public int Index { get; set; }
        public double Y { get; set; }
        public double Middle => Y + Height / 2;
        public List<Box> Left { get; } = [];
        public List<Box> Right { get; } = [];
    }
}
