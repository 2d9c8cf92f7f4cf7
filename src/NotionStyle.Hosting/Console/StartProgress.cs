using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spectre.Console;

namespace Aspire.Hosting.ConsoleOutput;

/// <summary>
/// Shows how the resources come up, and ends when all are ready. The first that cannot start ends it with the line
/// that the user needs.
/// </summary>
internal sealed class StartProgress(DistributedApplication app, HostConsole console)
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(120);

    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(20);

    private const int DefaultPatienceSeconds = 180;

    private readonly Dictionary<string, Row> _rows = new(StringComparer.OrdinalIgnoreCase);
    private string? _announced;
    private readonly long _began = Stopwatch.GetTimestamp();

    private TimeSpan Patience { get; } =
        TimeSpan.FromSeconds(
            app.Services.GetRequiredService<IConfiguration>().GetValue("StartTimeout", DefaultPatienceSeconds)
        );

    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in app.Services.GetRequiredService<Orchestrator>().StartedResources.Where(IsAwaited))
        foreach (var id in resource.GetResourceIds())
            _rows[id] = new Row(resource, console.NameOf(id));
        if (console.IsTerminal)
            await ShowTableAsync(cancellationToken);
        else
            await WatchAsync(cancellationToken);
    }

    private static bool IsAwaited(IResource resource) =>
        resource
            is ProjectResource
                or ExecutableResource
                or LocalEngineResource
                or ConnectionStringResource
                or ParameterResource
                or IResourceWithParent;

    private async Task ShowTableAsync(CancellationToken cancellationToken)
    {
        using (console.Hold())
            await AnsiConsole
                .Live(Render())
                .AutoClear(false)
                .StartAsync(async live =>
                {
                    using var redraw = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    var watch = WatchAsync(cancellationToken);
                    while (!watch.IsCompleted)
                    {
                        // Lines that are printed from in here stand above the table.
                        PrintAnnounced();
                        live.UpdateTarget(Render());
                        await Task.WhenAny(watch, Task.Delay(RedrawInterval, redraw.Token));
                    }

                    await redraw.CancelAsync();
                    live.UpdateTarget(Render());
                    await watch;
                });
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = Task.Run(
            async () =>
            {
                await foreach (var change in app.ResourceNotifications.WatchAsync(watching.Token))
                    Take(change);
            },
            watching.Token
        );
        try
        {
            // Changes make resources ready; time alone settles a process that crashed and runs again.
            while (!watch.IsCompleted && !IsDone())
            {
                await Task.WhenAny(watch, Task.Delay(SettleInterval, cancellationToken));
                if (Stopwatch.GetElapsedTime(_began) > Patience)
                    throw new DistributedApplicationException(TooLate());
            }
        }
        finally
        {
            await watching.CancelAsync();
            try
            {
                await watch;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
        }
    }

    private bool IsDone()
    {
        lock (_rows)
            return _rows.Values.All(r => r.IsReady && r.IsSettled);
    }

    private void Take(ResourceEvent change)
    {
        if (!_rows.TryGetValue(change.ResourceId, out var row))
            return;
        lock (_rows)
            row.Snapshot = change.Snapshot;
        if (!console.IsTerminal && row.Resource is not ParameterResource)
            PrintLine(row);
        if (row.State == KnownResourceStates.FailedToStart || row.State == KnownResourceStates.ValueMissing)
            throw new DistributedApplicationException(Failure(change));
        if (change.Snapshot.Ready is { IsFaulted: true })
            throw new DistributedApplicationException(Failure(change));
        row.HasCrashed |= row.State == KnownResourceStates.Starting && change.Snapshot.ExitCode is not null;
        if (row.Resource.IsDashboard() && change.Snapshot.HealthStatus == HealthStatus.Healthy && !row.IsAnnounced)
        {
            row.IsAnnounced = true;
            _announced = change.Snapshot.Urls.FirstOrDefault(u => !u.IsInternal)?.Url;
            if (!console.IsTerminal)
                PrintAnnounced();
        }

        if (row.IsReady)
            row.ReadyAfter ??= Stopwatch.GetElapsedTime(_began);
    }

    /// <summary>The dashboard's address, as soon as it answers: a person follows the rest of the start there.</summary>
    private void PrintAnnounced()
    {
        if (Interlocked.Exchange(ref _announced, null) is not { } url)
            return;
        if (console.IsTerminal)
            AnsiConsole.MarkupLine($"[bold]Dashboard[/] [link]{url.EscapeMarkup()}[/]");
        else
            console.Note($"Dashboard {url}");
    }

    private string TooLate()
    {
        lock (_rows)
        {
            var late = _rows.Values.Where(r => !r.IsReady).OrderBy(r => r.State == KnownResourceStates.Waiting).First();
            return $"'{late.Name}' was not ready within {Patience.TotalSeconds:0} s ({late.State}: {late.Detail}). Its log is in "
                + $"{app.Services.GetRequiredService<DataDirectory>().Logs}. A slow machine may set --StartTimeout SECONDS.";
        }
    }

    private string Failure(ResourceEvent change)
    {
        if (change.Resource is ParameterResource)
            return change.Snapshot.Detail!;
        var log = Path.Combine(app.Services.GetRequiredService<DataDirectory>().Logs, change.ResourceId + ".log");
        var where = File.Exists(log) ? $" Its log: {log}" : "";
        return $"'{change.Resource.Name}' could not start: {change.Snapshot.Detail}{where}";
    }

    private void PrintLine(Row row)
    {
        var text = row.Describe();
        if (text == row.Printed || row.State == KnownResourceStates.NotStarted)
            return;
        row.Printed = text;
        console.Note($"{HostConsole.Time()} {row.Name}  {text}");
    }

    private Table Render()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("resource", "type", "state", "detail", "after");
        lock (_rows)
            foreach (var row in _rows.Values.Where(r => r.Resource is not ParameterResource))
            {
                var colour =
                    row.IsReady ? "green"
                    : row.State == KnownResourceStates.FailedToStart ? "red"
                    : "yellow";
                var state = row.IsReady && row.State == KnownResourceStates.Running ? "Ready" : row.State;
                var after = row.ReadyAfter ?? Stopwatch.GetElapsedTime(_began);
                table.AddRow(
                    row.Name.EscapeMarkup(),
                    $"[grey]{row.Type.EscapeMarkup()}[/]",
                    $"[{colour}]{state.EscapeMarkup()}[/]",
                    $"[grey]{row.Detail.EscapeMarkup()}[/]",
                    row.ReadyAfter is null ? $"[yellow]{after.TotalSeconds:0.0} s[/]" : $"{after.TotalSeconds:0.0} s"
                );
            }

        return table;
    }

    private sealed class Row(IResource resource, string name)
    {
        private const int MaximumDetail = 90;

        public IResource Resource { get; } = resource;
        public string Name { get; } = name;
        public CustomResourceSnapshot? Snapshot { get; set; }
        public TimeSpan? ReadyAfter { get; set; }
        public string? Printed { get; set; }
        public bool HasCrashed { get; set; }
        public bool IsAnnounced { get; set; }

        /// <summary>A process that crashed once and has no health check must run for a while to be believed.</summary>
        public bool IsSettled =>
            !HasCrashed
            || Snapshot is { HealthReports.Length: > 0 }
            || DateTime.UtcNow - Snapshot?.StartTimeStamp >= RestartPolicy.WellAfter;

        public string State => Snapshot?.State?.Text ?? KnownResourceStates.NotStarted;
        public string Type => Resource.TypeName().Replace("Resource", "", StringComparison.Ordinal);

        public bool IsReady =>
            Resource is ParameterResource
                ? State == KnownResourceStates.Running
                : State == KnownResourceStates.Finished
                    || Snapshot is { HealthStatus: HealthStatus.Healthy, Ready.IsCompletedSuccessfully: true };

        public string Detail
        {
            get
            {
                var text =
                    Snapshot?.Detail
                    ?? (
                        State == KnownResourceStates.Running && !IsReady
                            ? Snapshot
                                ?.HealthReports.FirstOrDefault(r => r.Status == HealthStatus.Unhealthy)
                                ?.Description
                            : Snapshot?.Urls.FirstOrDefault()?.Url
                    )
                    ?? "";
                return text.Length > MaximumDetail ? text[..MaximumDetail] + "…" : text;
            }
        }

        public string Describe()
        {
            var text = State == KnownResourceStates.Running ? (IsReady ? "Running, ready" : "Running") : State;
            return Snapshot?.Detail is { } detail ? $"{text}: {detail}" : text;
        }
    }
}
