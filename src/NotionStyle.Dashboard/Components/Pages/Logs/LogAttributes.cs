using System.Text.Json.Nodes;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Logs;

/// <summary>Attributes of log records for the page.</summary>
internal static class LogAttributes
{
    /// <summary>Attributes without some that are shown elsewhere; in the order in which they came.</summary>
    public static TelemetryAttributes Without(TelemetryAttributes attributes, IReadOnlyCollection<string> keys)
    {
        if (!attributes.List.Any(a => keys.Contains(a.Key)))
            return attributes;
        var json = new JsonObject();
        foreach (var (key, value) in attributes.List)
            if (!keys.Contains(key))
                json[key] = value;
        return new TelemetryAttributes(json.ToJsonString());
    }
}
