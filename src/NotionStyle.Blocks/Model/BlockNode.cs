using System.Text.Json.Nodes;

namespace NotionStyle.Blocks;

/// <summary>
/// A block with its children as a tree, for import and export. It carries what a person wrote (type, properties,
/// format) and leaves out what the store adds (parent, versions, stamps). Ids are given when the tree is about to be
/// stored; conversion does not need them.
/// </summary>
public sealed class BlockNode
{
    /// <summary>Creates a block.</summary>
    public BlockNode(string type, JsonObject? properties = null, JsonObject? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        Type = type;
        Properties = properties;
        Format = format;
    }

    /// <summary>Creates a block with a title and children.</summary>
    public BlockNode(string type, RichText title, params IEnumerable<BlockNode> children)
        : this(type)
    {
        ArgumentNullException.ThrowIfNull(title);
        Title = title;
        Children.AddRange(children);
    }

    /// <summary>The id, or <see cref="Guid.Empty"/> as long as none was given.</summary>
    public Guid Id { get; set; }

    /// <summary>One of <see cref="BlockTypes"/>.</summary>
    public string Type { get; set; }

    /// <summary>Property name to rich text; null when there is none.</summary>
    public JsonObject? Properties { get; set; }

    /// <summary>Presentation; null when there is none.</summary>
    public JsonObject? Format { get; set; }

    /// <summary>The blocks inside, in order.</summary>
    public List<BlockNode> Children { get; } = [];

    /// <summary>The property <c>title</c> as rich text; setting empty text removes it.</summary>
    /// <exception cref="RichTextException">The stored title is not rich text.</exception>
    public RichText Title
    {
        get => GetText("title");
        set => SetText("title", value);
    }

    /// <summary>A property as rich text; empty when it is missing.</summary>
    /// <exception cref="RichTextException">The stored value is not rich text.</exception>
    public RichText GetText(string property) => RichText.Parse(Properties?[property], "properties." + property);

    /// <summary>Sets a property; empty text removes it.</summary>
    public void SetText(string property, RichText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.IsEmpty)
        {
            (Properties ??= [])[property] = text.ToJson();
        }
        else if (Properties is not null && Properties.Remove(property) && Properties.Count == 0)
        {
            Properties = null;
        }
    }

    /// <summary>Sets one value of the format; null removes it.</summary>
    public void SetFormat(string name, JsonNode? value)
    {
        if (value is not null)
        {
            (Format ??= [])[name] = value;
        }
        else if (Format is not null && Format.Remove(name) && Format.Count == 0)
        {
            Format = null;
        }
    }

    /// <summary>This block and everything below it, parents before children. Depth costs heap, not stack.</summary>
    public IEnumerable<BlockNode> SelfAndDescendants()
    {
        var open = new Stack<BlockNode>();
        open.Push(this);
        while (open.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Count - 1; i >= 0; i--)
            {
                open.Push(node.Children[i]);
            }
        }
    }

    /// <summary>
    /// The first difference between two trees, ids aside, as a sentence that starts with its place; null when they
    /// say the same. An absent object and an empty one are the same.
    /// </summary>
    public static string? FirstDifference(
        IReadOnlyList<BlockNode> left,
        IReadOnlyList<BlockNode> right,
        string place = "blocks"
    )
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            var here = $"{place}[{i}]";
            if (left[i].Type != right[i].Type)
            {
                return $"{here}.type: {left[i].Type} against {right[i].Type}";
            }

            if (!Same(left[i].Properties, right[i].Properties))
            {
                return $"{here}.properties: {Show(left[i].Properties)} against {Show(right[i].Properties)}";
            }

            if (!Same(left[i].Format, right[i].Format))
            {
                return $"{here}.format: {Show(left[i].Format)} against {Show(right[i].Format)}";
            }

            var below = FirstDifference(left[i].Children, right[i].Children, here);
            if (below is not null)
            {
                return below;
            }
        }

        return left.Count == right.Count ? null : $"{place}: {left.Count} blocks against {right.Count}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Show(Properties)} {Show(Format)} +{Children.Count}";

    private static bool Same(JsonObject? left, JsonObject? right) =>
        (left is null or { Count: 0 } && right is null or { Count: 0 }) || JsonNode.DeepEquals(left, right);

    private static string Show(JsonObject? value) => value?.ToJsonString() ?? "{}";
}
