using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Indices;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>The figures of <c>_stats</c>.</summary>
internal readonly record struct Figures(
    long Documents,
    long Deleted,
    long StoreBytes,
    long Indexed,
    long DeletedByRequest,
    long Refreshes,
    long Flushes,
    long TranslogBytes,
    long Searches
)
{
    /// <summary>Those of an index.</summary>
    public Figures(IndexHandle index)
        : this(0, 0, 0, 0, 0, 0, 0, 0, 0)
    {
        var shard = index.Shard;
        (Documents, Deleted) = shard.Count();
        StoreBytes = shard.StoreBytes();
        Indexed = shard.Indexed;
        DeletedByRequest = shard.DeletedByRequest;
        Refreshes = shard.Refreshes;
        Flushes = shard.Flushes;
        TranslogBytes = shard.UncommittedBytes;
        Searches = shard.Searches;
    }

    /// <summary>The sum.</summary>
    public static Figures operator +(Figures a, Figures b) =>
        new(
            a.Documents + b.Documents,
            a.Deleted + b.Deleted,
            a.StoreBytes + b.StoreBytes,
            a.Indexed + b.Indexed,
            a.DeletedByRequest + b.DeletedByRequest,
            a.Refreshes + b.Refreshes,
            a.Flushes + b.Flushes,
            a.TranslogBytes + b.TranslogBytes,
            a.Searches + b.Searches
        );

    /// <summary>Writes them as Elasticsearch names them.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("docs");
        writer.WriteNumber("count", Documents);
        writer.WriteNumber("deleted", Deleted);
        writer.WriteEndObject();
        writer.WriteStartObject("store");
        writer.WriteNumber("size_in_bytes", StoreBytes);
        writer.WriteEndObject();
        writer.WriteStartObject("indexing");
        writer.WriteNumber("index_total", Indexed);
        writer.WriteNumber("delete_total", DeletedByRequest);
        writer.WriteEndObject();
        writer.WriteStartObject("search");
        writer.WriteNumber("query_total", Searches);
        writer.WriteEndObject();
        writer.WriteStartObject("refresh");
        writer.WriteNumber("total", Refreshes);
        writer.WriteEndObject();
        writer.WriteStartObject("flush");
        writer.WriteNumber("total", Flushes);
        writer.WriteEndObject();
        writer.WriteStartObject("translog");
        writer.WriteNumber("uncommitted_size_in_bytes", TranslogBytes);
        writer.WriteEndObject();
    }
}
