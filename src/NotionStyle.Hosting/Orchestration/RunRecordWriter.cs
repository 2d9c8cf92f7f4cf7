using System.Text.Json;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps <c>host.json</c> up to date while the host runs, and removes it when everything has ended.</summary>
internal sealed class RunRecordWriter : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly DistributedApplicationModel _model;
    private readonly ResourceNotificationService _notifications;
    private readonly LogFiles _logs;
    private readonly SecretTexts _secrets;
    private readonly RunRecord _head;
    private readonly Channel<bool> _dirty = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private readonly Task _write;

    public RunRecordWriter(
        DataDirectory data,
        IConfiguration configuration,
        DistributedApplicationModel model,
        ResourceNotificationService notifications,
        LogFiles logs,
        SecretTexts secrets
    )
    {
        _data = data;
        _model = model;
        _notifications = notifications;
        _logs = logs;
        _secrets = secrets;
        _head = new RunRecord
        {
            Host = new ProcessRecord(
                System.Environment.ProcessId,
                ProcessTable.StartTicks(System.Environment.ProcessId)
            ),
            BootId = ProcessTable.BootId,
            AppHostPath = configuration["AppHost:Path"],
            Arguments = Redacted(System.Environment.GetCommandLineArgs()),
            StartedAt = DateTimeOffset.UtcNow,
        };
        Write();
        _watch = WatchAsync();
        _write = WriteAsync();
    }

    public static string PathIn(DataDirectory data) => Path.Combine(data.Root, "host.json");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await _write;
        File.Delete(PathIn(_data));
        _stop.Dispose();
    }

    /// <summary>The command line without the values of what may be secret.</summary>
    internal static IReadOnlyList<string> Redacted(IReadOnlyList<string> commandLine)
    {
        string[] secret = ["Parameters", "ConnectionStrings", "password", "secret", "token", "key"];
        List<string> result = [];
        var hideNext = false;
        foreach (var argument in commandLine.Skip(1))
        {
            var name = argument.Split('=')[0];
            var hides = secret.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase));
            result.Add(
                hideNext ? "***"
                : hides && name != argument ? $"{name}=***"
                : argument
            );
            hideNext = !hideNext && hides && name == argument;
        }

        return result;
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var _ in _notifications.WatchAsync(_stop.Token))
                _dirty.Writer.TryWrite(true);
        }
        catch (OperationCanceledException) { }

        _dirty.Writer.TryComplete();
    }

    private async Task WriteAsync()
    {
        await foreach (var _ in _dirty.Reader.ReadAllAsync())
        {
            try
            {
                Write();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The record is a service to others; the application does not end for it.
            }
        }
    }

    private void Write()
    {
        var record = _head with { Resources = [.. _model.Resources.SelectMany(Describe)] };
        AtomicFile.Write(PathIn(_data), JsonSerializer.Serialize(record, RunRecord.Json));
    }

    private IEnumerable<ResourceRecord> Describe(IResource resource)
    {
        foreach (var id in resource.GetResourceIds())
        {
            var s = _notifications.TryGetCurrentState(id, out var current) ? current.Snapshot : null;
            yield return new ResourceRecord
            {
                Name = resource.Name,
                Id = id,
                Type = resource.TypeName(),
                State = s?.State?.Text,
                Health = s?.HealthStatus?.ToString(),
                Detail = s?.Detail,
                ExitCode = s?.ExitCode,
                Process = s?.ProcessId is { } pid ? new ProcessRecord(pid, ProcessTable.StartTicks(pid)) : null,
                Urls =
                [
                    .. (s?.Urls ?? []).Select(u => new UrlRecord(
                        _secrets.MaskedUrl(u.Url),
                        u.DisplayProperties.DisplayName
                    )),
                ],
                Endpoints = [.. Endpoints(resource)],
                LogFile = _logs.PathOf(id),
            };
        }
    }

    private static IEnumerable<EndpointRecord> Endpoints(IResource resource) =>
        resource
            .Annotations.OfType<EndpointAnnotation>()
            .Select(e => e.AllocatedEndpoint)
            .OfType<AllocatedEndpoint>()
            .Select(a => new EndpointRecord(a.Endpoint.Name, a.UriScheme, a.Address, a.Port));
}
