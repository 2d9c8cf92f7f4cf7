using System.Globalization;

namespace NotionStyle.SearchService;

/// <summary>The service's own settings, section <c>Search</c> of the configuration.</summary>
internal sealed record SearchOptions
{
    /// <summary>How often every shard is asked for what was changed.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How far behind its position the poller looks again: a commit that becomes visible later than this after its stamp is missed.</summary>
    public TimeSpan PollOverlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is younger than this is left to the next round: it has probably been handed over and is on its way. Longer than <see cref="PageInterval" />, or changes of busy pages would be done twice.</summary>
    public TimeSpan PollGrace { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How often a page's document is decided at most, by one instance: it holds the whole page. Until then its title and the words on it are as they were; its blocks do not wait.</summary>
    public TimeSpan PageInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often each shard is compared with the index; zero for never but on demand.</summary>
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long written documents wait at most before they are made visible.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a query may take in all.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Queries that are answered at once; those beyond are refused with 503 and may be sent again.</summary>
    public int QueriesAtOnceMaximum { get; init; } = 64;

    /// <summary>The alias that is searched; the indexes behind it are named after it.</summary>
    public string Alias { get; init; } = "blocks";

    /// <summary>The bearer token of the administrator and of the block service; null when none is asked for.</summary>
    public string? Token { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A setting is out of its range.</exception>
    public static SearchOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Search");
        var plain = new SearchOptions();
        return new SearchOptions
        {
            PollInterval = Milliseconds(section, "PollMilliseconds", plain.PollInterval, 10),
            PollOverlap = Milliseconds(section, "PollOverlapMilliseconds", plain.PollOverlap, 0),
            PollGrace = Milliseconds(section, "PollGraceMilliseconds", plain.PollGrace, 0),
            PageInterval = Milliseconds(section, "PageMilliseconds", plain.PageInterval, 0),
            ReconcileInterval = Milliseconds(section, "ReconcileMilliseconds", plain.ReconcileInterval, 0),
            RefreshInterval = Milliseconds(section, "RefreshMilliseconds", plain.RefreshInterval, 10),
            QueryTimeout = Milliseconds(section, "QueryTimeoutMilliseconds", plain.QueryTimeout, 100),
            Token = section["Token"] is { Length: > 0 } token ? token : null,
        };
    }

    private static TimeSpan Milliseconds(IConfigurationSection section, string name, TimeSpan otherwise, int minimum)
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum
            ? TimeSpan.FromMilliseconds(value)
            : throw new InvalidOperationException(
                $"Search:{name} must be an integer from {minimum} to {int.MaxValue}; it is '{text}'."
            );
    }
}
