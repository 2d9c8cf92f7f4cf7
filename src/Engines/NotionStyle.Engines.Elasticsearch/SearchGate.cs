using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch;

/// <summary>Lets so many searches run at once and so many more wait.</summary>
internal sealed class SearchGate(int threads, int queue) : IDisposable
{
    private readonly SemaphoreSlim _running = new(threads, threads);
    private int _present;

    /// <summary>Runs a search on a thread of its own turn.</summary>
    /// <exception cref="ElasticsearchException">Too many wait.</exception>
    public async Task<T> RunAsync<T>(Func<T> search, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _present) > threads + queue)
        {
            Interlocked.Decrement(ref _present);
            throw new ElasticsearchException(
                429,
                "es_rejected_execution_exception",
                $"rejected execution of a search: [{threads}] run and [{queue}] wait; send it again later"
            );
        }

        try
        {
            await _running.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(search, cancellationToken);
            }
            finally
            {
                _running.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _running.Dispose();
}
