using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Tests.Pages;

/// <summary>A host that says what a test tells it.</summary>
internal sealed class FakeResourceSource : IResourceSource
{
    private readonly List<(string? Id, Channel<IReadOnlyList<ConsoleLine>> Channel)> _watchers = [];

    public bool IsConnected { get; private set; } = true;

    public IReadOnlyList<ResourceInstance> Current { get; private set; } = [];

    public event Action? Changed;

    public List<ConsoleLine> Console { get; } = [];

    public List<(string Id, string Command)> Commands { get; } = [];

    public Func<string, string, Task<CommandOutcome>> OnCommand { get; set; } =
        (_, _) => Task.FromResult(new CommandOutcome(true, ""));

    public int Watchers => All().Length;

    /// <summary>Ends when somebody who watched has stopped.</summary>
    public TaskCompletionSource Unwatched { get; } = new();

    public void Show(params ResourceInstance[] instances)
    {
        Current = instances;
        Changed?.Invoke();
    }

    public void Disconnect()
    {
        IsConnected = false;
        Changed?.Invoke();
    }

    public void Print(params ConsoleLine[] lines)
    {
        Console.AddRange(lines);
        foreach (var (id, channel) in All())
            channel.Writer.TryWrite([.. lines.Where(l => id is null || l.Id == id)]);
    }

    public void FailConsole(Exception reason)
    {
        foreach (var (_, channel) in All())
            channel.Writer.TryComplete(reason);
    }

    public async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(
        string? id,
        int tail,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var watcher = (id, Channel.CreateUnbounded<IReadOnlyList<ConsoleLine>>());
        lock (_watchers)
            _watchers.Add(watcher);
        try
        {
            yield return [.. Console.Where(l => id is null || l.Id == id).TakeLast(tail)];
            await foreach (var lines in watcher.Item2.Reader.ReadAllAsync(cancellationToken))
                yield return lines;
        }
        finally
        {
            lock (_watchers)
                _watchers.Remove(watcher);
            Unwatched.TrySetResult();
        }
    }

    public Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken cancellationToken)
    {
        Commands.Add((id, command));
        return OnCommand(id, command);
    }

    // The test and the renderer use this at the same time.
    private (string? Id, Channel<IReadOnlyList<ConsoleLine>> Channel)[] All()
    {
        lock (_watchers)
            return [.. _watchers];
    }
}
