using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>
/// Follows the console of some processes, or of all, into a buffer. It starts anew when other processes are asked for or the host comes back. It runs where it was started: in
/// the renderer's own order, so that the buffer has one user at a time.
/// </summary>
internal sealed class ConsoleFeed(IResourceSource source, ConsoleBuffer buffer, int tail, Action changed) : IDisposable
{
    // Beyond so many single processes all of them are followed as one and sorted out here.
    private const int MaximumSingles = 16;

    private CancellationTokenSource? _running;
    private string[] _ids = [];
    private bool _all;
    private int _open;

    /// <summary>Why nothing more comes; null while it does.</summary>
    public string? Problem { get; private set; }

    /// <summary>Follows these processes, null for all; does nothing when it does so already.</summary>
    public void Follow(IReadOnlyCollection<string>? ids)
    {
        var wanted = ids?.Order(StringComparer.Ordinal).ToArray() ?? [];
        var all = ids is null;
        if (_open > 0 && all == _all && wanted.SequenceEqual(_ids))
            return;
        Stop();
        (_ids, _all) = (wanted, all);
        if (!source.IsConnected)
            return;
        Problem = null;
        _running = new CancellationTokenSource();
        var set = wanted.ToHashSet(StringComparer.Ordinal);
        if (all)
            _ = RunAsync(null, _ => true, _running.Token);
        else if (wanted.Length > MaximumSingles)
            _ = RunAsync(null, set.Contains, _running.Token);
        else
            foreach (var id in wanted)
                _ = RunAsync(id, _ => true, _running.Token);
    }

    /// <inheritdoc />
    public void Dispose() => Stop();

    private void Stop()
    {
        _running?.Cancel();
        _running?.Dispose();
        _running = null;
        _open = 0;
    }

    private async Task RunAsync(string? id, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        _open++;
        try
        {
            await foreach (var lines in source.WatchConsoleAsync(id, tail, cancellationToken))
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                buffer.Add([.. lines.Where(l => isWanted(l.Id))]);
                changed();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
#pragma warning disable CA1031 // Whatever it is, the lines so far stay and the page says why no more come.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!cancellationToken.IsCancellationRequested)
                Problem = $"No more lines come: {e.Message}";
        }

        if (cancellationToken.IsCancellationRequested)
            return;
        _open--;
        changed();
    }
}
