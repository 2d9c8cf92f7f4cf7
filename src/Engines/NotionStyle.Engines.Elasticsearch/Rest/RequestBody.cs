using System.Buffers;
using System.IO.Compression;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>The body of a request in memory, unpacked, within the limits; its room is given back when the request ends.</summary>
internal sealed class RequestBody(IndexingPressure pressure, int maximum) : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private long _acquired;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads it all.</summary>
    public async Task ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is 0 || (request.ContentLength is null && !HasBody(request)))
            return;
        MediaTypes.CheckBody(request.ContentType);
        if (request.ContentLength > maximum)
            throw TooLarge();
        var encoding = request.Headers.ContentEncoding.ToString();
        switch (encoding)
        {
            case "" or "identity":
                await ReadAsync(request.Body, (int)(request.ContentLength ?? FirstBytes), context.RequestAborted);
                return;
            case "gzip":
                await using (var unpacked = new GZipStream(request.Body, CompressionMode.Decompress))
                    await UnpackAsync(unpacked, context.RequestAborted);
                return;
            default:
                throw new ElasticsearchException(
                    415,
                    "illegal_argument_exception",
                    $"Content-Encoding [{encoding}] is not supported; use gzip or none"
                );
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        pressure.Release(_acquired);
        _acquired = 0;
    }

    private static bool HasBody(HttpRequest request) => request.Headers.TransferEncoding.Count > 0;

    private async Task UnpackAsync(GZipStream stream, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(stream, FirstBytes, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new ElasticsearchException(
                400,
                "illegal_argument_exception",
                $"the body is not gzip: {e.Message}",
                e
            );
        }
    }

    private async Task ReadAsync(Stream stream, int expected, CancellationToken cancellationToken)
    {
        Grow(Math.Max(expected, 1) + 1);
        while (true)
        {
            if (_length == _buffer.Length)
                Grow(_buffer.Length * 2L);
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
                return;
            _length += read;
            if (_length > maximum)
                throw TooLarge();
        }
    }

    private void Grow(long wanted)
    {
        var size = (int)Math.Min(wanted, maximum + 1L);
        pressure.Acquire(size - _acquired);
        _acquired = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private ElasticsearchException TooLarge() =>
        new(
            413,
            "content_too_long_exception",
            $"the body is longer than [http.max_content_length] of {maximum} bytes; send it in parts"
        );
}
