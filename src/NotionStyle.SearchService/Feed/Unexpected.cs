using NotionStyle.Blocks.Errors;
using NotionStyle.SearchService.Elastic;

namespace NotionStyle.SearchService.Feed;

/// <summary>Tells a store that is away, whose message says all, from what nobody thought of, whose stack is worth its lines in the log.</summary>
internal static class Unexpected
{
    /// <summary>The exception when it is not one of a store that is away or refuses; else null.</summary>
    public static Exception? Of(Exception e) =>
        e is BlockStoreException or ElasticUnavailableException or ElasticException ? null : e;
}
