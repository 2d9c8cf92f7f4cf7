using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotionStyle.SearchService.Elastic;

/// <summary>What became of one item of a bulk request: a closed set.</summary>
internal enum BulkOutcome
{
    /// <summary>It was written.</summary>
    Done,

    /// <summary>The index has this version or a higher one.</summary>
    Conflict,

    /// <summary>The server was too busy for it; it may be sent again.</summary>
    Busy,

    /// <summary>The document itself was refused.</summary>
    Refused,
}

/// <summary>The verdict on one item.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Current">For a conflict the version that the index has, as far as it says so.</param>
/// <param name="Reason">Its own words about a failure.</param>
internal readonly partial record struct BulkResult(BulkOutcome Outcome, long? Current, string? Reason)
{
    /// <summary>Reads <c>{"index":{"_id":"...","status":409,"error":{"type":"...","reason":"..."}}}</c>.</summary>
    public static BulkResult Read(JsonElement item)
    {
        var verdict = item.EnumerateObject().First().Value;
        var status = verdict.GetProperty("status").GetInt32();
        var reason =
            verdict.TryGetProperty("error", out var error) && error.TryGetProperty("reason", out var text)
                ? text.GetString()
                : null;
        return status switch
        {
            // To delete what is not there is to have deleted it.
            >= 200 and < 300 or 404 => new(BulkOutcome.Done, null, null),
            409 => new(BulkOutcome.Conflict, CurrentOf(reason ?? ""), reason),
            429 or 503 => new(BulkOutcome.Busy, null, reason),
            _ => new(BulkOutcome.Refused, null, reason ?? $"status {status}"),
        };
    }

    /// <summary>"[id]: version conflict, current version [7] is higher or equal to the one provided [6]": the only way to learn the version of what was deleted a short while ago.</summary>
    private static long? CurrentOf(string reason) =>
        CurrentVersion().Match(reason) is { Success: true } match
        && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    [GeneratedRegex(@"current version \[(\d+)\]")]
    private static partial Regex CurrentVersion();
}
