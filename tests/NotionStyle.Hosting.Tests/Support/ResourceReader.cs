using Aspire.Hosting.ResourceTelling;
using Grpc.Core;
using Grpc.Net.Client;

namespace NotionStyle.Hosting.Tests.Support;

/// <summary>An application with a dashboard, and what its resource service says.</summary>
internal sealed class ResourceReader : IAsyncDisposable
{
    public const string Secret = "the-secret-0815";

    private readonly GrpcChannel _channel;
    private readonly Metadata _headers;

    private ResourceReader(DistributedApplication app, Uri address, string key)
    {
        App = app;
        Address = address;
        _channel = GrpcChannel.ForAddress(address);
        _headers = new Metadata { { ResourceServer.KeyHeader, key } };
        Client = new V1.ResourceService.ResourceServiceClient(_channel);
    }

    public DistributedApplication App { get; }
    public Uri Address { get; }
    public V1.ResourceService.ResourceServiceClient Client { get; }

    /// <summary>Starts an application of a secret, a dashboard that only sleeps, and what the test adds.</summary>
    public static async Task<ResourceReader> StartAsync(
        Action<IDistributedApplicationBuilder, IResourceBuilder<ParameterResource>> add,
        string dashboardScript = "exec sleep 1000"
    )
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var secret = builder.AddParameter("password", Secret, secret: true);
        var dashboard = builder
            .AddExecutable("dashboard", "/bin/sh", ".", "-c", dashboardScript)
            .WithHttpEndpoint(name: "otlp", env: "OTLP_PORT")
            .WithUrls(context =>
                context.Urls.Add(
                    new() { Url = $"{context.GetEndpoint("otlp")!.Url}/login?t={Secret}", DisplayText = "login" }
                )
            )
            .AsDashboard("otlp", builder.AddParameter("otlp-key", "otlp-key-4711", secret: true), "RESOURCES");
        add(builder, secret);
        var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var annotation = dashboard.Resource.Annotations.OfType<DashboardAnnotation>().Single();
        var address = await annotation.ResourceService!.WaitAsync(Waiting.Patience, Waiting.Token);
        await app.StateAsync("dashboard", KnownResourceStates.Running);
        return new ResourceReader(app, address, annotation.ResourceServiceKey.Value);
    }

    /// <summary>Reads states until one of a resource is as wanted.</summary>
    public async Task<V1.Resource> UntilAsync(string name, Func<V1.Resource, bool> condition)
    {
        using var call = Client.WatchResources(new(), _headers, cancellationToken: Waiting.Token);
        using var patience = new CancellationTokenSource(Waiting.Patience);
        await foreach (var update in call.ResponseStream.ReadAllAsync(patience.Token))
            if (update.Resources.FirstOrDefault(r => r.Name == name && condition(r)) is { } found)
                return found;
        throw new InvalidOperationException("The service ended.");
    }

    public AsyncServerStreamingCall<V1.ResourcesUpdate> WatchResources() =>
        Client.WatchResources(new(), _headers, cancellationToken: Waiting.Token);

    public AsyncServerStreamingCall<V1.ConsoleUpdate> WatchConsole(string? id, int tail)
    {
        var request = new V1.WatchConsoleRequest { Tail = tail };
        if (id is not null)
            request.Id = id;
        return Client.WatchConsole(request, _headers, cancellationToken: Waiting.Token);
    }

    public Task<V1.ExecuteCommandResponse> ExecuteAsync(string id, string command) =>
        ExecuteUntilAsync(id, command, Waiting.Token);

    /// <summary>Gives up as a caller does that ends.</summary>
    public async Task<V1.ExecuteCommandResponse> ExecuteUntilAsync(string id, string command, CancellationToken gone) =>
        await Client.ExecuteCommandAsync(new() { Id = id, Command = command }, _headers, cancellationToken: gone);

    /// <summary>The lines up to the first that is as wanted, and how many were left out.</summary>
    public static async Task<(List<V1.ConsoleLine> Lines, long Dropped)> ReadToAsync(
        AsyncServerStreamingCall<V1.ConsoleUpdate> call,
        Func<V1.ConsoleLine, bool> last
    )
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        List<V1.ConsoleLine> lines = [];
        var dropped = 0L;
        await foreach (var update in call.ResponseStream.ReadAllAsync(patience.Token))
        {
            lines.AddRange(update.Lines);
            dropped += update.Dropped;
            if (update.Lines.Any(last))
                return (lines, dropped);
        }

        throw new InvalidOperationException("The service ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await App.DisposeAsync();
    }
}
