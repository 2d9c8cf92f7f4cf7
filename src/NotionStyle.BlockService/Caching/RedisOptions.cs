using System.Globalization;
using NotionStyle.Blocks;
using StackExchange.Redis;

namespace NotionStyle.BlockService.Caching;

/// <summary>Where Redis is, and how it is used; section <c>Redis</c> of the configuration.</summary>
/// <param name="Connection">How it is reached.</param>
/// <param name="PageTime">How long a finished page is kept at most; what keeps it right is the comparison of versions and not this.</param>
/// <param name="FailOpen">Whether, without Redis, each instance limits rates by itself; else requests to the Notion API are refused until it is back.</param>
internal sealed record RedisOptions(ConfigurationOptions Connection, TimeSpan PageTime, bool FailOpen)
{
    /// <summary>The name of the connection string.</summary>
    public const string Name = "redis";

    private const string Section = "Redis";

    /// <summary>Longer than any answer of a server that is well; a request waits this long for a sick one, and not often.</summary>
    private const int AnswerMillisecondsDefault = 250;
    private const int AnswerMillisecondsMaximum = 10_000;

    /// <summary>How often the client looks for answers that are late; by default it would find a late one after a second more.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private const int ReconnectMilliseconds = 500;

    /// <summary>Half as long as a cursor lives, so that the one in a kept answer is always good for hours.</summary>
    private const int PageSecondsMaximum = StoreLimits.CursorHoursMaximum * 3_600 / 2;

    /// <summary>The options; null when no Redis is configured.</summary>
    /// <exception cref="StartupException">A setting cannot be used.</exception>
    public static RedisOptions? Read(IConfiguration configuration)
    {
        if (configuration.GetConnectionString(Name) is not { Length: > 0 } text)
            return null;
        ConfigurationOptions connection;
        try
        {
            connection = ConfigurationOptions.Parse(text);
        }
        catch (ArgumentException e)
        {
            // The text itself is not repeated: it holds a password.
            throw new StartupException(
                $"ConnectionStrings:{Name} cannot be read ({e.GetType().Name}). Set it to one such as localhost:6379,password=PASSWORD."
            );
        }

        if (connection.EndPoints.Count == 0)
            throw new StartupException(
                $"ConnectionStrings:{Name} names no server. Set it to one such as localhost:6379,password=PASSWORD."
            );
        var section = configuration.GetSection(Section);
        connection.AbortOnConnectFail = false;
        connection.ConnectTimeout = 2_000;
        connection.AsyncTimeout = connection.SyncTimeout = AnswerMillisecondsOf(section);
        connection.HeartbeatInterval = LookInterval;
        connection.ReconnectRetryPolicy = new LinearRetry(ReconnectMilliseconds);
        // Whatever Redis holds is held elsewhere too: nobody waits for a connection.
        connection.BacklogPolicy = BacklogPolicy.FailFast;
        connection.ClientName = "block-service";
        return new RedisOptions(connection, PageTimeOf(section), FailOpenOf(section));
    }

    private static int AnswerMillisecondsOf(IConfigurationSection section)
    {
        var text = section["AnswerMilliseconds"];
        if (text is null)
            return AnswerMillisecondsDefault;
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is > 0 and <= AnswerMillisecondsMaximum
            ? milliseconds
            : throw new StartupException(
                $"{Section}:AnswerMilliseconds must be an integer from 1 to {AnswerMillisecondsMaximum}; it is '{text}'. After it a request goes on without Redis."
            );
    }

    private static TimeSpan PageTimeOf(IConfigurationSection section)
    {
        var text = section["PageSeconds"] ?? "300";
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= PageSecondsMaximum
            ? TimeSpan.FromSeconds(seconds)
            : throw new StartupException(
                $"{Section}:PageSeconds must be an integer from 0 to {PageSecondsMaximum}; it is '{text}'. 0 keeps no pages."
            );
    }

    private static bool FailOpenOf(IConfigurationSection section) =>
        (section["RateLimitsWithout"] ?? "open") switch
        {
            "open" => true,
            "closed" => false,
            var other => throw new StartupException(
                $"{Section}:RateLimitsWithout must be 'open' or 'closed'; it is '{other}'."
            ),
        };
}
