using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>Which resources to show; an empty field asks for nothing.</summary>
/// <param name="Text">In the name, id, type, state, detail or a URL, in any case.</param>
/// <param name="Type">The type.</param>
/// <param name="State">The state.</param>
/// <param name="Health">The health.</param>
internal sealed record ResourceFilter(string? Text, string? Type, string? State, string? Health)
{
    /// <summary>Whether it asks for anything.</summary>
    public bool IsEmpty =>
        string.IsNullOrEmpty(Text)
        && string.IsNullOrEmpty(Type)
        && string.IsNullOrEmpty(State)
        && string.IsNullOrEmpty(Health);

    /// <summary>The rows that meet it, with the way to them: the parents of a row that meets it stay.</summary>
    public IReadOnlyList<ResourceNode> Apply(IReadOnlyList<ResourceNode> nodes) =>
        IsEmpty ? nodes : [.. nodes.Select(Prune).OfType<ResourceNode>()];

    private ResourceNode? Prune(ResourceNode node)
    {
        // What lives in a resource that meets the filter is shown only when it meets it too; the replicas of one are the resource.
        var children = node.Children.Select(Prune).OfType<ResourceNode>().ToList();
        return children.Count > 0 || node.Instances.Any(Meets) ? node with { Children = children } : null;
    }

    private bool Meets(ResourceInstance instance) =>
        Same(Type, instance.Type)
        && Same(State, instance.State)
        && Same(Health, instance.Health)
        && (
            string.IsNullOrEmpty(Text) || Texts(instance).Any(t => t.Contains(Text, StringComparison.OrdinalIgnoreCase))
        );

    private static bool Same(string? wanted, string? actual) =>
        string.IsNullOrEmpty(wanted) || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Texts(ResourceInstance instance) =>
        [
            instance.Id,
            instance.Name,
            instance.Type,
            instance.State,
            ResourceStatus.Words(instance.State),
            instance.Detail,
            .. instance.Urls.Select(u => u.Url),
        ];
}
