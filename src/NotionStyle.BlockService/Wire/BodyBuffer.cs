using System.Buffers;
using System.Threading.RateLimiting;
using Microsoft.Net.Http.Headers;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;

namespace NotionStyle.BlockService.Wire;

/// <summary>
/// The whole body of a request in pooled memory. The memory of all bodies together is bounded: a body of more than
/// <see cref="SmallBytes" /> needs one of <see cref="LargeAtOnceMaximum" /> places, which it keeps until it is disposed.
/// </summary>
internal sealed class BodyBuffer : IDisposable
{
    /// <summary>Bodies up to this size need no place.</summary>
    private const int SmallBytes = 64 * 1024;

    /// <summary>Large bodies in memory at once: at most 16 × 8 MiB.</summary>
    private const int LargeAtOnceMaximum = 16;

    /// <summary>Large bodies that wait, unread, for a place; those beyond are refused.</summary>
    private const int LargeWaitingMaximum = 256;

    private static readonly ConcurrencyLimiter Large = new(
        new ConcurrencyLimiterOptions { PermitLimit = LargeAtOnceMaximum, QueueLimit = LargeWaitingMaximum }
    );

    private byte[] _bytes;
    private int _length;
    private RateLimitLease? _place;

    private BodyBuffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The body. Not to be used after the buffer was disposed.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>Reads a JSON body to its end.</summary>
    /// <exception cref="BlockStoreException">It is too large, or no place came free.</exception>
    /// <exception cref="UnsupportedBodyException">It is not said to be JSON.</exception>
    public static async ValueTask<BodyBuffer> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        CheckType(request);
        if (request.ContentLength > StoreLimits.RequestBytesMaximum)
            throw TooLarge($"{request.ContentLength} bytes");

        var buffer = new BodyBuffer((int?)Math.Min(request.ContentLength ?? 4096, SmallBytes) ?? 4096);
        try
        {
            var ct = context.RequestAborted;
            if (request.ContentLength > SmallBytes)
                await buffer.GrowAsync((int)request.ContentLength + 1, ct);
            while (true)
            {
                if (buffer._length == buffer._bytes.Length)
                    await buffer.GrowAsync(buffer._length * 2, ct);
                var read = await request.Body.ReadAsync(buffer._bytes.AsMemory(buffer._length), ct);
                if (read == 0)
                    return buffer;
                buffer._length += read;
                if (buffer._length > StoreLimits.RequestBytesMaximum)
                    throw TooLarge($"more than {StoreLimits.RequestBytesMaximum} bytes");
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        _length = 0;
        Interlocked.Exchange(ref _place, null)?.Dispose();
    }

    private async ValueTask GrowAsync(int capacity, CancellationToken ct)
    {
        if (_place is null && capacity > SmallBytes)
        {
            _place = await Large.AcquireAsync(1, ct);
            if (!_place.IsAcquired)
                throw new BlockStoreException(
                    ErrorCode.ServiceUnavailable,
                    $"There are more than {LargeWaitingMaximum} large bodies waiting. Send the same request again."
                );
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(capacity, StoreLimits.RequestBytesMaximum + 1));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private static void CheckType(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new UnsupportedBodyException(
                $"Content-Type is {Quote.Short(request.ContentType)}; send application/json."
            );
        if (request.Headers.ContainsKey(HeaderNames.ContentEncoding))
            throw new UnsupportedBodyException(
                $"Content-Encoding is {Quote.Short(request.Headers.ContentEncoding)}; send the body as it is."
            );
    }

    private static BlockStoreException TooLarge(string what) =>
        new(
            ErrorCode.PayloadTooLarge,
            $"body is {what}; at most {StoreLimits.RequestBytesMaximum} are allowed. Split the request."
        );
}

/// <summary>415: the body is not what this service reads.</summary>
internal sealed class UnsupportedBodyException(string message) : Exception(message);
