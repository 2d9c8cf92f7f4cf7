using System.Collections.Concurrent;

namespace NotionStyle.Dashboard.Components.Pages;

/// <summary>How many error logs of each service a person has seen: those that came since are unread. One for all browsers, since one person looks.</summary>
internal sealed class ReadErrors
{
    // Beyond so many services, which no application has, further ones stay unread.
    private const int Maximum = 1_000;

    private readonly ConcurrentDictionary<string, long> _seen = new(StringComparer.Ordinal);

    /// <summary>How many of a service's errors are unread.</summary>
    public long Unread(string service, long errors) =>
        _seen.TryGetValue(service, out var seen) ? Math.Max(0, errors - seen) : errors;

    /// <summary>The logs of a service were looked at when it had so many errors.</summary>
    public void Mark(string service, long errors)
    {
        if (_seen.Count < Maximum || _seen.ContainsKey(service))
            _seen[service] = errors;
    }
}
