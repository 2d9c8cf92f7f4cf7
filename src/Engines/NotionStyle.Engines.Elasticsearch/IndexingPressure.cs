using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch;

/// <summary>Holds the bytes of all bodies that are worked on to a maximum; a client that hears 429 sends again later.</summary>
internal sealed class IndexingPressure(long maximum)
{
    private long _current;
    private long _rejections;

    /// <summary>Bytes now.</summary>
    public long Current => Interlocked.Read(ref _current);

    /// <summary>Requests that were sent away.</summary>
    public long Rejections => Interlocked.Read(ref _rejections);

    /// <summary>Takes room; <see cref="Release"/> gives it back.</summary>
    /// <exception cref="ElasticsearchException">There is none.</exception>
    public void Acquire(long bytes)
    {
        var after = Interlocked.Add(ref _current, bytes);
        if (after <= maximum)
            return;
        Interlocked.Add(ref _current, -bytes);
        Interlocked.Increment(ref _rejections);
        throw new ElasticsearchException(
            429,
            "es_rejected_execution_exception",
            $"rejected execution of a request [coordinating_and_primary_bytes={after - bytes}, operation_bytes={bytes}, max_coordinating_and_primary_bytes={maximum}]; send it again later"
        );
    }

    /// <summary>Gives room back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _current, -bytes);
}
