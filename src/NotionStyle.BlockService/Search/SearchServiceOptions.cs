using System.Globalization;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Search;

/// <summary>Where the search service is, and how it is used; section <c>SearchService</c> of the configuration.</summary>
/// <param name="Token">What it asks for; null for nothing.</param>
/// <param name="Timeout">How long a query may take.</param>
internal sealed record SearchServiceOptions(string? Token, TimeSpan Timeout)
{
    /// <summary>The section's name.</summary>
    public const string Section = "SearchService";

    /// <summary>The options; null when no search service is configured and the database searches.</summary>
    /// <exception cref="StartupException">A setting is out of its range.</exception>
    public static SearchServiceOptions? Read(IConfiguration configuration)
    {
        // What service discovery resolves the name by.
        if (!configuration.GetSection($"services:{SearchWire.ServiceName}").GetChildren().Any())
            return null;
        var section = configuration.GetSection(Section);
        var seconds = section["TimeoutSeconds"] ?? "10";
        if (
            !int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var timeout)
            || timeout is < 1 or > 600
        )
            throw new StartupException(
                $"{Section}:TimeoutSeconds must be an integer from 1 to 600; it is '{seconds}'."
            );
        return new SearchServiceOptions(
            section["Token"] is { Length: > 0 } token ? token : null,
            TimeSpan.FromSeconds(timeout)
        );
    }
}
