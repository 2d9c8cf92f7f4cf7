using NotionStyle.Blocks.Errors;
using NotionStyle.SearchService.Elastic;

namespace NotionStyle.SearchService.Querying;

/// <summary>Stands before every query: bounds how many run at once and how long each takes, and says in the store's words when search cannot be used.</summary>
internal sealed class QueryGate(ElasticClient elastic, SearchOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.QueriesAtOnceMaximum);

    /// <summary>A client that gives up sooner than the one that indexes: somebody waits.</summary>
    public ElasticClient Elastic => elastic;

    /// <inheritdoc />
    public void Dispose()
    {
        _places.Dispose();
        elastic.Dispose();
    }

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> query, CancellationToken ct)
    {
        if (!await _places.WaitAsync(0, ct))
            throw Unavailable($"{options.QueriesAtOnceMaximum} queries are being answered already");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.QueryTimeout);
        try
        {
            return await query(timeout.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Unavailable($"there was no answer in {options.QueryTimeout.TotalSeconds:F0} s", e);
        }
        catch (ElasticUnavailableException e)
        {
            throw Unavailable("its index cannot be reached", e);
        }
        catch (ElasticException e) when (e.Status is 404 or >= 500)
        {
            throw Unavailable("its index is not ready", e);
        }
        finally
        {
            _places.Release();
        }
    }

    private static BlockStoreException Unavailable(string why, Exception? inner = null) =>
        new(
            ErrorCode.ServiceUnavailable,
            $"Search cannot be used just now: {why}. Pages and edits are not affected. Send the same request again.",
            inner
        );
}
