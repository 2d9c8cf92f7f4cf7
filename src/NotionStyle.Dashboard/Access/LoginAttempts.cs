namespace NotionStyle.Dashboard.Access;

/// <summary>What became of a token or a key that was shown.</summary>
internal enum Attempt
{
    /// <summary>It is right.</summary>
    Right,

    /// <summary>It is wrong.</summary>
    Wrong,

    /// <summary>It was not looked at.</summary>
    TooMany,
}

/// <summary>
/// Slows guessing down: so many wrong ones in a minute, from everybody together, and none is looked at until the minute is over, not even the right one. Who has a cookie is not touched
/// by that. It is compared inside the lock, so that many guesses at the same moment are no more than the maximum either.
/// </summary>
internal sealed class LoginAttempts(TimeProvider time)
{
    /// <summary>Wrong ones in a minute.</summary>
    public const int Maximum = 20;

    /// <summary>The minute.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _began;
    private int _wrong;

    public Attempt Check(string given, Func<string, bool> isRight)
    {
        lock (_lock)
        {
            if (_wrong > 0 && time.GetElapsedTime(_began) >= Window)
                _wrong = 0;
            if (_wrong >= Maximum)
                return Attempt.TooMany;
            if (isRight(given))
                return Attempt.Right;
            if (_wrong++ == 0)
                _began = time.GetTimestamp();
            return Attempt.Wrong;
        }
    }
}
