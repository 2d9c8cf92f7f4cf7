using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace NotionStyle.Dashboard.Components.Kit;

/// <summary>What every page has: its state in the address, an end when it is left, and a pulse while it is looked at.</summary>
public abstract class PageState : ComponentBase, IAsyncDisposable
{
    /// <summary>How long the browser may take to say whether it shows the page.</summary>
    private static readonly TimeSpan AnswerMaximum = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _left = new();
    private readonly List<(TimeSpan Period, Func<Task> Action)> _pulses = [];
    private IJSObjectReference? _module;
    private bool _started;

    /// <summary>Leads to addresses.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Scripts { get; set; } = default!;

    [Inject]
    private ILoggerFactory Loggers { get; set; } = default!;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Left => _left.Token;

    /// <summary>Whether refreshing rests because the person asked for that.</summary>
    protected bool Paused { get; set; }

    /// <summary>Whether the page can answer: false in what the server renders first.</summary>
    protected bool IsLive => RendererInfo.IsInteractive;

    /// <summary>What went wrong last, for the person who looks; null when nothing did.</summary>
    protected string? Problem { get; set; }

    /// <summary>Goes to this page with changed query parameters; a null, empty or false value removes one, a list of texts gives several.</summary>
    protected void Go(params (string Key, object? Value)[] changes) => Navigation.NavigateTo(Address(changes));

    /// <summary>As <see cref="Go" />, without a step for Back: for what changes with every key.</summary>
    protected void Replace(params (string Key, object? Value)[] changes) =>
        Navigation.NavigateTo(Address(changes), replace: true);

    /// <summary>The address of this page with changed query parameters, for links.</summary>
    protected string Address(params (string Key, object? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(
            changes.ToDictionary(
                c => c.Key,
                c =>
                    c.Value switch
                    {
                        null or "" or false => null,
                        true => "true",
                        IEnumerable<string> texts when texts.ToArray() is var all => all.Length == 0 ? null : all,
                        var value => value,
                    },
                StringComparer.Ordinal
            )
        );

    /// <summary>Runs something again and again while the page is open, seen and not paused. Call it in <c>OnInitialized</c>.</summary>
    protected void Every(TimeSpan period, Func<Task> action) => _pulses.Add((period, action));

    /// <summary>Loads something: a failure becomes <see cref="Problem" /> instead of the end of the page.</summary>
    protected async Task LoadAsync(Func<Task> load)
    {
        try
        {
            await load();
            Problem = null;
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested) { }
#pragma warning disable CA1031 // Whatever it is, the page stays and says so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Loggers.CreateLogger(GetType()).LogError(e, "The page could not load its data");
            Problem = $"The data could not be loaded: {e.Message}";
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _started)
            return;
        _started = true;
        if (_pulses.Count == 0)
            return;
        try
        {
            _module = await Scripts.InvokeAsync<IJSObjectReference>("import", Left, "./page.js");
        }
        catch (Exception e) when (e is JSException or OperationCanceledException or JSDisconnectedException)
        {
            // Without it the page refreshes although nobody sees it.
        }

        foreach (var (period, action) in _pulses)
            _ = PulseAsync(period, action);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        _left.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }

        GC.SuppressFinalize(this);
    }

    private async Task PulseAsync(TimeSpan period, Func<Task> action)
    {
        var left = Left;
        using var timer = new PeriodicTimer(period);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
                if (!Paused && await IsSeenAsync(left))
                    await InvokeAsync(async () =>
                    {
                        await LoadAsync(action);
                        if (!left.IsCancellationRequested)
                            StateHasChanged();
                    });
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or JSDisconnectedException)
        {
            // The page was left.
        }
    }

    /// <summary>Whether the browser shows the page. One that is too busy to say so gets its refresh: the pulse must not end while the page is open.</summary>
    private async Task<bool> IsSeenAsync(CancellationToken left)
    {
        if (_module is null)
            return true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(left);
        patience.CancelAfter(AnswerMaximum);
        try
        {
            return await _module.InvokeAsync<bool>("isSeen", patience.Token);
        }
        catch (Exception e)
            when (e is JSException || (e is OperationCanceledException && !left.IsCancellationRequested))
        {
            return true;
        }
    }
}
