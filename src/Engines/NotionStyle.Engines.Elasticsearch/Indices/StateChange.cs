namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>A step from one state to the next.</summary>
/// <param name="Changed">Indices with their new metadata.</param>
/// <param name="Removed">Names of indices that are no more.</param>
internal sealed record StateChange(IReadOnlyCollection<IndexMetadata> Changed, IReadOnlyCollection<string> Removed)
{
    /// <summary>Nothing but metadata.</summary>
    public static StateChange Of(params IReadOnlyCollection<IndexMetadata> changed) => new(changed, []);
}
