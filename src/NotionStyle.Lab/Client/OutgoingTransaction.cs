namespace NotionStyle.Lab.Client;

/// <summary>A transaction as it goes on the wire, however often it is sent: fixed bytes under a fixed id.</summary>
internal sealed class OutgoingTransaction(Guid id, int operations, int blocks, PooledBuffer buffer) : IDisposable
{
    public Guid Id { get; } = id;

    /// <summary>Operations in it.</summary>
    public int Operations { get; } = operations;

    /// <summary>Blocks that it makes.</summary>
    public int Blocks { get; } = blocks;

    public ReadOnlyMemory<byte> Body => buffer.Written;

    public void Dispose() => buffer.Dispose();
}
