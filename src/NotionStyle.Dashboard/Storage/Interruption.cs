using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// Interrupts what runs on a connection once a token is cancelled, until it is disposed. Again and again, because DuckDB forgets an interruption that comes between two
/// statements or before the first.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly DuckDBConnection _connection;
    private readonly CancellationTokenRegistration _registration;
    private Timer? _timer;
    private bool _isOver;

    public Interruption(DuckDBConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _registration = cancellationToken.UnsafeRegister(static me => ((Interruption)me!).Begin(), this);
    }

    /// <summary>Nothing is interrupted from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }
        _registration.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (!_isOver)
                _timer = new Timer(static me => ((Interruption)me!).Interrupt(), this, TimeSpan.Zero, _pause);
        }
    }

    private void Interrupt()
    {
        lock (_gate)
        {
            if (!_isOver)
                _connection.NativeConnection.Interrupt();
        }
    }
}
