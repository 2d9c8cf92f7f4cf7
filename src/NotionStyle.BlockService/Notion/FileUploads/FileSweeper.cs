namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Takes away the leftovers of file uploads: when the service starts, and every hour.</summary>
internal sealed partial class FileSweeper(FileStore files, TimeProvider time, ILogger<FileSweeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The service need not wait with its start for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (files.Sweep() is > 0 and var swept)
                    LogSwept(swept);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogFailed(e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1100, LogLevel.Information, "{Count} leftovers of file uploads were taken away")]
    private partial void LogSwept(int count);

    [LoggerMessage(1101, LogLevel.Warning, "Leftovers of file uploads stay where they are: {Reason}")]
    private partial void LogFailed(string reason);
}
