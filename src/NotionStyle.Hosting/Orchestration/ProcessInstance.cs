using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ConsoleOutput;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>One process of a resource: starts it, watches it, starts it again when it ends on its own.</summary>
internal sealed class ProcessInstance(
    IResource resource,
    string id,
    IReadOnlyDictionary<EndpointAnnotation, int> targetPorts,
    HostContext host
)
{
    private const int RememberedLines = 8;

    private readonly Queue<string> _lastLines = new();
    private volatile ChildProcess? _process;
    private string? _hopeless; // why no further attempt makes sense

    public IReadOnlyDictionary<EndpointAnnotation, int> TargetPorts { get; } = targetPorts;

    public bool IsRunning => _process is { Exited.IsCompleted: false };

    public bool IsHealthy =>
        IsRunning
        && host.Notifications.TryGetCurrentState(id, out var current)
        && current.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;

    /// <summary>Ends a process whatever it does: for a host that must go now.</summary>
    public void Kill() => _process?.Kill();

    public async Task RunAsync(
        bool isJob,
        Func<Task> onHealthy,
        Func<CancellationToken> force,
        CancellationToken stopping
    )
    {
        var policy = new RestartPolicy();
        _hopeless = null;
        var checks = host.HealthChecks.Of(resource, TargetPorts);
        var first = true;
        while (true)
        {
            var plan = await host.Planner.PlanAsync(resource, id, TargetPorts, stopping);
            stopping.ThrowIfCancellationRequested();
            using var process = await ChildProcess.StartAsync(plan.Spec, OnLine);
            _process = process;
            var began = Stopwatch.GetTimestamp();
            await host.Notifications.PublishUpdateAsync(
                resource,
                id,
                s =>
                    s with
                    {
                        HealthReports = HealthMonitor.Unknown(checks),
                        State = KnownResourceStates.Running,
                        Detail = null,
                        ProcessId = process.Id,
                        StartTimeStamp = DateTime.UtcNow,
                        Urls = host.Urls.Of(resource),
                        Environment = plan.Environment,
                    }
            );

            var wasHealthy = false;
            var code = await WatchAsync(
                process,
                checks,
                async () =>
                {
                    wasHealthy = true;
                    if (first)
                        await onHealthy();
                    first = false;
                },
                stopping
            );
            if (code is null)
            {
                await PublishAsync(KnownResourceStates.Stopping, null, null);
                await process.StopAsync(force());
                _process = null;
                var end = _hopeless is null ? KnownResourceStates.Finished : KnownResourceStates.FailedToStart;
                await PublishAsync(end, await process.Exited, _hopeless);
                return;
            }

            process.Kill(); // what it left behind in its session
            _process = null;
            if (isJob || (code == 0 && resource is not LocalEngineResource))
            {
                await PublishAsync(KnownResourceStates.Finished, code, null);
                return;
            }

            var ended = string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}");
            var delay = policy.Ended(Stopwatch.GetElapsedTime(began), wasHealthy && checks.Count > 0);
            if (delay is null)
            {
                await PublishAsync(
                    KnownResourceStates.FailedToStart,
                    code,
                    $"it {ended}, {RestartPolicy.MaximumFailures} times in a row; its last lines: {LastLines()}"
                );
                return;
            }

            var next = string.Create(
                CultureInfo.InvariantCulture,
                $"{ended}; starts again in {delay.Value.TotalSeconds:0.0} s"
            );
            host.Loggers.Write(id, next, true);
            await PublishAsync(KnownResourceStates.Starting, code, next);
            await Task.Delay(delay.Value, stopping);
        }
    }

    /// <summary>The exit code, or null when the process is to be stopped.</summary>
    private async Task<int?> WatchAsync(
        ChildProcess process,
        IReadOnlyList<NamedCheck> checks,
        Func<Task> onHealthy,
        CancellationToken stopping
    )
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var health = MonitorAsync(checks, onHealthy, ended);
        try
        {
            return await process.Exited.WaitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            await ended.CancelAsync();
            await health;
        }
    }

    private async Task MonitorAsync(
        IReadOnlyList<NamedCheck> checks,
        Func<Task> onHealthy,
        CancellationTokenSource ended
    )
    {
        try
        {
            await new HealthMonitor(host.Notifications, resource, id).RunAsync(checks, onHealthy, ended.Token);
        }
        catch (OperationCanceledException) { }
        catch (DistributedApplicationException e)
        {
            host.Loggers.Write(id, e.Message, true);
            _hopeless = e.Message;
            await ended.CancelAsync();
        }
        catch (Exception e)
        {
            // A ready handler of the AppHost failed: whoever waits for the resource sees the same exception.
            host.Loggers.Write(id, $"A handler of ResourceReady failed: {e.Message}", true);
            await host.Notifications.PublishUpdateAsync(
                resource,
                id,
                s => s with { Detail = $"what follows its start failed: {e.Message}" }
            );
        }
    }

    private Task PublishAsync(string state, int? exitCode, string? detail) =>
        host.Notifications.PublishUpdateAsync(
            resource,
            id,
            s =>
                s with
                {
                    State = state,
                    ExitCode = exitCode,
                    Detail = detail,
                    StopTimeStamp = exitCode is null ? s.StopTimeStamp : DateTime.UtcNow,
                    ProcessId = exitCode is null ? s.ProcessId : null,
                }
        );

    private void OnLine(string line, bool isError)
    {
        lock (_lastLines)
        {
            if (line.Length > 0)
                _lastLines.Enqueue(AnsiCodes.Remove(line));
            if (_lastLines.Count > RememberedLines)
                _lastLines.Dequeue();
        }

        host.Loggers.Write(id, line, isError);
    }

    private string LastLines()
    {
        lock (_lastLines)
            return _lastLines.Count == 0
                ? "(it printed nothing)"
                : string.Join(" | ", _lastLines.TakeLast(3).Select(l => l.Trim()));
    }
}
