namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>A resource in the picture of what depends on what.</summary>
/// <param name="Node">The resource.</param>
/// <param name="Hidden">What lives in it and is folded into it.</param>
/// <param name="HasChildren">Whether something lives in it.</param>
internal sealed record GraphItem(ResourceNode Node, IReadOnlyList<ResourceNode> Hidden, bool HasChildren);

/// <summary>Which resources depend on which: relationships as arrows, children folded into their parents where asked.</summary>
/// <param name="Items">The resources, parents before their children.</param>
/// <param name="Edges">The arrows between them.</param>
internal sealed record ResourceGraph(IReadOnlyList<GraphItem> Items, IReadOnlyList<GraphEdge> Edges)
{
    /// <summary>The kind of the arrow from a child to what it lives in.</summary>
    public const string Parent = "Parent";

    /// <summary>Builds it from the tree. Replicas are not drawn: their resource stands for them.</summary>
    public static ResourceGraph Build(IReadOnlyList<ResourceNode> nodes, IReadOnlySet<string> folded)
    {
        var items = new List<GraphItem>();
        var shownAs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in nodes)
            Add(node, null);

        var edges = items
            .SelectMany(i => i.Hidden.Prepend(i.Node))
            .SelectMany(Arrows)
            .Where(a => shownAs.ContainsKey(a.To))
            .Select(a => (From: shownAs[a.From], To: shownAs[a.To], a.Kind))
            .Where(a => a.From != a.To)
            .GroupBy(a => (a.From, a.To))
            .Select(g => new GraphEdge(
                g.Key.From,
                g.Key.To,
                [.. g.Select(a => a.Kind).Distinct().Order(StringComparer.Ordinal)]
            ));
        return new ResourceGraph(items, [.. edges]);

        void Add(ResourceNode node, List<ResourceNode>? into)
        {
            var inner = node.Children.Where(c => !c.IsReplica).ToList();
            if (into is not null)
            {
                into.Add(node);
                shownAs[node.Name] = items[^1].Node.Name;
                foreach (var child in inner)
                    Add(child, into);
                return;
            }

            shownAs[node.Name] = node.Name;
            var hidden = new List<ResourceNode>();
            items.Add(new GraphItem(node, hidden, inner.Count > 0));
            foreach (var child in inner)
                Add(child, folded.Contains(node.Key) ? hidden : null);
        }
    }

    private static IEnumerable<(string From, string To, string Kind)> Arrows(ResourceNode node)
    {
        var arrows = node
            .Instances.SelectMany(i => i.Relationships)
            .Select(r => (node.Name, r.Resource, r.Kind))
            .Distinct();
        return node.First.Parent is { } parent ? arrows.Append((node.Name, parent, Parent)).Distinct() : arrows;
    }
}
