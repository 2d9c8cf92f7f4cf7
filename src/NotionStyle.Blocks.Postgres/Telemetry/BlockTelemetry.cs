using System.Diagnostics;
using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Sharding;

namespace NotionStyle.Blocks.Postgres.Telemetry;

/// <summary>The spans of the store, and the names of what it says about shards. Nothing here costs more than a comparison while nobody listens.</summary>
internal static class BlockTelemetry
{
    /// <summary>The name of the source of spans, and of the meter.</summary>
    public const string Name = "NotionStyle.Blocks.Postgres";

    /// <summary>The logical shard, 0 to 479.</summary>
    public const string Shard = "notionstyle.shard";

    /// <summary>The server that holds the shard, by the name of its connection string.</summary>
    public const string Server = "notionstyle.server";

    /// <summary>The workspace. On spans only: as a dimension of a metric there would be too many.</summary>
    public const string Workspace = "notionstyle.workspace.id";

    /// <summary>Where spans of the store begin: only where they say more than the spans of the statements do.</summary>
    public static ActivitySource Source { get; } =
        new(Name, typeof(BlockTelemetry).Assembly.GetName().Version?.ToString());

    /// <summary>Says on the current span, and on those of this process above it, where the workspace lives.</summary>
    /// <remarks>The span of the request is above all others, and it is by it that people search.</remarks>
    public static void TellRoute(ShardRoute route, Guid spaceId)
    {
        if (Activity.Current is not { IsAllDataRequested: true } current)
            return;
        object workspace = spaceId.ToString();
        for (var span = current; span is not null; span = span.Parent)
        {
            span.SetTag(Shard, route.Tags[0].Value);
            span.SetTag(Server, route.Server.Name);
            span.SetTag(Workspace, workspace);
        }
    }

    /// <summary>Says on the current span that an attempt failed and another one follows.</summary>
    /// <param name="reason">Of a closed set: the kind of the failure.</param>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    public static void TellRetry(string reason, int attempt)
    {
        if (Activity.Current is { IsAllDataRequested: true } span)
            span.AddEvent(
                new ActivityEvent(
                    "retry",
                    tags: new ActivityTagsCollection
                    {
                        ["notionstyle.retry.reason"] = reason,
                        ["notionstyle.retry.attempt"] = attempt,
                    }
                )
            );
    }

    /// <summary>Says on a span how it failed. What the caller did wrong is not an error of this program; the message may quote the caller, so it is left out.</summary>
    public static void TellFailure(this Activity span, Exception exception)
    {
        if (exception is BlockStoreException refusal)
        {
            span.SetTag("error.type", JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Code.ToString()));
            if (refusal.Code != ErrorCode.ServiceUnavailable)
                return;
        }
        else
        {
            span.SetTag("error.type", exception.GetType().FullName);
        }

        span.SetStatus(ActivityStatusCode.Error);
    }
}
