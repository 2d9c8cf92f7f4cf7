using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>A schema with its formulas, and what computing some of its properties needs.</summary>
internal sealed class SourceFormulas(DataSourceSchema schema)
{
    private readonly SchemaFormulas _formulas = new(schema);

    public DataSourceSchema Schema { get; } = schema;

    public Formula? Of(PropertyDefinition property) => _formulas.Of(property);

    /// <summary>All properties that stand behind some: those themselves, what their formulas use, and the relations that their rollups follow.</summary>
    public HashSet<PropertyDefinition> Behind(IEnumerable<PropertyDefinition> wanted)
    {
        var behind = new HashSet<PropertyDefinition>(ReferenceEqualityComparer.Instance);
        var next = new Stack<PropertyDefinition>(wanted);
        while (next.TryPop(out var property))
        {
            if (!behind.Add(property))
                continue;
            foreach (var used in Of(property)?.Properties ?? [])
                next.Push(used);
        }

        return behind;
    }
}
