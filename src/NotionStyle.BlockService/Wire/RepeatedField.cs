using Microsoft.Extensions.Primitives;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Docs;

namespace NotionStyle.BlockService.Wire;

/// <summary>A query parameter that is a list: it is given once for each item.</summary>
/// <param name="name">The name on the wire.</param>
/// <param name="maximum">Items at most.</param>
/// <param name="summary">What an item is.</param>
internal sealed class RepeatedField(string name, int maximum, string summary)
    : Field(name, Schema.List(summary, Schema.Text("")) with { Maximum = maximum }, isRequired: false)
{
    public IReadOnlyList<string> Read(StringValues values) =>
        values.Count <= maximum
            ? [.. values.Select(v => v ?? "")]
            : throw BlockStoreException.Invalid(
                $"{Name} is given {values.Count} times; at most {maximum} are allowed."
            );
}
