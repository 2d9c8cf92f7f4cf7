using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>A row of the tree: a resource, or one of its replicas.</summary>
/// <param name="Key">What URLs call it: the name of a resource (it outlives a restart), the id of a replica.</param>
/// <param name="Name">What a person reads.</param>
/// <param name="Instances">The processes that it stands for, at least one.</param>
/// <param name="Children">Its replicas, then the resources that live in it.</param>
/// <param name="IsReplica">Whether it is one process of several.</param>
public sealed record ResourceNode(
    string Key,
    string Name,
    IReadOnlyList<ResourceInstance> Instances,
    IReadOnlyList<ResourceNode> Children,
    bool IsReplica
)
{
    /// <summary>The process that speaks for all: its type, environment and relationships are those of the resource.</summary>
    public ResourceInstance First => Instances[0];

    /// <summary>Its own status.</summary>
    public ResourceStatus Status => ResourceStatus.Of(Instances);

    /// <summary>What is below it and does not work, at any depth.</summary>
    public IEnumerable<ResourceNode> TroubleBelow =>
        Children.SelectMany(c => c.Status.Mood >= ResourceMood.Warning ? [c, .. c.TroubleBelow] : c.TroubleBelow);
}

/// <summary>The resources as a tree: children below their parents, replicas below their resource.</summary>
internal static class ResourceTree
{
    /// <summary>The type of a parameter, which is shown apart.</summary>
    public const string ParameterType = "Parameter";

    /// <summary>Builds the tree, each level by name. A parent that is not there or is its own descendant is no parent.</summary>
    public static IReadOnlyList<ResourceNode> Build(IEnumerable<ResourceInstance> instances)
    {
        var byName = instances
            .GroupBy(i => i.Name, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.OrderBy(i => i.Id, StringComparer.Ordinal).ToList(),
                StringComparer.Ordinal
            );
        var children = byName
            .Where(p => ParentOf(p.Key) is not null)
            .ToLookup(p => ParentOf(p.Key)!, p => p.Key, StringComparer.Ordinal);
        return [.. byName.Keys.Where(n => ParentOf(n) is null).Order(StringComparer.Ordinal).Select(Node)];

        string? ParentOf(string name)
        {
            var parent = byName[name][0].Parent;
            if (parent is null || !byName.ContainsKey(parent))
                return null;
            var seen = new HashSet<string>(StringComparer.Ordinal) { name };
            for (string? at = parent; at is not null && byName.TryGetValue(at, out var next); at = next[0].Parent)
                if (!seen.Add(at))
                    return null;
            return parent;
        }

        ResourceNode Node(string name)
        {
            var own = byName[name];
            IEnumerable<ResourceNode> replicas = own.Count == 1 ? [] : own.Select(Replica);
            var inner = children[name].Order(StringComparer.Ordinal).Select(Node);
            return new ResourceNode(name, name, own, [.. replicas, .. inner], IsReplica: false);
        }
    }

    /// <summary>The row that an address names, by key or by the id of a process; null when it is not there.</summary>
    public static ResourceNode? Find(IEnumerable<ResourceNode> nodes, string? key)
    {
        foreach (var node in nodes)
        {
            if (node.Key == key || node.Instances is [{ Id: var id }] && id == key)
                return node;
            if (Find(node.Children, key) is { } below)
                return below;
        }

        return null;
    }

    /// <summary>All rows, parents before their children.</summary>
    public static IEnumerable<ResourceNode> All(IEnumerable<ResourceNode> nodes) =>
        nodes.SelectMany(n => All(n.Children).Prepend(n));

    private static ResourceNode Replica(ResourceInstance instance) =>
        new(instance.Id, instance.Id, [instance], [], IsReplica: true);
}
