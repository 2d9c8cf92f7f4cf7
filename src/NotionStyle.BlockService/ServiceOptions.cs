using System.Globalization;

namespace NotionStyle.BlockService;

/// <summary>The service's own settings, section <c>BlockService</c> of the configuration. All are checked before anything starts.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Characters that the administrator's token has at least.</summary>
    public const int AdminTokenLengthMinimum = 16;

    /// <summary>The bearer token of the administrator: makes workspaces, reads the shard map and analytics of all shards.</summary>
    public required string AdminToken { get; init; }

    /// <summary>After this long a request ends with 503, whatever it waits for.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>Transactions that are committed at once; more than a database has connections for would only wait there, unseen.</summary>
    public required int TransactionsAtOnceMaximum { get; init; }

    /// <summary>Transactions that wait for a place; those beyond are refused with 503 and may be sent again.</summary>
    public required int TransactionsWaitingMaximum { get; init; }

    /// <summary>Requests a second that a member may send to the Notion API on average.</summary>
    public required int RequestsPerSecond { get; init; }

    /// <summary>Requests that a member may send to the Notion API at once, after a pause.</summary>
    public required int RequestBurst { get; init; }

    /// <summary>Where the bytes of file uploads lie; null when this service takes none.</summary>
    public required string? FilesDirectory { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartupException">A setting is missing or out of its range.</exception>
    public static ServiceOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("BlockService");
        var token = section["AdminToken"] ?? "";
        if (token.Length < AdminTokenLengthMinimum)
            throw new StartupException(
                $"BlockService:AdminToken {(token.Length == 0 ? "is missing" : $"has {token.Length} characters")}; "
                    + $"set the environment variable BlockService__AdminToken to at least {AdminTokenLengthMinimum} characters."
            );
        if (token.Any(c => c is <= ' ' or > '~'))
            throw new StartupException(
                "BlockService:AdminToken has a space or a character beyond ASCII, which no Authorization header can carry; choose another."
            );
        return new ServiceOptions
        {
            AdminToken = token,
            RequestTimeout = TimeSpan.FromSeconds(ReadInteger(section, "RequestTimeoutSeconds", 30, 1, 600)),
            TransactionsAtOnceMaximum = ReadInteger(section, "TransactionsAtOnce", 64, 1, 10_000),
            TransactionsWaitingMaximum = ReadInteger(section, "TransactionsWaiting", 1_024, 0, 100_000),
            RequestsPerSecond = ReadInteger(section, "RequestsPerSecond", 300, 1, 1_000_000),
            RequestBurst = ReadInteger(section, "RequestBurst", 1_000, 1, 1_000_000),
            FilesDirectory = section["FilesDirectory"] is { Length: > 0 } directory ? directory : null,
        };
    }

    private static int ReadInteger(IConfigurationSection section, string name, int otherwise, int minimum, int maximum)
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= minimum
            && value <= maximum
        )
            return value;
        throw new StartupException(
            $"BlockService:{name} must be an integer from {minimum} to {maximum}; it is '{text}'."
        );
    }
}

/// <summary>The service cannot start. The message is the one line that is printed.</summary>
internal sealed class StartupException(string message) : Exception(message);
