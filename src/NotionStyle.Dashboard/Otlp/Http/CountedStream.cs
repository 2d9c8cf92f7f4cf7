namespace NotionStyle.Dashboard.Otlp.Http;

/// <summary>
/// The body as it comes over the wire, up to the limit of requests. The server could count too, but it closes the connection at once when there is more, and a client that is
/// still sending would then see a broken connection, and send all of it again, instead of the answer that says why not to.
/// </summary>
internal sealed class CountedStream(Stream body) : Stream
{
    private long _read;

    /// <summary>The last four bytes that were read, as a number with the lowest byte first: at the end of a gzip, the length of what was packed.</summary>
    public uint Tail { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _read += read;
        foreach (var last in buffer.Span[Math.Max(0, read - sizeof(uint))..read])
            Tail = Tail >> 8 | (uint)last << 24;
        return _read <= OtlpLimits.RequestBytes ? read : throw OtlpErrors.RequestTooLarge("more than that");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Bodies of requests are read without blocking.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
