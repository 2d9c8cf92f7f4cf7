using System.Buffers;
using System.IO.Compression;

namespace NotionStyle.Dashboard.Otlp.Http;

/// <summary>The unpacked body of a request in a rented buffer, its bytes taken from the budget of all requests while they are held.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstSize = 64 * 1024;
    private readonly OtlpBudget _budget;
    private readonly int _limit;
    private byte[] _buffer = [];
    private int _length;

    private RequestBody(OtlpBudget budget, int limit)
    {
        _budget = budget;
        _limit = limit;
    }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <exception cref="OtlpRefusal">It is too large, packed in another way than gzip, or no gzip.</exception>
    public static async Task<RequestBody> ReadAsync(
        HttpRequest request,
        int limit,
        OtlpBudget budget,
        CancellationToken cancellationToken
    )
    {
        var body = new RequestBody(budget, limit);
        try
        {
            await using var packed = new CountedStream(request.Body);
            await using var unpacked = IsGzip(request)
                ? new GZipStream(packed, CompressionMode.Decompress)
                : (Stream)packed;
            await body.FillAsync(unpacked, cancellationToken);
            // A gzip that was cut off unpacks without complaint to what had come until then. It ends with the length of all that was packed.
            if (unpacked != packed && packed.Tail != (uint)body._length)
                throw new InvalidDataException("it is cut off, or made of several parts.");
            return body;
        }
        catch (Exception e)
        {
            body.Dispose();
            throw e switch
            {
                BadHttpRequestException => new OtlpRefusal(
                    RefusalKind.Malformed,
                    $"The body could not be read: {e.Message}"
                ),
                InvalidDataException => new OtlpRefusal(
                    RefusalKind.Malformed,
                    $"The body is no gzip, which its Content-Encoding says it is: {e.Message}"
                ),
                _ => e,
            };
        }
    }

    public void Dispose()
    {
        _budget.Return(_buffer.Length);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static bool IsGzip(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => false,
            "gzip" => true,
            var other => throw new OtlpRefusal(
                RefusalKind.Unsupported,
                $"The Content-Encoding '{other}' is not read. Send the body as it is or with gzip."
            ),
        };

    private async Task FillAsync(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length)
                Grow();
            var read = await source.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
                return;
            _length += read;
            if (_length > _limit)
                throw OtlpErrors.MessageTooLarge(_limit);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, _buffer.Length * 2));
        try
        {
            _budget.Take(larger.Length - _buffer.Length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw;
        }

        Bytes.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
