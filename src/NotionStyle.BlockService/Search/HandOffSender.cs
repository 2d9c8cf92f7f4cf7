using System.Net;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Search;

/// <summary>
/// Sends what waits in the queue, one request after the other, and again until it is taken. What the search service will not have, however often it is sent, is dropped, so that the rest goes on:
/// its poller finds that, and what is on its way when the process is killed.
/// </summary>
internal sealed partial class HandOffSender(
    HandOffQueue queue,
    SearchServiceClient search,
    ILogger<HandOffSender> logger
) : BackgroundService
{
    private static readonly TimeSpan PauseMaximum = TimeSpan.FromSeconds(2);

    private long _refusals;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var commits = await queue.TakeAsync(stoppingToken);
            var pause = TimeSpan.FromMilliseconds(50);
            while (commits.Count > 0 && !await IsDoneAsync(new HandedOver(commits), stoppingToken))
            {
                await Task.Delay(pause, stoppingToken);
                pause = pause * 2 < PauseMaximum ? pause * 2 : PauseMaximum;
            }
        }
    }

    /// <summary>Sends a batch; false when it is to be sent again.</summary>
    private async Task<bool> IsDoneAsync(HandedOver commits, CancellationToken ct)
    {
        try
        {
            var status = await search.HandOverAsync(commits, ct);
            if ((int)status is >= 200 and < 300)
            {
                _refusals = 0;
                return true;
            }

            if (IsFinal(status))
            {
                queue.Refused(commits.Commits.Count);
                if (++_refusals is 1 or 10 or 100)
                    LogRefused(commits.Commits.Count, (int)status, CauseOf(status));
                return true;
            }

            LogFailure(commits.Commits.Count, $"it answered {(int)status}");
            return false;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException or IOException && !ct.IsCancellationRequested)
        {
            LogFailure(commits.Commits.Count, e.Message);
            return false;
        }
    }

    /// <summary>Whether the same request would be refused for ever. The server's own troubles pass, and so do requests that came too slowly or too often.</summary>
    private static bool IsFinal(HttpStatusCode status) =>
        (int)status is >= 400 and < 500
        && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private static string CauseOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized => "the tokens differ; set SearchService:Token to the one of Search:Token",
            HttpStatusCode.RequestEntityTooLarge => "the request is too large for it, or for what stands between",
            HttpStatusCode.NotFound => "what answers there is no search service, or one of another version",
            _ => "it cannot use the request; look whether both are of one version",
        };

    [LoggerMessage(1010, LogLevel.Debug, "{Count} commits could not be handed over yet: {Reason}")]
    private partial void LogFailure(int count, string reason);

    [LoggerMessage(
        1011,
        LogLevel.Warning,
        "{Count} commits were dropped, because the search service refuses them with {Status}: {Cause}. Its poller finds them."
    )]
    private partial void LogRefused(int count, int status, string cause);
}
