namespace NotionStyle.Dashboard.Access;

/// <summary>Slows guessing down: so many wrong tokens in a minute, from everybody together, and no token is looked at until the minute is over. A right cookie is not touched by that.</summary>
internal sealed class LoginAttempts(TimeProvider time)
{
    /// <summary>Wrong tokens in a minute.</summary>
    public const int Maximum = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _began;
    private int _wrong;

    /// <summary>Whether a token may be looked at now.</summary>
    public bool MayTry()
    {
        lock (_lock)
            return _wrong < Maximum || time.GetElapsedTime(_began) >= Window;
    }

    /// <summary>A token was wrong.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            if (_wrong == 0 || time.GetElapsedTime(_began) >= Window)
                (_began, _wrong) = (time.GetTimestamp(), 0);
            _wrong++;
        }
    }
}
