using System.Runtime.CompilerServices;

namespace NotionStyle.Dashboard.Resources;

/// <summary>There is no host: this dashboard runs by itself, or under Aspire's, which tells only its own dashboard.</summary>
internal sealed class NoResourceSource : IResourceSource
{
    public bool IsConnected => false;

    public IReadOnlyList<ResourceInstance> Current => [];

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(
        string? id,
        int tail,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken cancellationToken) =>
        Task.FromResult(
            new CommandOutcome(false, "There is no host that could do this: the dashboard runs by itself.")
        );
}
