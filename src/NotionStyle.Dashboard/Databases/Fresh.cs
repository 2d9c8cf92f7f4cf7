namespace NotionStyle.Dashboard.Databases;

/// <summary>One value that is read again when it is asked for and too old. While one reads, the others wait for what it brings: however many look, the source is asked once.</summary>
/// <param name="read">Brings the value.</param>
/// <param name="age">How old it may be.</param>
/// <param name="time">The clock.</param>
internal sealed class Fresh<T>(Func<CancellationToken, Task<T>> read, TimeSpan age, TimeProvider time) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _reading = new(1);
    private T? _value;
    private long _readAt;

    /// <summary>The value.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_value is null || time.GetElapsedTime(_readAt) > age)
            {
                _value = await read(cancellationToken);
                _readAt = time.GetTimestamp();
            }

            return _value;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();
}
