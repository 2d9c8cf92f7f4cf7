using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry.Metrics;

namespace NotionStyle.BlockService.Tests.Telemetry;

/// <summary>What spans and metrics may say: names that the semantic conventions or this repository know, units of UCUM, and nothing that a user wrote.</summary>
internal static partial class Conventions
{
    /// <summary>The SDK keeps this many series of an instrument and drops the rest.</summary>
    private const int SeriesMaximum = 2_000;

    private static readonly HashSet<string> SpanAttributes =
    [
        .. """
            db.collection.name db.namespace db.npgsql.connection_id db.npgsql.data_source db.npgsql.prepared db.operation.batch.size db.operation.name db.query.summary db.query.text
            db.response.returned_rows db.response.status_code db.system.name
            error.type exception.message exception.stacktrace exception.type exception.escaped
            http.request.method http.request.method_original http.response.status_code http.route
            network.protocol.version server.address server.port url.full url.path url.query url.scheme user_agent.original
            notionstyle.retry.attempt notionstyle.retry.reason notionstyle.server notionstyle.shard notionstyle.transaction.duplicate notionstyle.transaction.operations
            notionstyle.transaction.records notionstyle.workspace.id
            """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly HashSet<string> Dimensions =
    [
        "notionstyle.endpoint",
        "notionstyle.server",
        "notionstyle.shard",
        "notionstyle.transaction.outcome",
    ];

    private static readonly HashSet<string> Units = ["s", "By", "1", "{transaction}", "{operation}", "{record}"];

    /// <summary>What is wrong with a span.</summary>
    /// <param name="span">The span.</param>
    /// <param name="secrets">What users wrote; nothing of it may be in the span.</param>
    public static IEnumerable<string> Problems(Activity span, IReadOnlyCollection<string> secrets)
    {
        var what = $"{span.Source.Name} '{span.DisplayName}'";
        foreach (var secret in secrets)
        {
            if (span.DisplayName.Contains(secret, StringComparison.Ordinal))
                yield return $"{what}: its name has a user's text";
            if (span.StatusDescription?.Contains(secret, StringComparison.Ordinal) == true)
                yield return $"{what}: its status has a user's text";
        }

        foreach (var (name, value) in span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)))
        {
            if (!SpanAttributes.Contains(name))
                yield return $"{what}: attribute {name} is not a known one";
            var text = value?.ToString() ?? "";
            if (secrets.Any(s => text.Contains(s, StringComparison.Ordinal)))
                yield return $"{what}: attribute {name} has a user's text";
        }
    }

    /// <summary>What is wrong with a metric. The names and units of others are theirs to answer for.</summary>
    public static IEnumerable<string> Problems(MetricSnapshot metric, IReadOnlyCollection<string> secrets)
    {
        var isOurs = metric.MeterName.StartsWith("NotionStyle.", StringComparison.Ordinal);
        if (isOurs && !Name().IsMatch(metric.Name))
            yield return $"{metric.Name}: not a name like notionstyle.thing.property";
        if (isOurs && !Units.Contains(metric.Unit))
            yield return $"{metric.Name}: '{metric.Unit}' is not a known unit";
        if (isOurs && string.IsNullOrEmpty(metric.Description))
            yield return $"{metric.Name}: no description";
        if (metric.MetricPoints.Count > SeriesMaximum)
            yield return $"{metric.Name}: {metric.MetricPoints.Count} series";
        foreach (var point in metric.MetricPoints)
        {
            foreach (var (name, value) in point.Tags)
            {
                if (isOurs && !Dimensions.Contains(name))
                    yield return $"{metric.Name}: dimension {name} is not a known one";
                var text = value?.ToString() ?? "";
                if (secrets.Any(s => text.Contains(s, StringComparison.Ordinal)))
                    yield return $"{metric.Name}: dimension {name} has a user's text";
            }
        }
    }

    [GeneratedRegex(@"^notionstyle(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex Name();
}
