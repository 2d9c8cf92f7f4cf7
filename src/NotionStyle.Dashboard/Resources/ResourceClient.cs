using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using V1 = NotionStyle.Hosting.V1;

namespace NotionStyle.Dashboard.Resources;

/// <summary>
/// The host's resource service as a source of resources. It connects, and connects again after a growing pause, until
/// the dashboard ends. What was known last stays there while the host cannot be reached; <see cref="IsConnected"/> says so.
/// </summary>
internal sealed partial class ResourceClient : IResourceSource, IDisposable
{
    private const string KeyHeader = "x-resource-service-api-key";

    // An application of 480 servers tells of all of them at once.
    private const int MaximumMessageBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CommandMaximum = TimeSpan.FromMinutes(2);

    private readonly GrpcChannel _channel;
    private readonly V1.ResourceService.ResourceServiceClient _client;
    private readonly Metadata _headers;
    private readonly ILogger<ResourceClient> _logger;
    private readonly TimeProvider _time;

    /// <summary>Full when somebody is to be told: how often something has changed since does not matter.</summary>
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private volatile bool _isConnected;
    private volatile IReadOnlyList<ResourceInstance> _current = [];

    public ResourceClient(Uri address, string key, ILogger<ResourceClient> logger, TimeProvider time)
    {
        _channel = GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions
            {
                MaxReceiveMessageSize = MaximumMessageBytes,
                DisposeHttpClient = true,
                // Its own handler: the resilience of other clients would repeat what is meant to be done once.
                HttpHandler = new SocketsHttpHandler
                {
                    UseProxy = false,
                    EnableMultipleHttp2Connections = true,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    KeepAlivePingDelay = TimeSpan.FromSeconds(15),
                    KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                },
            }
        );
        _client = new V1.ResourceService.ResourceServiceClient(_channel);
        _headers = new Metadata { { KeyHeader, key } };
        _logger = logger;
        _time = time;
    }

    public event Action? Changed;

    public bool IsConnected => _isConnected;

    public IReadOnlyList<ResourceInstance> Current => _current;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(FollowAsync(cancellationToken), TellAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    public async Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.ExecuteCommandAsync(
                new V1.ExecuteCommandRequest { Id = id, Command = command },
                _headers,
                deadline: _time.GetUtcNow().UtcDateTime + CommandMaximum,
                cancellationToken: cancellationToken
            );
            return new CommandOutcome(answer.IsSuccess, answer.Message);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new CommandOutcome(
                false,
                e.StatusCode == StatusCode.DeadlineExceeded
                    ? $"The host has not done '{command}' within {CommandMaximum.TotalMinutes:0} minutes; it may still do it."
                    : $"The host did not answer: {Reason(e)}"
            );
        }
    }

    public void Dispose() => _channel.Dispose();

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_time);
        while (true)
        {
            var reason = "it has ended";
            try
            {
                using var call = _client.WatchResources(
                    new V1.WatchResourcesRequest(),
                    _headers,
                    cancellationToken: cancellationToken
                );
                // The first message has all of them.
                IReadOnlyDictionary<string, ResourceInstance> known = new Dictionary<string, ResourceInstance>();
                await foreach (var update in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    known = Merge(known, update);
                    backoff.Reset();
                    Publish(
                        true,
                        [
                            .. known
                                .Values.OrderBy(r => r.Name, StringComparer.Ordinal)
                                .ThenBy(r => r.Id, StringComparer.Ordinal),
                        ]
                    );
                }
            }
            catch (RpcException e)
            {
                reason = Reason(e);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_isConnected)
                LogLost(reason);
            else
                LogUnreachable(reason);
            Publish(false, _current);
            await backoff.WaitAsync(cancellationToken);
        }
    }

    private static Dictionary<string, ResourceInstance> Merge(
        IReadOnlyDictionary<string, ResourceInstance> known,
        V1.ResourcesUpdate update
    )
    {
        var next = new Dictionary<string, ResourceInstance>(known, StringComparer.Ordinal);
        foreach (var resource in update.Resources)
            next[resource.Id] = ResourceTranslation.ToInstance(resource);
        return next;
    }

    private void Publish(bool isConnected, IReadOnlyList<ResourceInstance> current)
    {
        _current = current;
        _isConnected = isConnected;
        _changes.Writer.TryWrite(true);
    }

    /// <summary>Tells those who listen, each time of the latest and not more often than every <see cref="Pause"/>.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var listener in Changed?.GetInvocationList().Cast<Action>() ?? [])
                try
                {
                    listener();
                }
                catch (Exception e)
                {
                    LogListenerFailed(e);
                }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private static string Reason(RpcException e) =>
        e.StatusCode == StatusCode.Unauthenticated
            ? "the key in Dashboard__ResourceService__ApiKey is not the one of this run"
            : e.Status.Detail;

    [LoggerMessage(1, LogLevel.Information, "The host's resource service is gone: {Reason}. Trying again.")]
    private partial void LogLost(string reason);

    [LoggerMessage(2, LogLevel.Debug, "The host's resource service cannot be reached: {Reason}.")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(3, LogLevel.Error, "A page failed to take the news of the resources.")]
    private partial void LogListenerFailed(Exception exception);
}
