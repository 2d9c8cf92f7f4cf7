using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Search;

/// <summary>Sends what waits in the queue, one request after the other, and again until it is taken. What is on its way when the process is killed is found by the search service's poller.</summary>
internal sealed partial class HandOffSender(
    HandOffQueue queue,
    SearchServiceClient search,
    ILogger<HandOffSender> logger
) : BackgroundService
{
    private static readonly TimeSpan PauseMaximum = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var commits = await queue.TakeAsync(SearchWire.CommitsMaximum, stoppingToken);
            var pause = TimeSpan.FromMilliseconds(50);
            while (commits.Count > 0 && !await TrySendAsync(new HandedOver(commits), stoppingToken))
            {
                await Task.Delay(pause, stoppingToken);
                pause = pause * 2 < PauseMaximum ? pause * 2 : PauseMaximum;
            }
        }
    }

    private async Task<bool> TrySendAsync(HandedOver commits, CancellationToken ct)
    {
        try
        {
            return await search.HandOverAsync(commits, ct);
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException or IOException && !ct.IsCancellationRequested)
        {
            LogFailure(commits.Commits.Count, e.Message);
            return false;
        }
    }

    [LoggerMessage(1010, LogLevel.Debug, "{Count} commits could not be handed over yet: {Reason}")]
    private partial void LogFailure(int count, string reason);
}
