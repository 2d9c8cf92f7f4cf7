using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Check.Model;

/// <summary>A block as it should be.</summary>
internal sealed class ModelBlock
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public string? Properties { get; set; }
    public string? Format { get; init; }
    public List<Guid> Content { get; init; } = [];
    public required RecordPointer Parent { get; set; }
    public bool Alive { get; set; } = true;

    /// <summary>The version that was seen last; 0 when none was. It never goes back, and never changes without an edit.</summary>
    public long Version { get; set; }

    public static ModelBlock Of(BlockNode node, RecordPointer parent) =>
        new()
        {
            Id = node.Id,
            Type = node.Type,
            Properties = CanonicalJson.Of(node.Properties?.ToJsonString(JsonText.Relaxed)),
            Format = CanonicalJson.Of(node.Format?.ToJsonString(JsonText.Relaxed)),
            Content = [.. node.Children.Select(c => c.Id)],
            Parent = parent,
        };

    /// <summary>How a record that was read differs; null when it does not.</summary>
    public string? DifferenceFrom(RemoteRecord record)
    {
        if (record.Id != Id)
            return $"block {record.Id} is there where {Id} should be";
        if (record.Type != Type)
            return $"block {Id}: type is '{record.Type}', not '{Type}'";
        if (record.Alive != Alive)
            return $"block {Id}: alive is {record.Alive}, not {Alive}";
        if (record.ParentId != Parent.Id || record.ParentTable != Parent.Table.Name())
            return $"block {Id}: its parent is {record.ParentTable} {record.ParentId}, not {Parent}";
        if (CanonicalJson.Of(record.Properties) is var properties && properties != Properties)
            return $"block {Id}: properties are {Cut(properties)}, not {Cut(Properties)}";
        if (CanonicalJson.Of(record.Format) is var format && format != Format)
            return $"block {Id}: format is {Cut(format)}, not {Cut(Format)}";
        if (!record.Content.SequenceEqual(Content))
            return $"block {Id}: content has {record.Content.Count} children in another order or number than the {Content.Count} that it should have";
        return Version != 0 && record.Version != Version
            ? $"block {Id}: version is {record.Version}, not {Version}, though nothing was edited"
            : null;
    }

    private static string Cut(string? text) =>
        text is null ? "none"
        : text.Length <= 160 ? text
        : text[..160] + "…";
}
